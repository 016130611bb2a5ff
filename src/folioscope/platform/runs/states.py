"""The states of a run, and the only ways from one to another."""

from __future__ import annotations

from enum import StrEnum

from folioscope.platform.runs.events import EventType


class RunStatus(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"  # behind another run of its thread
    QUEUED = "queued"  # to be taken up
    RUNNING = "running"  # held by an attempt, under a lease
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED})
ACTIVE = frozenset(RunStatus) - ENDED

EDGES = frozenset(
    {
        (RunStatus.WAITING, RunStatus.QUEUED),  # the run before it ended
        (RunStatus.WAITING, RunStatus.CANCELLED),
        (RunStatus.QUEUED, RunStatus.RUNNING),  # claimed
        (RunStatus.QUEUED, RunStatus.CANCELLED),
        (RunStatus.RUNNING, RunStatus.RUNNING),  # claimed anew, its lease having run out
        (RunStatus.RUNNING, RunStatus.QUEUED),  # given back: to retry, or at shutdown
        (RunStatus.RUNNING, RunStatus.DONE),
        (RunStatus.RUNNING, RunStatus.FAILED),
        (RunStatus.RUNNING, RunStatus.CANCELLED),
    }
)

TERMINAL_EVENT: dict[RunStatus, EventType] = {
    RunStatus.DONE: "final",
    RunStatus.FAILED: "error",
    RunStatus.CANCELLED: "cancelled",
}


def sources_of(target: RunStatus) -> tuple[RunStatus, ...]:
    """The states from which a run may come to ``target``."""
    return tuple(sorted(source for source, to in EDGES if to is target))
