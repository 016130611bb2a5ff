"""Failpoints do nothing until they are armed, and then what they are told, when they are told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from folioscope.failpoints import (
    VARIABLE,
    FailpointHit,
    FailpointInvalid,
    failpoint,
    read_failpoints,
)


def passed(spec: str, times: int) -> subprocess.CompletedProcess[str]:
    """What becomes of a process with armed failpoints that passes “place” so many times."""
    program = (
        "from folioscope.failpoints import failpoint\n"
        f"for number in range({times}):\n"
        "    print(number, flush=True)\n"
        "    failpoint('place')\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, VARIABLE: spec},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_happens_at_a_place_that_is_not_armed() -> None:
    failpoint("place")
    assert passed("", 3).returncode == 0
    assert passed("elsewhere=kill", 3).returncode == 0


def test_a_process_is_killed_at_the_pass_that_was_named() -> None:
    killed = passed("elsewhere=error;place=kill@2", 3)
    assert killed.returncode == -signal.SIGKILL
    assert killed.stdout.split() == ["0", "1"]


def test_an_error_is_raised_at_each_pass_or_at_one() -> None:
    each = read_failpoints("place=error")["place"]
    third = read_failpoints("place=error@3")["place"]
    for _ in range(2):
        third.hit()
        with pytest.raises(FailpointHit, match="place"):
            each.hit()
    with pytest.raises(FailpointHit):
        third.hit()
    third.hit()


def test_a_sleep_lasts_as_long_as_it_says() -> None:
    armed = read_failpoints("place=sleep:0.02")["place"]
    before = time.monotonic()
    armed.hit()
    assert time.monotonic() - before >= 0.02


@pytest.mark.parametrize("spec", ["place", "place=dance", "place=kill@", "=kill", "place=sleep:x"])
def test_a_specification_that_cannot_be_read_is_refused(spec: str) -> None:
    with pytest.raises(FailpointInvalid, match="is not a failpoint"):
        read_failpoints(spec)
