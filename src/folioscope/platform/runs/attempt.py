"""One attempt at a run, as the function that does the work sees it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from folioscope.backends.llm_meter import Meter
from folioscope.errors import Stopped
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal, acting
from folioscope.platform.runs.events import EventType, NewEvent, new_event
from folioscope.platform.runs.ledger_repository import LOST
from folioscope.platform.runs.tables import Run
from folioscope.telemetry.instruments import SILENT, Telemetry

Conclude = Callable[[Session], Awaitable[dict[str, Any]]]
"""Writes the result in the transaction that ends the run; answers the data of ``final``."""


@dataclass
class Attempt:
    """A claimed run. Whatever it emits is stored in order, or the attempt is over.

    ``uncertain`` is how many of the pending events may be stored already: the database was told to
    commit them, and its answer never came.
    """

    run_id: str
    kind: str
    number: int
    owner_id: int
    principal: Principal
    thread_id: str | None
    input: dict[str, Any]
    pending: list[NewEvent] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    renewed_at: float = 0.0
    is_lost: bool = False
    is_ending: bool = False
    next_seq: int = 1
    uncertain: int = 0
    meter: Meter = field(default_factory=Meter)


def principal_of(run: Run) -> Principal:
    """In whose name a run was started, and reads."""
    return acting(run.actor_kind, run.actor_id)


@contextmanager
def drained(attempt: Attempt) -> Iterator[list[NewEvent]]:
    """What waits to be stored; it waits again when storing it fails.

    Token texts are joined, so that a batch is one event.
    """
    events, attempt.pending = attempt.pending, []
    merged = merge_tokens(events)
    try:
        yield merged
    except BaseException:
        attempt.pending[:0] = merged
        raise


def merge_tokens(events: list[NewEvent]) -> list[NewEvent]:
    """Neighbouring token events as one; all others as they are."""
    merged: list[NewEvent] = []
    for event in events:
        if merged and event.type == merged[-1].type == "token":
            first, second = json.loads(merged[-1].data), json.loads(event.data)
            merged[-1] = new_event("token", {**first, "text": first["text"] + second["text"]})
        else:
            merged.append(event)
    return merged


class EventSink(Protocol):
    """Where an attempt's events go: the process's one writer."""

    async def add(self, attempt: Attempt, event: NewEvent) -> None:
        """Queue an event; waits while too much is pending; raises ``Stopped`` once fenced."""
        ...


class RunContext:
    """What a run function is handed to report with."""

    def __init__(self, attempt: Attempt, sink: EventSink, telemetry: Telemetry = SILENT) -> None:
        self._attempt = attempt
        self._sink = sink
        self.telemetry = telemetry
        self.run_id = attempt.run_id
        self.owner_id = attempt.owner_id
        self.principal = attempt.principal
        self.thread_id = attempt.thread_id
        self.input = attempt.input
        self.attempt = attempt.number

    async def emit(self, kind: EventType, data: dict[str, Any]) -> None:
        """Report something that is not text of an answer."""
        if self._attempt.is_lost:
            raise Stopped(LOST)
        await self._sink.add(self._attempt, new_event(kind, data))

    async def stage(self, name: str, **about: Any) -> None:
        """Report what is being done now, and what there is to tell about it."""
        data = {"status": "running", "attempt": self.attempt, "stage": name, **about}
        await self.emit("status", data)

    async def token(self, text: str) -> None:
        """Report text of the answer."""
        self._attempt.texts.append(text)
        await self.emit("token", {"text": text, "attempt": self.attempt})

    @property
    def text(self) -> str:
        """All the text this attempt has reported."""
        return "".join(self._attempt.texts)
