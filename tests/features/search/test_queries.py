"""Queries that nobody types, and what becomes of them."""

from __future__ import annotations

import pytest

from tests.features.search.opened_library import Library
from tests.opened_program import Program

LONGEST = 32_000


PARTS = {
    "emoji": "🙂🙃",
    "one word": "x",
    "stop words": "who ",
    "signs": "?!…",
    "no spaces": "日本語の",
    "combined": "e\u0301",
    "invisible": "\u202e\u200b",
    "lines": "bread\n",
}


@pytest.mark.parametrize("part", PARTS)
async def test_a_query_as_long_as_may_be_is_answered(library: Library, part: str) -> None:
    query = PARTS[part] * (LONGEST // len(PARTS[part]))
    await library.fill("kb", {"bob.txt": "Bob bakes bread.", "eve.txt": "Eve paints boats."})
    assert sorted(await library.paths(query)) == ["bob.txt", "eve.txt"]


async def test_a_query_of_signs_alone_finds_by_meaning_and_says_so(library: Library) -> None:
    await library.fill("kb", {"bob.txt": "Bob bakes bread."})
    (hit,) = await library.search("?!", explain=True)
    assert hit.explanation is not None
    assert hit.explanation.words is None
    assert hit.explanation.meaning is not None


async def test_a_query_beyond_that_is_refused_with_the_number(program: Program) -> None:
    refused = await program.post("/api/search", 422, {"query": "x" * (LONGEST + 1)})
    assert "32000" in refused["detail"]
    assert refused["code"] == "invalid_request"
    huge = await program.post("/api/search", 413, {"query": "x" * 10_000_000})
    assert huge["code"] == "body_too_large"
    assert "2,097,152 bytes" in huge["detail"]


@pytest.mark.parametrize("query", [r'"\ud83d"', r'"\udc80bread"', r'"a\u0000b"'])
async def test_t16_what_is_no_text_is_refused(program: Program, query: str) -> None:
    content = f'{{"query": {query}}}'
    headers = {"Content-Type": "application/json"}
    refused = await program.ask("POST", "/api/search", 422, content=content, headers=headers)
    assert refused["code"] == "invalid_request"
    assert refused["detail"].startswith("body.query: ")
