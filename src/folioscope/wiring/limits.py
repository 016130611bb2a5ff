"""The limits that the settings set, and where what is used of them is counted."""

from __future__ import annotations

from limits.aio.storage import RedisStorage, Storage
from limits.errors import ConfigurationError

from folioscope.errors import Invalid
from folioscope.features.chat.policies import QuestionLimits
from folioscope.features.knowledge.room_repository import BASES, DOCUMENTS
from folioscope.platform.api.admission import Admission, AdmissionLimits
from folioscope.platform.api.rates import Rates
from folioscope.platform.api.windows import WindowsInDatabase, WindowsInMemory
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.budgets import Budget
from folioscope.settings.values import Settings
from folioscope.wiring.choices import postgres_address


class RedisMissing(Invalid):
    """Limits that are to be counted in Redis, where it is not named or its client is not there."""

    code = "redis_missing"


def budget_of(settings: Settings) -> Budget:
    """What one account may ask of language models."""
    return Budget(settings.messages_per_minute, settings.tokens_per_day, settings.max_queued_runs)


def quotas_of(settings: Settings) -> dict[str, int]:
    """What one owner may store."""
    return {BASES: settings.max_bases, DOCUMENTS: settings.max_documents}


def question_limits_of(settings: Settings) -> QuestionLimits:
    """On what terms questions are taken."""
    return QuestionLimits(
        settings.max_active_runs,
        settings.max_waiting_runs,
        settings.max_message_chars,
        budget_of(settings),
    )


def admission_of(settings: Settings, database: Database) -> Admission:
    """How often somebody may knock."""
    limits = AdmissionLimits(
        settings.requests_per_minute,
        settings.anonymous_per_minute,
        settings.attempts_per_minute,
    )
    return Admission(Rates(_storage_of(settings, database)), limits)


def _storage_of(settings: Settings, database: Database) -> Storage:
    chosen = settings.limits_storage
    if chosen == "auto":
        # One process has SQLite to itself; PostgreSQL several may share.
        chosen = "memory" if postgres_address(settings) is None else "database"
    if chosen == "redis":
        return _redis(settings.redis_url.get_secret_value())
    return WindowsInMemory() if chosen == "memory" else WindowsInDatabase(database)


def _redis(url: str) -> Storage:
    if not url.startswith(("redis://", "rediss://")):
        msg = "Limits in Redis need its address: FOLIOSCOPE_REDIS_URL=redis://HOST:PORT."
        raise RedisMissing(msg)
    try:
        # Where it cannot be reached nobody is refused, rather than everybody.
        return RedisStorage(f"async+{url}", wrap_exceptions=True, implementation="redispy")
    except ConfigurationError as error:
        msg = "Limits in Redis need the extra “redis”: pip install 'folioscope[redis]'."
        raise RedisMissing(msg) from error
