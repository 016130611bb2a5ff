"""The end of a run whose answer is known as a whole, without a search of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from folioscope.features.chat.answer import store_answer
from folioscope.features.chat.tables import Message
from folioscope.features.chat.told import say_whole
from folioscope.features.grounding.checking import known
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.attempt import Conclude, RunContext


async def conclusion(
    run: RunContext,
    text: str,
    answerer: str,
    citations: Sequence[dict[str, Any]] = (),
    draft: Mapping[str, Any] | None = None,
) -> Conclude:
    """Say the text, then keep it as the answer, with what it rests on."""
    await say_whole(run, text)
    drafted = {} if draft is None else {"draft": dict(draft)}
    checked = known(citations, len(citations))
    grounding = {
        **checked.grounding,
        "answerer": answerer,
        "mode": run.input["mode"],
        "abstained": False,
        "suggestions": [],
        **drafted,
    }

    async def conclude(session: Session) -> dict[str, Any]:
        message = Message(content=run.text, citations=checked.citations, grounding=grounding)
        place = run.thread_id, run.run_id
        stored = await store_answer(session, run.principal, place, message)
        return {
            "text": run.text,
            "citations": checked.citations,
            "usage": None,
            "grounding": grounding,
            "suggestions": [],
            "message_id": stored.id,
        }

    return conclude
