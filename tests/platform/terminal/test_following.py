"""Following a run to its result; Ctrl-C ends the run and not only the command."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import httpx2
import pytest

from folioscope.errors import Stopped
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed, result_of
from folioscope.platform.terminal.output import progress_bar

Event = tuple[str, dict[str, object]]
PROGRESS: Event = ("progress", {"stage": "reading", "done": 1, "total": 2})
FINAL: Event = ("final", {"result": {"added": 2}})
CANCELLED: Event = ("cancelled", {"result": {"added": 1}})


def done(status: str) -> Event:
    return "done", {"status": status}


@dataclass
class ScriptedRun:
    """A server with one run. What follows ``held`` in its script waits for a cancel."""

    script: list[Event]
    held: int | None = None
    cancels: int = 0
    is_held: asyncio.Event = field(default_factory=asyncio.Event)

    def client(self) -> ApiClient:
        transport = httpx2.MockTransport(self.answer)
        return ApiClient(httpx2.AsyncClient(transport=transport, base_url="http://x"), "It")

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            self.cancels += 1
            return httpx2.Response(200, json={"status": "running"})
        if not request.url.path.endswith("/events"):
            return httpx2.Response(200, json={"finished_at": "2026-01-01T00:00:00Z"})
        after = int(request.headers["Last-Event-ID"])
        if self.held is not None and not self.cancels:
            self.is_held.set()
            await asyncio.sleep(60)
        frames = [
            f"id: {seq}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
            for seq, (kind, data) in enumerate(self.script, start=1)
            if seq > after
        ]
        return httpx2.Response(200, text="".join(frames))


async def test_the_result_is_the_data_of_the_end_with_its_status() -> None:
    run = ScriptedRun([PROGRESS, FINAL, done("done")])
    with progress_bar("Reading") as bar:
        assert await result_of(run.client(), "r", bar) == {"result": {"added": 2}, "status": "done"}
    assert run.cancels == 0


async def test_a_run_that_somebody_cancelled_says_so() -> None:
    run = ScriptedRun([CANCELLED, done("cancelled")])
    assert (await result_of(run.client(), "r"))["status"] == "cancelled"


async def test_ctrl_c_cancels_the_run_and_waits_for_what_it_came_to() -> None:
    run = ScriptedRun([CANCELLED, done("cancelled")], held=0)
    following = asyncio.create_task(result_of(run.client(), "r"))
    await run.is_held.wait()
    following.cancel()
    assert await following == {"result": {"added": 1}, "status": "cancelled"}
    assert run.cancels == 1
    assert following.cancelling() == 0


async def test_a_run_that_was_done_before_the_cancel_came_is_done() -> None:
    run = ScriptedRun([FINAL, done("done")], held=0)
    following = asyncio.create_task(result_of(run.client(), "r"))
    await run.is_held.wait()
    following.cancel()
    assert (await following)["status"] == "done"


async def test_the_reason_of_a_failure_is_not_lost_in_what_follows_it() -> None:
    error: Event = ("error", {"code": "edition_changed", "message": "Rebuilt.", "retryable": True})
    run = ScriptedRun([PROGRESS, error, done("failed")])
    with pytest.raises(RunFailed, match="Rebuilt") as raised:
        await result_of(run.client(), "r")
    assert raised.value.code == "edition_changed"


async def test_a_run_whose_events_are_gone_is_not_taken_for_a_success() -> None:
    with pytest.raises(Stopped, match="Run r has ended"):
        await result_of(ScriptedRun([]).client(), "r")
