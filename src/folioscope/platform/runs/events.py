"""The events of a run: the wire contract of every stream."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

EventType = Literal[
    "status", "sources", "token", "progress", "reset", "final", "error", "cancelled", "done"
]
TERMINAL_TYPES = ("final", "error", "cancelled")
ON_THE_WAY = ("status", "sources", "token", "progress")
"""What is of use only until a run has ended: its terminal event holds the result."""

# JSON leaves them as they are, and many libraries break lines at them.
LINE_BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\u0085\u2028\u2029"}


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
    """Write down the data of an event, once and for all, on one line for every reader of lines."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Half a character, as a model may send it, can be stored nowhere.
    whole = text.encode("utf-8", "replace").decode()
    return NewEvent(kind, whole.translate(LINE_BREAKS))


def numbered(run_id: str, first: int, events: Sequence[NewEvent]) -> list[Event]:
    """Events under the numbers from ``first`` on."""
    return [Event(run_id, seq, event.type, event.data) for seq, event in enumerate(events, first)]
