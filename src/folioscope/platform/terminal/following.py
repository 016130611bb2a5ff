"""Following a run from a command: progress, its result, and what Ctrl-C means."""

from __future__ import annotations

import asyncio
from typing import Any

from folioscope.errors import BackendFailed, Stopped
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import Bar


class RunFailed(BackendFailed):
    """A run ended with an error; the code is its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


async def result_of(client: ApiClient, run_id: str, bar: Bar | None = None) -> dict[str, Any]:
    """The data of ``final``. Ctrl-C cancels the run and waits until it has ended."""
    try:
        return await _result(client, run_id, bar)
    except asyncio.CancelledError:
        if task := asyncio.current_task():
            task.uncancel()  # it is heeded here, by ending the run
        await client.post(f"/api/runs/{run_id}/cancel")
        return await _result(client, run_id, bar)


async def _result(client: ApiClient, run_id: str, bar: Bar | None) -> dict[str, Any]:
    ended: dict[str, Any] = {}
    async for event in client.events(run_id):
        if event.type == "progress" and bar is not None:
            bar.show(event.data)
        elif event.type in ("final", "cancelled"):
            ended = {**event.data, "status": "done" if event.type == "final" else "cancelled"}
        elif event.type == "error":
            raise RunFailed(event.data["code"], event.data["message"])
    if not ended:
        msg = f"Run {run_id} has ended; its events are not there any more."
        raise Stopped(msg)
    return ended
