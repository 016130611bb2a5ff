"""What a search can be narrowed to, alike on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Filters
from folioscope.platform.principal import LOCAL
from tests.features.search.opened_library import Library
from tests.opened_program import Program

FILES = {
    "offers/Paris/baker.txt": "Bread is baked here.",
    "offers/100%_bread.txt": "Bread is all we sell.",
    "offers/[old].txt": "Bread was baked here once.",
    "cvs/ada.txt": "Ada bakes bread.",
}


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["*"], set(FILES)),
        (["offers/*"], set(FILES) - {"cvs/ada.txt"}),
        (["offers/*.pdf"], set()),
        (["cvs/???.txt"], {"cvs/ada.txt"}),
        (["Cvs/*", "cvs"], set()),
        (["*/100%_*"], {"offers/100%_bread.txt"}),
        (["*%*"], {"offers/100%_bread.txt"}),
        (["*_bread*", "cvs/*"], {"offers/100%_bread.txt", "cvs/ada.txt"}),
        (["*[old]*"], {"offers/[old].txt"}),
        (["*\\*", "' OR 1=1 --"], set()),
    ],
)
async def test_paths_are_patterns_in_which_only_stars_and_marks_mean_anything(
    library: Library, patterns: list[str], found: set[str]
) -> None:
    await library.fill("kb", FILES)
    filters = Filters(paths=tuple(patterns))
    assert set(await library.paths("bread", filters=filters)) == found


async def test_languages_are_those_of_documents_or_what_the_base_says(program: Program) -> None:
    await program.fill("kb", {"ada.txt": "Ada bakes bread.", "luc.txt": "Luc fait du bread."})
    async with program.database.write() as session:
        connection = await session.connection()
        for name, language in (("ada.txt", "en"), ("luc.txt", "fr")):
            set_language = f"UPDATE documents SET language = '{language}' WHERE path = '{name}'"
            await connection.exec_driver_sql(set_language)

    async def found(*languages: str) -> set[str]:
        hits = await program.search("kb", "bread", filters={"languages": languages})
        return {hit["path"] for hit in hits}

    assert await found("fr") == {"luc.txt"}
    assert await found("en", "fr") == {"ada.txt", "luc.txt"}
    assert await found("de") == set()
    async with program.database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE bases SET language = 'de'")
    assert await found("de") == {"ada.txt", "luc.txt"}
    assert await found("fr") == set()


async def test_a_filter_lets_the_same_chunks_through_that_are_read_one_by_one(
    library: Library,
) -> None:
    crowd = "\n".join(
        json.dumps({"id": str(number), "title": "", "text": f"Loaf of bread {number}."})
        for number in range(30)
    )
    ids = [await library.fill("one", {"crowd.jsonl": crowd}), await library.fill("two", FILES)]
    async with library.folioscope.database.read() as session:
        passages = Passages(session, LOCAL)
        everything = await passages.allowed(ids, Filters(kinds=("record", "document")))
        nothing = await passages.allowed(ids, Filters(kinds=("resume",)))
        assert await passages.allowed([], Filters(kinds=("record",))) == {}
    assert [len(everything[id_]) for id_ in ids] == [30, len(FILES)]
    assert all((found[1:] > found[:-1]).all() for found in everything.values())
    assert [len(nothing[id_]) for id_ in ids] == [0, 0]
    hits = await library.search("bread", k=100)
    assert {hit.id for hit in hits} == {int(id_) for found in everything.values() for id_ in found}


@pytest.mark.parametrize("filters", [{"owner_id": ["1"]}, {"documents": ["a"], "Kinds": ["b"]}])
async def test_an_unknown_filter_is_named_with_those_there_are(
    program: Program, filters: dict[str, Any]
) -> None:
    refused = await program.post("/api/search", 422, {"query": "x", "filters": filters})
    assert refused["code"] == "invalid_request"
    unknown = next(name for name in filters if name != "documents")
    assert refused["detail"].startswith(f"body.filters: there is no filter “{unknown}”; ")
    assert "documents, kinds, sections, languages, paths" in refused["detail"]


@pytest.mark.parametrize(
    ("filters", "known"),
    [
        ({"kinds": ["resume", "cv"]}, "'resume', 'record' or 'offer'"),
        ({"languages": ["french"]}, ", fr,"),
    ],
)
async def test_an_unknown_kind_or_language_is_refused_with_those_there_are(
    program: Program, filters: dict[str, Any], known: str
) -> None:
    refused = await program.post("/api/search", 422, {"query": "x", "filters": filters})
    assert known in refused["detail"]
