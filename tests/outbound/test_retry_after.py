"""The wait that a server asks for, however it says so."""

from __future__ import annotations

from email.utils import formatdate
from time import time

import pytest

from folioscope.outbound.retry_after import seconds_to_wait


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("9" * 400, 3600),
        ("", 1),
        ("soon", 1),
        ("-3", 1),
        ("1.5", 1),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
        ("Mon, 01 Jan 0001 00:00:00 -0000", 1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
    ],
)
def test_a_wait_is_a_bounded_number_of_seconds(told: str, seconds: int) -> None:
    assert seconds_to_wait(told) == seconds


def test_a_date_is_as_far_away_as_it_is() -> None:
    assert 90 <= seconds_to_wait(formatdate(time() + 100, usegmt=True)) <= 100
