"""Servers that only accept and stream, workers that only execute, one PostgreSQL between them."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.test_faults import (
    FAR_FROM_ITS_END,
    SLOW,
    WORDS,
    assert_same_as_table,
    assert_whole_answer,
    watch,
)
from tests.running_program import Place, finished, kill, serving, talking_to, working
from tests.scripted_openai_server import Script, ScriptedServer
from tests.scripted_openai_server import serve as serve_model

pytestmark = [pytest.mark.slow, pytest.mark.postgres_only]
RECOVERY_SECONDS = 60


@pytest.fixture
def model() -> Iterator[ScriptedServer]:
    with serve_model(SLOW) as model:
        yield model


@pytest.fixture
def place(tmp_path: Path, database_url: str, model: ScriptedServer) -> Place:
    return Place(
        tmp_path / "server",
        {
            "FOLIOSCOPE_DATABASE_URL": database_url,
            "FOLIOSCOPE_LOG_LEVEL": "warning",
            "LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": "none",
        },
    )


def beside(place: Place, name: str) -> Place:
    """Another machine's folder, on the same database."""
    return Place(place.folder.parent / name, place.settings)


async def test_a_run_posted_to_a_server_is_done_by_a_worker_and_streamed(place: Place) -> None:
    with serving(place, "--workers-elsewhere"), working(beside(place, "one")):
        async with talking_to(place) as program:
            thread_id, run_id = await program.question()
            seen = await watch(program, run_id, 0, enough=10_000)
            await assert_same_as_table(program, run_id, seen)
            await assert_whole_answer(program, thread_id, seen)


async def test_a_worker_reads_files_that_a_server_took_in(place: Place) -> None:
    with serving(place, "--workers-elsewhere"), working(beside(place, "one")):
        async with talking_to(place) as program:
            await program.post("/api/kbs", 201, {"name": "kb"})
            result = await program.add("kb", {"ada.txt": b"Ada ran Kubernetes in production."})
            assert result["added"] == 1
            hits = await program.search("kb", "Kubernetes", k=1)
            assert hits[0]["path"] == "ada.txt"


async def test_a_question_waits_for_the_first_worker(place: Place) -> None:
    with serving(place, "--workers-elsewhere"):
        async with talking_to(place) as program:
            _, run_id = await program.question()
            await asyncio.sleep(0.5)
            assert (await program.get(f"/api/runs/{run_id}"))["status"] == "queued"
            with working(beside(place, "one")):
                assert (await program.outcome(run_id))["text"] == WORDS


async def test_the_run_of_a_killed_worker_is_taken_up_by_another(
    place: Place, model: ScriptedServer
) -> None:
    model.script = FAR_FROM_ITS_END
    with ExitStack() as stack:
        stack.enter_context(serving(place, "--workers-elsewhere"))
        holder = stack.enter_context(working(beside(place, "one")))
        async with talking_to(place) as program:
            thread_id, run_id = await program.question()
            seen = await watch(program, run_id, 0, enough=3)
            stack.enter_context(working(beside(place, "two")))
            model.script = SLOW
            kill(holder)
            killed = time.monotonic()
            seen += await watch(program, run_id, seen[-1].seq, enough=10_000)
            await assert_same_as_table(program, run_id, seen)
            await assert_whole_answer(program, thread_id, seen)
            assert (await program.get(f"/api/runs/{run_id}"))["attempt"] == 2
            rows = await program.rows(
                "SELECT extract(epoch FROM started_at) FROM runs WHERE id = :id", id=run_id
            )
            taken_up = float(rows[0][0]) - (time.time() - (time.monotonic() - killed))
            assert taken_up < RECOVERY_SECONDS  # the contract, not a figure


async def test_a_worker_that_slept_beyond_its_lease_writes_nothing_more(
    place: Place, model: ScriptedServer
) -> None:
    model.script = FAR_FROM_ITS_END
    with ExitStack() as stack:
        stack.enter_context(serving(place, "--workers-elsewhere"))
        asleep = stack.enter_context(working(beside(place, "one")))
        async with talking_to(place) as program:
            thread_id, run_id = await program.question()
            seen = await watch(program, run_id, 0, enough=3)
            stack.enter_context(working(beside(place, "two")))
            model.script = SLOW
            asleep.send_signal(signal.SIGSTOP)
            async with asyncio.timeout(RECOVERY_SECONDS):
                while (await program.get(f"/api/runs/{run_id}"))["attempt"] == 1:
                    await asyncio.sleep(0.1)
            asleep.send_signal(signal.SIGCONT)
            seen += await watch(program, run_id, seen[-1].seq, enough=10_000)
            await assert_same_as_table(program, run_id, seen)
            await assert_whole_answer(program, thread_id, seen)


async def test_a_worker_that_is_told_to_stop_gives_its_run_to_another_at_once(
    place: Place,
) -> None:
    with ExitStack() as stack:
        stack.enter_context(serving(place, "--workers-elsewhere"))
        first = stack.enter_context(working(beside(place, "one")))
        async with talking_to(place) as program:
            thread_id, run_id = await program.question()
            seen = await watch(program, run_id, 0, enough=3)
            stack.enter_context(working(beside(place, "two")))
            first.send_signal(signal.SIGTERM)
            assert (await asyncio.to_thread(finished, first)).code == 0
            seen += await watch(program, run_id, seen[-1].seq, enough=10_000)
            await assert_same_as_table(program, run_id, seen)
            await assert_whole_answer(program, thread_id, seen)


async def test_a_cancel_reaches_the_worker(place: Place, model: ScriptedServer) -> None:
    model.script = Script(text=WORDS, fault="silence", fault_after=3, gap=0.02)
    with serving(place, "--workers-elsewhere"), working(beside(place, "one")):
        async with talking_to(place) as program:
            _, run_id = await program.question()
            await watch(program, run_id, 0, enough=1)
            await program.post(f"/api/runs/{run_id}/cancel", 200)
            outcome = await program.outcome(run_id)
            assert WORDS.startswith(outcome["text"])
            assert await asyncio.to_thread(model.disconnected.wait, 60)


async def test_everything_works_without_hints(place: Place) -> None:
    blind = Place(place.folder, {**place.settings, "FOLIOSCOPE_HINTS": "false"})
    with serving(blind, "--workers-elsewhere"), working(beside(blind, "one")):
        async with talking_to(blind) as program:
            thread_id, run_id = await program.question()
            seen = await watch(program, run_id, 0, enough=10_000)
            await assert_same_as_table(program, run_id, seen)
            await assert_whole_answer(program, thread_id, seen)


async def test_a_question_can_be_cancelled_while_no_worker_is_there(place: Place) -> None:
    with serving(place, "--workers-elsewhere"):
        async with talking_to(place) as program:
            _, run_id = await program.question()
            await program.post(f"/api/runs/{run_id}/cancel", 200)
            events = await program.events(run_id)
            assert [frame.type for frame in events] == ["cancelled", "done"]
