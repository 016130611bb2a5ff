"""The API describes what is sent: each kind of run, to each of its ends, and what is kept of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from docs.generate import ROOT
from folioscope.backends.llms.port import Usage
from folioscope.errors import BackendFailed
from folioscope.features.samples.generate import as_json, generate
from tests.described import assert_event_is_described, assert_message_is_described
from tests.features.models.opened_hub import TINY, filled_hub, pulling_settings
from tests.features.transfers.exports import exported, packed, send
from tests.hub_server import serving
from tests.opened_program import Program, open_program
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years."
TEXTS = {"ada.txt": ADA, "bob.txt": "Bob Stone taught mathematics in Lyon."}


async def end_of(program: Program, run_id: str, last: str = "final") -> Any:
    """The data of the terminal event; every event on the way must be as it is described."""
    events = await program.events(run_id)
    for event in events:
        assert_event_is_described(event.type, event.seq, event.data)
    assert [event.type for event in events][-2:] == [last, "done"]
    await program.get(f"/api/runs/{run_id}")
    return events[-2].data


async def said_in(program: Program, thread_id: str) -> list[Any]:
    """The messages of a thread, each as it is described."""
    messages = await program.messages(thread_id)
    for message in messages:
        assert_message_is_described(message)
    return messages


async def answered(program: Program, question: str, **thread: Any) -> Any:
    """The grounding of an answer, which is in its message too."""
    thread_id, run_id = await program.question(question, **thread)
    final = await end_of(program, run_id)
    messages = await said_in(program, thread_id)
    assert messages[-1]["grounding"] == final["grounding"]
    return final["grounding"]


async def test_answers_of_sentences_and_those_given_again(program: Program) -> None:
    await program.fill("people", TEXTS)
    first = await answered(program, "Who has run Kubernetes in production?")
    assert first["verified"] == 1
    assert "kept_from" in await answered(program, "Who has run Kubernetes in production?")


async def test_answers_from_pages_with_places(program: Program) -> None:
    path = ROOT / "samples" / "cvs" / "01-duc-vo.pdf"
    await program.post("/api/kbs", 201, {"name": "people"})
    await program.add("people", {path.name: path.read_bytes()})
    thread_id, run_id = await program.question("Which employers are named?")
    assert (await end_of(program, run_id))["citations"][0]["boxes"]
    await said_in(program, thread_id)


async def test_answers_of_a_model_that_says_more_than_its_sources(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await talking_program.fill("people", TEXTS)
    scripted_model.usage = Usage(10, 5)
    scripted_model.pieces = (
        f"{ADA} [1] Kubernetes was first released in 2014. Ada Byron has run 40 bakeries [1].",
    )
    grounding = await answered(talking_program, "Who has run Kubernetes in production?")
    assert grounding["claims"]
    assert (len(grounding["unsupported"]), len(grounding["doubtful"])) == (1, 1)


async def test_answers_that_were_stopped_for_saying_the_same(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await talking_program.fill("people", TEXTS)
    scripted_model.pieces = ["Ada Byron has run Kubernetes. "] * 200
    grounding = await answered(talking_program, "Who has run Kubernetes in production?")
    assert grounding["is_cut"] is True
    assert [note["code"] for note in grounding["notes"]] == ["repeated_itself"]


async def test_answers_that_are_not_in_the_documents(talking_program: Program) -> None:
    await talking_program.fill("people", TEXTS)
    grounding = await answered(talking_program, "Where did Grace Hopper study?", mode="strict")
    assert grounding["abstained"] is True


@pytest.mark.parametrize(
    "question",
    ["How many people speak English?", "Who speaks English?", "How many people by country?"],
)
async def test_answers_over_a_pool(program: Program, question: str) -> None:
    files = {f"{number}.json": as_json(one) for number, one in enumerate(generate(4, 7))}
    await program.fill("people", files)
    await program.add("people", {"broken.pdf": b"%PDF-1.7 broken"})
    pool = (await answered(program, question))["pool"]
    assert pool["total"] == 4
    assert pool["unread"]


async def test_answers_that_fail(talking_program: Program, scripted_model: ScriptedModel) -> None:
    await talking_program.fill("people", TEXTS)
    scripted_model.pieces = ("Ada ", BackendFailed("The model went away."))
    thread_id, run_id = await talking_program.question("Who has run Kubernetes?")
    error = await end_of(talking_program, run_id, "error")
    assert error["code"] == "backend_failed"
    assert (await said_in(talking_program, thread_id))[-1]["error"] == error
    assert (await talking_program.get(f"/api/runs/{run_id}"))["error"] == error


@pytest.mark.parametrize("pieces", [("Ada ran ", asyncio.Event()), (asyncio.Event(),)])
async def test_answers_that_are_cancelled(
    talking_program: Program,
    scripted_model: ScriptedModel,
    pieces: Sequence[str | asyncio.Event],
) -> None:
    await talking_program.fill("people", TEXTS)
    scripted_model.pieces = pieces
    thread_id, run_id = await talking_program.question("Who has run Kubernetes?")
    await scripted_model.started.wait()
    await talking_program.post(f"/api/runs/{run_id}/cancel", 200)
    left = await end_of(talking_program, run_id, "cancelled")
    shown = await said_in(talking_program, thread_id)
    assert (left["message_id"] is None) == (len(shown) == 1)


async def test_uploads_and_rebuilds_with_a_file_that_cannot_be_read(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "people"})
    files = {"ada.txt": ADA.encode(), "broken.pdf": b"%PDF-1.7 broken"}
    upload = await program.upload("people", files)
    assert (await end_of(program, upload["run_id"]))["result"]["failed"]
    rebuild = await program.ask("POST", "/api/kbs/people/rebuild", 202)
    assert (await end_of(program, rebuild["run_id"]))["result"]["failed"]


async def test_imports(program: Program) -> None:
    await program.fill("people", TEXTS)
    archive = packed(await exported(program, "people"))
    status, started = await send(program, archive)
    assert status == 202
    assert (await end_of(program, started["run_id"]))["result"]["documents"] == 2


async def test_models_that_are_pulled(database_url: str, tmp_path: Path) -> None:
    with serving(filled_hub(tmp_path)) as hub:
        settings = pulling_settings(database_url, tmp_path / "data", hub)
        async with open_program(settings) as program:
            run_id = (await program.post("/api/models", 202, {"model": TINY}))["run_id"]
            assert (await end_of(program, run_id))["result"]["name"].startswith(TINY)


async def test_an_answer_from_before_a_field_was_added_is_shown_all_the_same(
    program: Program,
) -> None:
    await program.fill("people", TEXTS)
    thread_id, run_id = await program.question("Who has run Kubernetes in production?")
    await program.outcome(run_id)
    async with program.database.write() as session:
        old = {"citations": json.dumps([{"n": 1}]), "grounding": json.dumps({"statements": 1})}
        await session.execute(
            text("UPDATE messages SET citations = :citations, grounding = :grounding"), old
        )
    answer = (await program.messages(thread_id))[-1]
    assert (answer["citations"], answer["grounding"]) == ([{"n": 1}], {"statements": 1})
    whole = await program.get(f"/api/threads/{thread_id}/export", format="json")
    assert whole["messages"][-1]["citations"] == [{"n": 1}]


async def test_the_stream_of_a_run_is_described_by_the_events_it_holds(program: Program) -> None:
    api = await program.get("/openapi.json")
    streamed = api["paths"]["/api/runs/{run_id}/events"]["get"]["responses"]["200"]["content"]
    assert streamed == {"text/event-stream": {"schema": {"$ref": "#/components/schemas/RunFrame"}}}
    schemas = api["components"]["schemas"]
    assert {"RunEvent", "RunFrame"} <= schemas.keys()
    referred = set(_references(api))
    described = {
        f"#/components/{kind}/{name}" for kind, of in api["components"].items() for name in of
    }
    assert referred <= described


def _references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for each in part for found in _references(each)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for each in part.values() for found in _references(each)]
