"""What is really sent, held against what the API says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from folioscope.doors.run_events import RUN_EVENT
from folioscope.features.chat.answer_schemas import Grounding
from folioscope.features.grounding.schemas import Citation
from folioscope.platform.runs.schemas import RunError

STORED: Mapping[str, TypeAdapter[Any]] = {
    "citations": TypeAdapter(list[Citation]),
    "grounding": TypeAdapter(Grounding | None),
    "error": TypeAdapter(RunError | None),
}


def assert_event_is_described(kind: str, seq: int, data: object) -> None:
    """An event is as the API says: nothing is missing, nothing is of another type or untold."""
    _assert_described(RUN_EVENT, {"type": kind, "seq": seq, "data": data})


def assert_message_is_described(message: Mapping[str, Any]) -> None:
    """So are the parts of a message that the server sends without looking at them again."""
    for name, described in STORED.items():
        _assert_described(described, message[name])


def _assert_described(described: TypeAdapter[Any], sent: object) -> None:
    understood = described.validate_json(json.dumps(sent), strict=True)
    # What the description does not know is left out of what it understands.
    assert described.dump_python(understood, mode="json") == sent
