"""Named places where a test has this process killed, stopped, delayed or tripped.

Armed by FOLIOSCOPE_FAILPOINTS as it was when the process started, and by nothing else:
``chat.retrieved=sleep:2;runs.flush.committed=kill@3`` sleeps at each pass of the first place and
kills at the third pass of the second.
"""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import dataclass

from folioscope.errors import FolioscopeError, Invalid

VARIABLE = "FOLIOSCOPE_FAILPOINTS"
SPEC = re.compile(
    r"(?P<name>[a-z_.]+)=(?P<action>kill|stop|sleep|error)(:(?P<seconds>[0-9.]+))?(@(?P<at>\d+))?"
)
SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


class FailpointInvalid(Invalid):
    """A specification of failpoints that cannot be read."""

    code = "failpoint_invalid"


class FailpointHit(FolioscopeError):
    """What a failpoint raises that is to raise something."""

    code = "failpoint_hit"


@dataclass
class Armed:
    """What happens at one place: at each pass, or only at the pass number ``at``."""

    name: str
    action: str
    seconds: float
    at: int | None
    passes: int = 0

    def hit(self) -> None:
        """Count a pass, and act if it is the one."""
        self.passes += 1
        if self.at is not None and self.passes != self.at:
            return
        if self.action == "sleep":
            time.sleep(self.seconds)
        elif self.action == "error":
            msg = f"The failpoint {self.name} was hit."
            raise FailpointHit(msg)
        else:
            os.kill(os.getpid(), SIGNALS[self.action])


def read_failpoints(text: str) -> dict[str, Armed]:
    """What a specification arms, by name."""
    return {armed.name: armed for armed in map(_read, filter(None, text.split(";")))}


def _read(text: str) -> Armed:
    found = SPEC.fullmatch(text)
    if found is None:
        msg = f"“{text}” in {VARIABLE} is not a failpoint such as name=kill@3."
        raise FailpointInvalid(msg)
    at = int(found["at"]) if found["at"] else None
    return Armed(found["name"], found["action"], float(found["seconds"] or 0), at)


_armed = read_failpoints(os.environ.get(VARIABLE, ""))


def failpoint(name: str) -> None:
    """Pass a place; nothing happens unless a test has armed it."""
    armed = _armed.get(name)
    if armed is not None:
        armed.hit()
