"""What is suggested can be answered, whichever CVs there are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from folioscope.features.knowledge.repository import Bases
from folioscope.features.samples.generate import generate
from folioscope.features.samples.render import render_html
from folioscope.features.suggestions.ideas import follow_ups, suggested
from folioscope.platform.principal import LOCAL, Principal
from tests.opened_program import Program


async def fill(program: Program, language: str, count: int) -> list[dict[str, Any]]:
    """A base of that name with the CVs of invented people, and who they are."""
    people = generate(count, 3, [language])
    files = {
        f"{place:02}.html": render_html(person, "classic") for place, person in enumerate(people)
    }
    await program.fill(language, files)
    return people


async def ideas_for(program: Program, name: str, limit: int = 40) -> list[str]:
    async with program.database.read() as session:
        base = await Bases(session, LOCAL).get(name)
        return await suggested(session, LOCAL, base, limit)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_suggestion_is_answered(program: Program, language: str) -> None:
    await fill(program, language, 6)
    ideas = await ideas_for(program, language, 12)
    assert len(ideas) == 12
    for idea in ideas:
        _, run_id = await program.question(idea, kbs=[language])
        answer = await program.outcome(run_id)
        assert answer["citations"], (idea, answer["text"])
        assert not answer["grounding"]["abstained"], (idea, answer["text"])


async def test_the_first_four_are_of_four_kinds_in_the_language_of_the_documents(
    program: Program,
) -> None:
    people = await fill(program, "fr", 6)
    person, count, skill, compare = await ideas_for(program, "fr", 4)
    names = [each["basics"]["name"] for each in people]
    assert sum(name in person for name in names) == 1
    assert count.startswith("Combien de candidats parlent ")
    assert skill.startswith("Qui connaît ")
    assert sum(name in compare for name in names) == 2
    assert len(await ideas_for(program, "fr", 3)) == 3


async def test_they_are_the_same_each_time(program: Program) -> None:
    await fill(program, "en", 4)
    assert await ideas_for(program, "en") == await ideas_for(program, "en")


async def test_where_no_facts_are_known_nothing_is_suggested(program: Program) -> None:
    await program.fill("notes", {"note.txt": "The server is in the cellar."})
    assert (await program.get("/api/kbs/notes/suggestions"))["suggestions"] == []


async def test_the_door_tells_them_and_bounds_them(program: Program) -> None:
    await fill(program, "en", 4)
    told = (await program.get("/api/kbs/en/suggestions", limit=2))["suggestions"]
    assert told == await ideas_for(program, "en", 2)
    await program.get("/api/kbs/en/suggestions", 422, limit=0)
    await program.get("/api/kbs/elsewhere/suggestions", 404)


async def test_after_an_answer_about_somebody_other_things_are_asked(program: Program) -> None:
    people = await fill(program, "en", 3)
    name = people[0]["basics"]["name"]
    (document_id,) = [row[0] for row in await program.rows(DOCUMENT, path="00.html")]
    async with program.database.read() as session:
        asked = f"Where did {name} study?"
        after = await follow_ups(session, LOCAL, asked, [document_id, document_id])
        nobody = await follow_ups(session, LOCAL, asked, [])
        stranger = await follow_ups(session, Principal("user", 99), asked, [document_id])
    assert 1 <= len(after) <= 3
    assert asked not in after
    assert not any("study" in each for each in after)
    assert name in after[0]
    assert nobody == stranger == []


async def test_after_an_answer_about_several_they_are_compared(program: Program) -> None:
    await fill(program, "en", 3)
    ids = [row[0] for row in await program.rows("SELECT id FROM documents ORDER BY path")]
    async with program.database.read() as session:
        after = await follow_ups(session, LOCAL, "Qui connaît Java ?", ids)
    assert after[0].startswith("Compare ")
    assert " et " in after[0]
    assert len(after) == 3


async def test_a_name_that_is_markup_is_in_no_suggestion(program: Program) -> None:
    await fill(program, "en", 2)
    async with program.database.write() as session:
        connection = await session.connection()
        spoilt = "UPDATE facts SET value = '<img src=x> [1]' WHERE kind IN ('person', 'skill')"
        await connection.exec_driver_sql(spoilt)
    assert not any("<" in idea for idea in await ideas_for(program, "en"))


async def test_somebody_of_two_files_is_compared_with_nobody_of_that_name(program: Program) -> None:
    await fill(program, "en", 2)
    async with program.database.write() as session:
        connection = await session.connection()
        named = "UPDATE facts SET value = :name, key = :name WHERE kind = 'person' AND value = :old"
        old = "SELECT value FROM facts WHERE kind = 'person' ORDER BY value"
        pairs = zip((await connection.exec_driver_sql(old)).all(), SAME, strict=True)
        for (before,), name in pairs:
            await connection.execute(text(named), {"name": name, "old": before})
    ideas = await ideas_for(program, "en")
    assert any("Jan Küster" in idea for idea in ideas)
    assert not any(idea.startswith("Compare ") for idea in ideas)
    assert not any("JAN" in idea for idea in ideas)


async def test_where_somebody_is_found_is_no_skill_that_is_asked_for(program: Program) -> None:
    await fill(program, "en", 3)
    async with program.database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "UPDATE facts SET value = 'GitHub', key = 'github' WHERE kind = 'skill'"
        )
    assert not any("GitHub" in idea for idea in await ideas_for(program, "en"))


SAME = ("JAN KüSTER", "JAN KÜSTER")
DOCUMENT = "SELECT id FROM documents WHERE path = :path"
