"""A base is built anew beside the one that answers."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from folioscope.backends.embeddings.port import Vectors
from tests.opened_program import Program
from tests.scripted_program import SlowEmbeddings

PEOPLE = {"ada.txt": "Ada runs Kubernetes.", "bob.txt": "Bob bakes sourdough bread."}


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Passages are embedded for as long as it is open, as it is at first."""
    opened, embed = threading.Event(), SlowEmbeddings.embed_passages
    opened.set()

    def embed_passages(model: SlowEmbeddings, texts: Sequence[str]) -> Vectors:
        assert opened.wait(60)
        return embed(model, texts)

    monkeypatch.setattr(SlowEmbeddings, "embed_passages", embed_passages)
    yield opened
    opened.set()


async def rebuild(program: Program, **content: Any) -> str:
    return str((await program.ask("POST", "/api/kbs/people/rebuild", 202, **content))["run_id"])


def sent(**files: str) -> dict[str, Any]:
    return {"files": [("files", (f"{name}.txt", told.encode())) for name, told in files.items()]}


async def test_a_base_is_rebuilt_from_its_own_files(program: Program) -> None:
    await program.fill("people", PEOPLE)
    before = await program.search("people", "bread")
    result = (await program.outcome(await rebuild(program)))["result"]
    assert result == {"documents": 2, "failed": [], "chunks": 2}
    after = await program.search("people", "bread")
    assert [hit["text"] for hit in after] == [hit["text"] for hit in before]
    assert {hit["chunk_id"] for hit in after}.isdisjoint(hit["chunk_id"] for hit in before)
    await program.assert_nothing_half_stored()


async def test_a_rebuild_may_change_the_model(program: Program) -> None:
    await program.fill("people", PEOPLE)
    await program.outcome(await rebuild(program, data={"model": "wider"}))
    assert (await program.get("/api/kbs/people"))["model"] == "wider"
    assert (await program.search("people", "sourdough"))[0]["path"] == "bob.txt"
    await program.add("people", {"eve.txt": b"Eve paints."})
    assert (await program.search("people", "paints"))[0]["path"] == "eve.txt"


async def test_an_unknown_model_is_refused_before_anything_begins(program: Program) -> None:
    await program.fill("people", PEOPLE)
    problem = await program.ask("POST", "/api/kbs/people/rebuild", 422, data={"model": "nope"})
    assert "nope" in problem["detail"]
    base = await program.get("/api/kbs/people")
    assert (base["model"], base["ready"]) == ("all-MiniLM-L6-v2", 2)


async def test_the_old_edition_answers_until_the_new_one_is_whole(
    program: Program, gate: threading.Event
) -> None:
    await program.fill("people", PEOPLE)
    old = await program.search("people", "bread")
    gate.clear()
    run_id = await rebuild(program, **sent(eve="Eve bakes rye bread."))
    during = [await program.search("people", "bread")]
    gate.set()
    while (await program.get(f"/api/runs/{run_id}"))["finished_at"] is None:
        during.append(await program.search("people", "bread"))
        await asyncio.sleep(0.02)
    assert during[0] == old
    for found in during:
        assert [hit["path"] for hit in found] in (["bob.txt", "ada.txt"], ["eve.txt"])
    assert [hit["path"] for hit in await program.search("people", "bread")] == ["eve.txt"]
    base = await program.get("/api/kbs/people")
    assert (base["documents"], base["chunks"]) == (1, 1)
    await program.assert_nothing_half_stored()


async def test_a_second_rebuild_waits_for_the_first(
    program: Program, gate: threading.Event
) -> None:
    await program.fill("people", PEOPLE)
    gate.clear()
    run_id = await rebuild(program)
    problem = await program.ask("POST", "/api/kbs/people/rebuild", 409, **sent(eve="Eve bakes."))
    gate.set()
    assert problem["code"] == "rebuild_active"
    await program.outcome(run_id)
    await program.assert_nothing_half_stored()


async def test_a_cancelled_rebuild_leaves_the_base_as_it_was(
    program: Program, gate: threading.Event
) -> None:
    await program.fill("people", PEOPLE)
    old = await program.search("people", "bread")
    gate.clear()
    run_id = await rebuild(program, **sent(eve="Eve bakes rye bread."), data={"model": "wider"})
    while (await program.get(f"/api/runs/{run_id}"))["status"] != "running":
        await asyncio.sleep(0.01)
    await program.post(f"/api/runs/{run_id}/cancel", 200)
    gate.set()
    assert [frame.type for frame in await program.events(run_id)][-2:] == ["cancelled", "done"]
    assert await program.search("people", "bread") == old
    base = await program.get("/api/kbs/people")
    assert (base["model"], base["documents"], base["ready"]) == ("all-MiniLM-L6-v2", 2, 2)
    await program.assert_nothing_half_stored()


async def test_a_file_that_comes_during_a_rebuild_is_in_the_new_edition(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    await program.fill("people", PEOPLE)
    monkeypatch.setenv("SCRIPTED_EMBEDDING_SECONDS", "0.2")
    run_id = await rebuild(program, **sent(eve="Eve bakes rye bread."))
    added = await program.add("people", {"late.txt": b"Zoe came late with bread."})
    assert added["added"] == 1
    await program.outcome(run_id)
    paths = {hit["path"] for hit in await program.search("people", "bread")}
    assert paths == {"eve.txt", "late.txt"}
    await program.assert_nothing_half_stored()


async def test_a_file_that_cannot_be_read_any_more_is_named(program: Program) -> None:
    await program.fill("people", PEOPLE)
    run_id = await rebuild(program, **sent(eve="Eve bakes.", zero=""))
    result = (await program.outcome(run_id))["result"]
    assert result["documents"] == 1
    assert [(found["path"], found["code"]) for found in result["failed"]] == [
        ("zero.txt", "empty_file")
    ]
    await program.assert_nothing_half_stored()


async def test_no_search_falls_between_two_editions(program: Program) -> None:
    await program.fill("people", PEOPLE)
    ended = asyncio.Event()

    async def look() -> None:
        while not ended.is_set():
            assert len(await program.search("people", "bread")) == 2

    looking = [asyncio.create_task(look()) for _ in range(6)]
    for _ in range(4):
        await program.outcome(await rebuild(program))
    ended.set()
    await asyncio.gather(*looking)


async def lose(program: Program, content: str) -> None:
    """Take the bytes of a file away."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    if program.database.is_sqlite:
        (program.data_dir / "files" / digest[:2] / digest).unlink()
    else:
        async with program.database.write() as session:
            await session.execute(text("DELETE FROM blobs WHERE digest = :d"), {"d": digest})


async def test_a_file_whose_bytes_are_gone_is_named_until_it_is_added_again(
    program: Program,
) -> None:
    await program.fill("people", PEOPLE)
    await lose(program, PEOPLE["ada.txt"])
    (failed,) = (await program.outcome(await rebuild(program)))["result"]["failed"]
    assert (failed["path"], failed["code"]) == ("ada.txt", "file_missing")
    assert "ada.txt" in failed["message"]
    await program.add("people", {"ada.txt": PEOPLE["ada.txt"].encode()})
    assert (await program.search("people", "Kubernetes"))[0]["path"] == "ada.txt"
    await program.assert_nothing_half_stored()
