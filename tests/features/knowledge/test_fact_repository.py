"""Facts are stored, read and gone with the documents that state them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge import fact_reading
from folioscope.features.knowledge.fact_reading import facts_of
from folioscope.features.knowledge.fact_repository import Facts, Holder
from folioscope.features.knowledge.facts import FACTS_VERSION, Fact
from folioscope.platform.principal import LOCAL, Principal
from tests.features.knowledge.read_cv import CV
from tests.opened_program import Program

ADA: dict[str, Any] = {
    "basics": {"name": "Ada Byron", "location": {"city": "London", "countryCode": "GB"}},
    "work": [
        {"name": "Acme", "position": "Engineer", "startDate": "2019-01", "endDate": "2020-12",
         "highlights": ["Ran Kubernetes"]},
    ],
    "skills": [{"name": "Tools", "keywords": ["Kubernetes", "Go"]}],
    "languages": [{"language": "French", "fluency": "Native"}],
}  # fmt: skip
FILES = {"ada.json": json.dumps(ADA), "marie.txt": CV, "note.txt": "Kubernetes is a tool."}


@pytest.fixture
async def base_id(program: Program) -> str:
    """A base of two CVs, a text that is none, and a file that cannot be read."""
    await program.fill("people", FILES)
    await program.add("people", {"broken.pdf": b"%PDF-1.4 broken"})
    return str((await program.get("/api/kbs/people"))["kb_id"])


async def people(program: Program, base_id: str, principal: Principal = LOCAL) -> list[Holder]:
    async with program.database.read() as session:
        return await Facts(session, principal).people([base_id])


async def rebuild(program: Program) -> None:
    run = await program.ask("POST", "/api/kbs/people/rebuild", 202)
    await program.outcome(str(run["run_id"]))


async def stored(program: Program) -> int:
    async with program.database.read() as session:
        return int(await session.scalar(text("SELECT count(*) FROM facts")) or 0)


async def test_people_are_all_cvs_and_what_may_be_one(program: Program, base_id: str) -> None:
    found = [(one.path, one.name, one.state, one.is_read) for one in await people(program, base_id)]
    assert found == [
        ("ada.json", "Ada Byron", "ready", True),
        ("broken.pdf", "broken.pdf", "failed", False),
        ("marie.txt", "Marie Dubois", "ready", True),
    ]


async def test_facts_are_found_by_their_kind_and_keys(program: Program, base_id: str) -> None:
    async with program.database.read() as session:
        facts = Facts(session, LOCAL)
        knowing = await facts.matching([base_id], "skill", ["kubernetes"])
        assert next((one.fact.value, one.fact.months) for one in knowing) == ("Kubernetes", 24)
        assert len({one.document_id for one in knowing}) == 2
        assert await facts.matching([base_id], "language", ["ja"]) == []
        assert len(await facts.matching([base_id], "language")) == 4
        assert await facts.matching([], "skill", ["kubernetes"]) == []


async def test_facts_of_documents_come_in_their_order(program: Program, base_id: str) -> None:
    ada = (await people(program, base_id))[0].document_id
    async with program.database.read() as session:
        facts = Facts(session, LOCAL)
        told = [one.fact.kind for one in await facts.of([ada])]
        assert told[:4] == ["person", "place", "language", "role"]
        assert [one.fact.key for one in await facts.of([ada], ["skill"])] == ["kubernetes", "go"]
        assert await facts.of([]) == []


async def test_the_values_of_most_documents_come_first(program: Program, base_id: str) -> None:
    async with program.database.read() as session:
        common = await Facts(session, LOCAL).names([base_id], "skill", 3)
    assert [(one.key, one.documents) for one in common][:2] == [("go", 2), ("kubernetes", 2)]
    assert len(common) == 3


async def test_nobody_reads_the_facts_of_others(program: Program, base_id: str) -> None:
    stranger = Principal("user", 4711)
    ada = (await people(program, base_id))[0].document_id
    async with program.database.read() as session:
        facts = Facts(session, stranger)
        assert await facts.people([base_id]) == []
        assert await facts.matching([base_id], "skill") == []
        assert await facts.of([ada]) == []
        assert await facts.names([base_id], "skill") == []


async def test_a_rebuild_reads_what_was_taken_in_before_there_were_facts(
    program: Program, base_id: str
) -> None:
    before = await stored(program)
    async with program.database.write() as session:
        await session.execute(text("DELETE FROM facts"))
        await session.execute(text("UPDATE documents SET facts_version = 0"))
    assert [one.is_read for one in await people(program, base_id)] == [False, False, False]
    await rebuild(program)
    assert [one.is_read for one in await people(program, base_id)] == [True, False, True]
    assert {one.facts_version for one in await people(program, base_id) if one.is_read} == {
        FACTS_VERSION
    }
    assert await stored(program) == before


async def test_facts_are_gone_with_their_document(program: Program, base_id: str) -> None:
    for one in await people(program, base_id):
        asked = {"document": one.document_id}
        await program.ask("DELETE", "/api/kbs/people/documents", 204, params=asked)
    assert await stored(program) == 0


async def test_facts_of_a_file_that_comes_anew_take_the_place_of_the_old(
    program: Program, base_id: str
) -> None:
    await program.add("people", {"ada.json": json.dumps(ADA | {"skills": []}).encode()})
    async with program.database.read() as session:
        listed = await Facts(session, LOCAL).matching([base_id], "skill", ["go"])
    assert len(listed) == 1
    assert [one.path for one in await people(program, base_id)].count("ada.json") == 1


async def test_a_document_tells_its_facts_with_their_places(program: Program, base_id: str) -> None:
    marie = (await people(program, base_id))[2].document_id
    shown = await program.get(f"/api/documents/{marie}/facts")
    page = await program.get(f"/api/documents/{marie}/text")
    assert shown["facts_version"] == FACTS_VERSION
    for fact in shown["facts"]:
        assert " ".join(page["text"][fact["start"] : fact["end"]].split()) == fact["value"]
    role = next(fact for fact in shown["facts"] if fact["kind"] == "role")
    assert (role["since"], role["until"]) == ("2020-01", None)
    assert role["months"] >= 70
    assert "counted" not in role["detail"]
    await program.ask("GET", "/api/documents/nobody/facts", 404)


async def test_a_cv_on_which_a_rule_fails_is_taken_in_and_counts_as_unread(
    program: Program, base_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_on_bob(document: Parsed, this_month: int) -> tuple[Fact, ...]:
        if "Bob" in document.pages[0].text:
            raise IndexError("Bob")
        return facts_of(document, this_month)

    files = {f"{name}.txt": CV.replace("Marie", name).encode() for name in ("Bob", "Eve")}
    monkeypatch.setattr(fact_reading, "facts_of", fails_on_bob)
    await program.add("people", files)
    unread = {"Bob.txt": ("ready", False), "Eve.txt": ("ready", True)}
    found = {one.path: (one.state, one.is_read) for one in await people(program, base_id)}
    assert found.items() >= unread.items()
    await rebuild(program)
    found = {one.path: (one.state, one.is_read) for one in await people(program, base_id)}
    assert found.items() >= unread.items()
    monkeypatch.undo()
    await rebuild(program)
    found = {one.path: (one.state, one.is_read) for one in await people(program, base_id)}
    assert found["Bob.txt"] == ("ready", True)
