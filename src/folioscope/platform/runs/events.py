"""The events of a run: the wire contract of every stream."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

EventType = Literal[
    "status", "sources", "token", "progress", "reset", "final", "error", "cancelled", "done"
]
TERMINAL_TYPES = ("final", "error", "cancelled")


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event. ``data`` is the JSON text, byte for byte as it was first written."""

    run_id: str
    seq: int
    type: str
    data: str


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that has no number yet."""

    type: EventType
    data: str


def new_event(kind: EventType, data: dict[str, Any]) -> NewEvent:
    """Write down the data of an event, once and for all."""
    return NewEvent(kind, json.dumps(data, ensure_ascii=False, separators=(",", ":")))
