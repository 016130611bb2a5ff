"""An answer, followed by a command from its first word to its end."""

from __future__ import annotations

from typing import Any

from folioscope.errors import BackendBusy
from folioscope.features.chat.writing import Writing
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed

KEPT = ("text", "citations", "grounding", "suggestions")


async def follow_answer(client: ApiClient, run_id: str, *, shows: bool) -> dict[str, Any]:
    """Print the answer of a run as it is written, if it ``shows``; the answer as a whole."""
    answer: dict[str, Any] = {"text": "", "citations": [], "grounding": None, "status": "failed"}
    writing = Writing(shows=shows)
    try:
        async for event in client.events(run_id):
            writing.show(event)
            if event.type in ("final", "cancelled"):
                answer |= {name: event.data[name] for name in KEPT if name in event.data}
            elif event.type == "error":
                raise RunFailed(event.data["code"], event.data["message"])
            elif event.type == "done":
                answer["status"] = event.data["status"]
    except BackendBusy as error:
        msg = f"{error.message} Run {run_id} may go on: folioscope run events {run_id}"
        raise BackendBusy(msg) from error
    finally:
        writing.end()
    return answer
