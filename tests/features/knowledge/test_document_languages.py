"""Documents are searched in their own language, or in the one that their base is said to be in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from folioscope.backends.parsers.port import Page, Parsed
from folioscope.features.knowledge.document_languages import (
    LanguageUnknown,
    chosen_language,
    language_of_pages,
    with_languages,
)
from folioscope.settings.values import Settings
from tests.opened_program import Program
from tests.opened_terminal import CommandLine, open_terminal

CVS = {
    "claire.txt": "Claire dirige une équipe de développeuses dans une banque à Orléans.",
    "dora.txt": "Dora leads a team of database engineers at a bank in Leeds.",
    "ada.txt": "Ada C++",
}
TITLES = (
    "Técnicos de mantenimiento de instalaciones eléctricas",
    "Responsable de la contabilidad y de los impuestos",
    "Encofradores",
)


@pytest.fixture
async def line(settings: Settings) -> AsyncIterator[CommandLine]:
    async with open_terminal(settings) as opened:
        yield opened


def document(*pages: str) -> Parsed:
    return Parsed(tuple(Page(text=text) for text in pages))


async def languages(program: Program, kb: str) -> dict[str, str | None]:
    documents = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
    return {found["path"]: found["language"] for found in documents}


async def test_the_language_of_each_document_is_found_out_and_shown(program: Program) -> None:
    await program.fill("people", CVS)

    found = await languages(program, "people")
    assert found == {"claire.txt": "fr", "dora.txt": "en", "ada.txt": None}
    (hit, *_) = await program.search("people", "developpeuse")
    assert hit["path"] == "claire.txt"
    shown = await program.get(f"/api/documents/{hit['document_id']}")
    assert shown["language"] == "fr"


async def test_a_short_record_has_the_language_of_those_beside_it(program: Program) -> None:
    records = [{"id": str(number), "text": title} for number, title in enumerate(TITLES)]
    await program.post("/api/kbs", 201, {"name": "titles"})
    await program.add("titles", {"t.jsonl": "\n".join(map(json.dumps, records)).encode()})

    assert set((await languages(program, "titles")).values()) == {"es"}


async def test_what_a_base_is_said_to_be_in_counts_for_all_of_its_documents(
    program: Program,
) -> None:
    made = await program.ask("POST", "/api/kbs", 201, json={"name": "people", "language": "FR "})
    assert made["language"] == "fr"
    await program.add("people", {"a.txt": b"informaticiens"})
    await program.fill("others", {"b.txt": "informaticiens"})

    assert await found_by_words(program, "informaticienne") == ["a.txt"]
    assert await found_by_words(program, "informaticienne", "others") == []
    assert await found_by_words(program, "informaticien", "others") == ["b.txt"]


async def test_a_rebuild_changes_the_language_of_a_base_for_the_next_search(
    program: Program,
) -> None:
    await program.fill("people", {"a.txt": "les a programmes"})
    assert await found_by_words(program, "les") == ["a.txt"]

    await rebuild(program, "fr")
    assert await found_by_words(program, "les") == []
    assert await found_by_words(program, "programmer") == ["a.txt"]
    await rebuild(program)
    assert (await program.get("/api/kbs/people"))["language"] == "fr"
    await rebuild(program, "auto")
    assert (await program.get("/api/kbs/people"))["language"] is None
    assert await found_by_words(program, "les") == ["a.txt"]


async def rebuild(program: Program, language: str | None = None) -> None:
    data = {"language": language} if language else {}
    begun = await program.ask("POST", "/api/kbs/people/rebuild", 202, data=data)
    await program.outcome(begun["run_id"])


async def found_by_words(program: Program, query: str, kb: str = "people") -> list[str]:
    """The paths of what is found by words, best first."""
    hits = await program.search(kb, query, explain=True, rerank=False, k=20)
    by_words = [hit for hit in hits if hit["explanation"]["words"]]
    by_words.sort(key=lambda hit: hit["explanation"]["words"]["rank"])
    return [hit["path"] for hit in by_words]


MIXED = {
    "a.txt": "Ada writes C++ and Kubernetes operators for a bank in Leeds.",
    "b.txt": "Bruno écrit des opérateurs Kubernetes pour une banque de Lyon.",
    "c.txt": "Carla escribe programas en C++ para un banco de la ciudad de Madrid.",
    "d.txt": "Dieter schreibt seit vielen Jahren Programme für eine Bank in Köln.",
    "e.txt": "Emi 在东京的一家银行做软件工程师，负责 Kubernetes 平台。",
    "f.txt": "Frank paints houses, and writes nothing at all about his work there.",
}
ORDERS = {
    "Kubernetes": "bae",
    "C++ programas": "ca",
    "who writes operators?": "abf",
    "软件工程师": "e",
    "Banken": "ad",
    "banks": "ad",
}


async def test_the_order_by_words_is_the_same_in_every_database(program: Program) -> None:
    await program.fill("people", MIXED)

    found = {query: await found_by_words(program, query) for query in ORDERS}
    assert found == {query: [f"{name}.txt" for name in order] for query, order in ORDERS.items()}


@pytest.mark.parametrize("language", ["klingon", "xx", "f"])
async def test_an_unknown_language_is_refused_by_name(program: Program, language: str) -> None:
    await program.ask("POST", "/api/kbs", 201, json={"name": "people"})
    body = {"name": "others", "language": language}
    problems = [
        await program.ask("POST", "/api/kbs", 422, json=body),
        await program.ask("POST", "/api/kbs/people/rebuild", 422, data={"language": language}),
    ]
    for problem in problems:
        assert problem["code"] == "language_unknown"
        assert f"“{language}”" in problem["detail"]


async def test_the_terminal_makes_and_shows_bases_in_a_language(line: CommandLine) -> None:
    made = await line.succeed("kb", "create", "people", "--language", "fr", "--json")
    assert made.json["language"] == "fr"
    shown = await line.succeed("kb", "show", "people")
    assert shown.out.rstrip().endswith("language fr")
    await line.succeed("kb", "rebuild", "people", "--language", "auto")
    shown = await line.succeed("kb", "show", "people")
    assert shown.out.rstrip().endswith("language found out for each document")


def test_most_records_of_a_file_tell_for_those_that_leave_it_open() -> None:
    found = with_languages([document(title) for title in (*TITLES, "Dora leads the whole team")])

    assert [parsed.language for parsed in found] == ["es", "es", "es", "en"]
    assert [parsed.language for parsed in with_languages([document("C++"), document()])] == [
        None,
        None,
    ]


def test_a_long_document_is_looked_at_here_and_there() -> None:
    german = ["Sie arbeitet seit vielen Jahren als Ärztin in einem großen Krankenhaus."] * 300

    assert language_of_pages(["A cover page in English", *german]) == "de"
    assert language_of_pages([]) is None


@pytest.mark.parametrize(
    ("named", "language"), [(None, None), ("auto", None), ("", None), ("DE", "de"), (" fr ", "fr")]
)
def test_a_language_is_named_by_its_code(named: str | None, language: str | None) -> None:
    assert chosen_language(named) == language


def test_the_languages_that_can_be_named_are_told() -> None:
    with pytest.raises(LanguageUnknown, match=r"“french” is not .*\bfr\b"):
        chosen_language("french")
