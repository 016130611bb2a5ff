"""How a limited child ended: with its records, or with what ended it."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Literal

from folioscope.outbound.fork_server import END
from folioscope.outbound.limited_child import END as LAST
from folioscope.outbound.limited_child import EXCEPTION, FRAME, OUT_OF_MEMORY_EXIT, ChildLimits

EndReason = Literal[
    "timed_out", "cpu_exhausted", "out_of_memory", "too_much_output", "failed", "crashed"
]


@dataclass(frozen=True, slots=True)
class Finished:
    """The function ran to its end; ``records`` are what it yielded."""

    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The child ended before its function did.

    ``failed`` is an exception of the function, ``crashed`` a signal or a sudden exit; ``detail``
    names it.
    """

    reason: EndReason
    detail: str = ""


CUT_SHORT = Ended("crashed", "it ended before its answer was whole")


def judge(answer: bytes, end: bytes, limits: ChildLimits) -> Finished | Ended:
    """Judge from what the child wrote, and what the fork server wrote at its end."""
    if len(end) != END.size:
        return Ended("crashed", "the process that starts children ended")
    timed_out, exit_code, peak, cpu_seconds = END.unpack(end)
    if timed_out:
        return Ended("timed_out", f"longer than {limits.wall_seconds:g} seconds")
    if exit_code < 0:
        return _ended_by_signal(-exit_code, peak, cpu_seconds, limits)
    frames = _frames(answer)
    if exit_code == 0:
        is_whole = frames and frames[-1][0] == LAST
        return Finished(tuple(payload for _, payload in frames[:-1])) if is_whole else CUT_SHORT
    return _ended_by_exit(exit_code, frames, limits)


def _ended_by_exit(code: int, frames: list[tuple[bytes, bytes]], limits: ChildLimits) -> Ended:
    if code == OUT_OF_MEMORY_EXIT:
        return Ended("out_of_memory", f"more than {limits.memory_bytes} bytes")
    if frames and frames[-1][0] == EXCEPTION:
        return Ended("failed", frames[-1][1].decode(errors="replace"))
    return Ended("crashed", f"exit code {code}")


def _ended_by_signal(number: int, peak: int, cpu_seconds: float, limits: ChildLimits) -> Ended:
    killed = number == signal.SIGKILL
    if number == signal.SIGXCPU or (killed and cpu_seconds >= limits.cpu_seconds):
        return Ended("cpu_exhausted", f"more than {limits.cpu_seconds} seconds of processor time")
    # Native code aborts when memory is refused, and the kernel kills when there is none left.
    if killed or peak > limits.memory_bytes // 2:
        return Ended("out_of_memory", f"more than {limits.memory_bytes} bytes")
    return Ended("crashed", signal.Signals(number).name)


def _frames(answer: bytes) -> list[tuple[bytes, bytes]]:
    frames = []
    position = 0
    while position + FRAME.size <= len(answer):
        kind, length = FRAME.unpack_from(answer, position)
        position += FRAME.size
        frames.append((kind, answer[position : position + length]))
        position += length
    return frames
