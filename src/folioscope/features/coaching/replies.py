"""The answer of a run, waited for: what a client gets that does not follow events."""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import Any

from folioscope.errors import LimitReached
from folioscope.platform.principal import Principal
from folioscope.platform.runs.followed import Streams

ANSWER = ("message_id", "text", "citations", "grounding", "suggestions")
NOTHING: dict[str, Any] = {"message_id": None, "text": "", "citations": [], "grounding": None,
                           "suggestions": []}  # fmt: skip


async def reply(streams: Streams, principal: Principal, accepted: dict[str, Any]) -> dict[str, Any]:
    """What was accepted, with the end of its run.

    It stays ``accepted`` where too many streams are open, or the server stops meanwhile.
    """
    try:
        stream = await streams.open(principal, accepted["run_id"], "0")
    except LimitReached:
        return accepted
    if stream is None:
        return accepted
    told: dict[str, Any] = {}
    with stream.place:
        async with aclosing(stream.events) as events:
            async for event in events:
                if event.type in ("final", "cancelled", "error", "done"):
                    told[event.type] = json.loads(event.data)
    return {**accepted, **_ending(told)}


def _ending(told: dict[str, Any]) -> dict[str, Any]:
    if "done" not in told:
        return {}
    ending: dict[str, Any] = {"status": told["done"]["status"]}
    said = told.get("final") or told.get("cancelled")
    if said is not None:
        known = {name: said[name] for name in ANSWER if name in said}
        draft = (known.get("grounding") or {}).get("draft")
        ending["answer"] = NOTHING | known | {"draft": draft}
    if "error" in told:
        ending["error"] = told["error"]
    return ending
