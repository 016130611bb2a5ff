"""Answers from the records of real CVs: complete, counted, cited word for word."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import pytest

from folioscope.features.pool.about_one import answer_about_one
from folioscope.features.pool.answering import PoolAnswer, answer_from_records
from folioscope.features.pool.records import Records
from folioscope.features.samples.generate import Resume, as_json, generate
from folioscope.features.search.hits import Hit
from folioscope.features.search.wanted import Filters, Wanted
from folioscope.platform.principal import LOCAL, Principal
from tests.opened_program import Program

TODAY = date(2026, 11, 1)
PEOPLE = generate(8, 7)


@pytest.fixture
async def pool(program: Program) -> Program:
    """The program with eight CVs, and a file that nobody can read."""
    files = {f"{number}.json": as_json(one) for number, one in enumerate(PEOPLE)}
    await program.fill("people", files)
    assert (await program.add("people", {"broken.pdf": b"%PDF-1.7 broken"}))["added"] == 0
    return program


async def ask(program: Program, question: str, **wanted: object) -> PoolAnswer:
    answer = await maybe(program, question, **wanted)
    assert answer is not None, question
    return answer


async def maybe(program: Program, question: str, **wanted: object) -> PoolAnswer | None:
    asked = Wanted(question, **wanted)  # type: ignore[arg-type]
    return await answer_from_records(program.database, LOCAL, asked, TODAY)


def named(answer: PoolAnswer) -> set[str]:
    return {one["name"] for one in answer.grounding["pool"]["people"]}


def speaking(*names: str) -> set[str]:
    return {
        one["basics"]["name"]
        for one in PEOPLE
        if {spoken["language"] for spoken in one["languages"]} & set(names)
    }


def city(one: Resume) -> str:
    return str(one["basics"]["location"]["city"])


async def test_a_list_is_complete_and_each_name_is_cited_word_for_word(pool: Program) -> None:
    answer = await ask(pool, "Who speaks French?")
    right = speaking("French", "Français")
    assert 0 < len(right) < len(PEOPLE)
    assert named(answer) == right
    assert answer.text.startswith(f"**{len(right)} of {len(PEOPLE)} CVs**, 1 unread.")
    assert len(answer.verified) == len(answer.hits) == len(right)
    for quoted, hit in zip(answer.verified, answer.hits, strict=True):
        assert hit.text[quoted.start : quoted.end] == quoted.quote
        assert "French" in quoted.quote or "Français" in quoted.quote
        assert f"[{quoted.number}]" in answer.text


async def test_what_was_not_read_is_named_with_the_reason(pool: Program) -> None:
    answer = await ask(pool, "Combien de CV y a-t-il ?")
    assert answer.text.startswith(f"**{len(PEOPLE)} CV**, 1 non lus.")
    assert "broken.pdf (" in answer.text
    (unread,) = answer.grounding["pool"]["unread"]
    assert unread["path"] == "broken.pdf"


async def test_the_grounding_holds_the_query_as_understood_and_everybody(pool: Program) -> None:
    where = city(PEOPLE[0])
    pool_told = (await ask(pool, f"Which candidates live in {where}?")).grounding["pool"]
    right = [one["basics"]["name"] for one in PEOPLE if city(one) == where]
    assert (pool_told["count"], pool_told["total"]) == (len(right), len(PEOPLE))
    assert pool_told["understood"] == f"with {where} as place of residence"
    first = pool_told["people"][0]
    assert (first["name"] in right, first["value"], first["n"]) == (True, where, [1])
    json.dumps(pool_told)


async def test_filters_narrow_the_pool(pool: Program) -> None:
    filters = Filters(documents=("0.json", "1.json"))
    answer = await ask(pool, "List all candidates", filters=filters)
    assert named(answer) == {one["basics"]["name"] for one in PEOPLE[:2]}
    one = Filters(documents=("0.json",))
    assert await maybe(pool, "List all candidates", filters=one) is None
    assert await maybe(pool, "List all candidates", filters=Filters(sections=("skills",))) is None


async def test_nobody_sees_the_pool_of_another(pool: Program) -> None:
    other = Principal("user", 99)
    asked = Wanted("List all candidates")
    assert await answer_from_records(pool.database, other, asked, TODAY) is None


async def test_a_base_without_cvs_is_searched_as_usual(pool: Program) -> None:
    await pool.fill("notes", {"note.txt": "Kubernetes is a word of this note."})
    assert await maybe(pool, "Who knows Kubernetes?", bases=["notes"]) is None


async def test_unknown_words_are_looked_for_in_every_passage(pool: Program) -> None:
    interest = PEOPLE[3]["interests"][0]["name"]
    answer = await ask(pool, f"Whose CV mentions “{interest.upper()}”?")
    right = {
        one["basics"]["name"] for one in PEOPLE if interest in json.dumps(one, ensure_ascii=False)
    }
    assert named(answer) == right
    assert "searched as words" in answer.text
    nobody = await ask(pool, "Who knows Fortran-77?")
    assert nobody.text.startswith(f"**None: 0 of {len(PEOPLE)} CVs**")


async def test_a_wildcard_is_no_wildcard(pool: Program) -> None:
    nobody = await ask(pool, "Whose CV mentions “100% sure_thing”?")
    assert nobody.grounding["pool"]["count"] == 0


async def test_two_people_are_compared_side_by_side(pool: Program) -> None:
    one, other = (person["basics"]["name"] for person in PEOPLE[:2])
    answer = await ask(pool, f"Compare {one} and {other}")
    header, _, *rows = answer.text.splitlines()
    assert header == f"| | {one} | {other} |"
    assert all(row.count(" | ") == 2 for row in rows)
    assert named(answer) == {one, other}
    for quoted, hit in zip(answer.verified, answer.hits, strict=True):
        assert hit.text[quoted.start : quoted.end] == quoted.quote


async def test_groups_count_every_cv_once(pool: Program) -> None:
    answer = await ask(pool, "How many candidates per country?")
    groups = answer.grounding["pool"]["groups"]
    assert sum(count for _, count in groups) == len(PEOPLE)
    assert all(f"| {name} | {count} |" in answer.text for name, count in groups)


async def test_groups_are_named_in_the_language_of_the_question(pool: Program) -> None:
    english = (await ask(pool, "How many candidates per language?")).grounding["pool"]["groups"]
    french = (await ask(pool, "Combien de candidats par langue ?")).grounding["pool"]["groups"]
    countries = await ask(pool, "How many candidates per country?")
    assert "English" in [name for name, _ in english]
    assert "Anglais" in [name for name, _ in french]
    assert "English" not in [name for name, _ in french]
    assert all(len(name) > 2 for name, _ in countries.grounding["pool"]["groups"])


async def test_nobody_counted_is_that_nothing_is_there(pool: Program) -> None:
    assert (await ask(pool, "Who knows Fortran-77?")).grounding["abstained"] is True
    assert (await ask(pool, "Who speaks French?")).grounding["abstained"] is False


async def test_those_who_speak_several_languages_are_counted(pool: Program) -> None:
    answer = await ask(pool, "Who speaks at least three languages?")
    assert named(answer) == {one["basics"]["name"] for one in PEOPLE if len(one["languages"]) >= 3}
    assert await maybe(pool, "Who knows three databases?") is None


def _spoken(one: Resume) -> set[str]:
    return {spoken["language"] for spoken in one["languages"]}


async def about(program: Program, question: str) -> str:
    answer = await answer_about_one(program.database, LOCAL, Wanted(question), TODAY)
    assert answer is not None, question
    return answer.text


async def test_whether_somebody_speaks_a_language_is_told_with_the_line(pool: Program) -> None:
    one = next(one for one in PEOPLE if _spoken(one) & {"French", "Français"})
    name = one["basics"]["name"]
    assert (await about(pool, f"Does {name} speak French?")).startswith("Yes: French.")
    denied = await about(pool, f"Does {name} speak Japanese?")
    assert denied.startswith("Not stated: Japanese.")
    assert denied.count("\n- ") == len(one["languages"])


async def test_when_somebody_was_at_a_firm_is_told_with_the_dates(pool: Program) -> None:
    name, work = PEOPLE[0]["basics"]["name"], PEOPLE[0]["work"]
    told = await about(pool, f"When did {name} start at {work[-1]['name']}?")
    assert work[-1]["startDate"][:4] in told
    assert told.count("\n- ") == sum(one["name"] == work[-1]["name"] for one in work)
    now = await about(pool, f"Where does {name} work?")
    assert now.count("\n- ") < len(work)


async def test_the_longest_experience_is_first(pool: Program) -> None:
    answer = await ask(pool, "Top 3 candidates by years of experience")
    months = [one["months"] for one in answer.grounding["pool"]["people"]]
    assert months == sorted(months, reverse=True)
    assert len(months) >= 3
    assert months[2] == months[-1]


@pytest.mark.parametrize("question", ["hello", "Who led a migration that failed?", "Why?"])
async def test_other_questions_are_left_to_search(pool: Program, question: str) -> None:
    assert await maybe(pool, question) is None


async def test_words_in_brackets_become_no_mark(pool: Program) -> None:
    answer = await ask(pool, "Whose CV mentions [7]?")
    assert "[7]" not in answer.text
    assert "the words “ 7 ”" in answer.text


async def test_where_somebody_works_now_may_be_unknown(pool: Program) -> None:
    answer = await ask(pool, "Who currently works at Nowhereville?")
    assert "the words “Nowhereville”" in answer.text


async def test_no_number_means_the_passage_of_another_when_a_document_goes(
    pool: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = Records.hits

    async def all_but_one(self: Records, chunk_ids: Sequence[int]) -> list[Hit]:
        return (await every(self, chunk_ids))[1:]

    monkeypatch.setattr(Records, "hits", all_but_one)
    assert await maybe(pool, "Who speaks French?") is None
