"""The wait that a server asks for."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from time import time

LONGEST = 3600


def seconds_to_wait(told: str) -> int:
    """Whole seconds of a ``Retry-After``, which is a number or a date; 1 where it is neither."""
    if told.isdecimal():
        wait = float(told[:9])
    else:
        try:
            wait = parsedate_to_datetime(told).timestamp() - time()
        except (ValueError, OverflowError):
            return 1
    return int(min(max(wait, 1), LONGEST))
