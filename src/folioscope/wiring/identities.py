"""Who is known, and by what: the credentials that each way of logging in has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from folioscope.features.accounts import keys
from folioscope.features.accounts.access_tokens import AccessTokens
from folioscope.features.accounts.acting import AccountsByAddress
from folioscope.features.accounts.identify import Resolver
from folioscope.features.accounts.known_keys import KnownKeys
from folioscope.features.accounts.logging_in import Terms
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.standing import StandingLogins
from folioscope.features.visiting.known_visitors import PREFIX as VISITORS
from folioscope.features.visiting.known_visitors import KnownVisitors
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings
from folioscope.wiring.outside import outside_logins_of, single_sign_on_of
from folioscope.wiring.secret_key import secret_key_of


def accounts_of(settings: Settings, database: Database, wakeups: Wakeups) -> OpenedAccounts:
    """What the settings choose."""
    revocations = Revocations(wakeups)
    resolvers: dict[str, Resolver] = {keys.START: KnownKeys(database, revocations)}
    if settings.public_chat:
        resolvers[VISITORS] = KnownVisitors(database, revocations)
    known = OpenedAccounts(
        settings.auth,
        revocations,
        resolvers,
        is_sign_up_open=settings.sign_up == "open",
        public_url=settings.public_url,
        for_account=AccountsByAddress(database),
    )
    if settings.auth == "off":
        return known
    if settings.auth == "jwt":
        outside = outside_logins_of(settings, database, revocations, known.seen)
        return replace(known, others=outside)
    secret_key = secret_key_of(settings)
    tokens = AccessTokens(secret_key, timedelta(minutes=settings.access_minutes))
    return replace(
        known,
        others=StandingLogins(database, tokens, revocations, known.seen),
        terms=Terms(tokens, timedelta(days=settings.refresh_days)),
        single_sign_on=(
            single_sign_on_of(settings, secret_key) if settings.auth == "oidc" else None
        ),
    )
