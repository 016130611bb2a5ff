"""The dates of boards: ISO 8601 with and without a zone, some near it, and times since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 1990, 2100
_ZONE_WORD = re.compile(r"\s*(?:UTC|GMT)$", re.IGNORECASE)
_MILLISECONDS_FROM = 10**11  # as seconds, that would be the year 5138


def read_moment(told: object) -> datetime | None:
    """The moment in UTC, which is also what is meant without a zone; None for what is none.

    Years that no offer is from (a database's year 1, say) are no moment.
    """
    try:
        moment = _from_number(told) if isinstance(told, int | float) else _from_text(told)
        if moment is None:
            return None
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if FIRST_YEAR <= moment.year < LAST_YEAR else None


def _from_number(told: int | float) -> datetime | None:
    if isinstance(told, bool):
        return None
    return datetime.fromtimestamp(told / 1000 if told >= _MILLISECONDS_FROM else told, UTC)


def _from_text(told: object) -> datetime | None:
    if not isinstance(told, str):
        return None
    return datetime.fromisoformat(_ZONE_WORD.sub("+00:00", told.strip()))
