"""Queries and filters that are code in some language are words in ours."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from folioscope.platform.indexes.keywords import KeywordIndex
from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope
from tests.features.search.opened_library import Library
from tests.opened_program import Program

PROBES = (
    "C++", "C#", "node.js", "O'Brien", "AND", "OR NOT", "NEAR(a b)", '"', "a*", "^a", "a:b",
    "{", "-a", "(", "+", "a^2", "[1 TO *]", "text:bread", "/.*/", "\\", "'; DROP TABLE bases; --",
    "1' OR '1'='1", "%", "_", "$1", ":name", "{0}", "%s", "a~2", "*:*", "!(a)", "\t\r\n",
)  # fmt: skip
LETTERS = "ab \"'*+-()[]{}^~:/\\%_;,.!?&|<>=#@$0é漢🙂\u202e\u200b\n"
KEYS = ("owner_id", "1=1", "kinds'; --", "documents.x", "__class__", "$where", "")
DRAWN = 5000


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Library]:
    """The library of the person at the machine."""
    async with open_folioscope(settings) as folioscope:
        yield Library(folioscope)


def drawn(count: int) -> list[str]:
    """Strings of the letters that mean something to some query language; always the same ones."""
    chance = random.Random(7)
    return ["".join(chance.choices(LETTERS, k=chance.randint(1, 24))) for _ in range(count)]


def test_t16_no_string_is_syntax_to_the_index_of_words() -> None:
    index = KeywordIndex()
    index.change([(1, "Bob bakes bread.", "en"), (2, "Eve writes C++ and C#.", "en")], ())
    view = index.view()
    for probe in (*PROBES, *drawn(DRAWN)):
        assert set(view.search(probe, 10, None).ids) <= {1, 2}, probe
    assert list(view.search("C++", 1, None).ids) == [2]


async def test_t16_no_string_is_a_fault_of_a_search(library: Library) -> None:
    await library.fill("kb", {"bob.txt": "Bob bakes bread.", "c.txt": "Eve writes C++."})
    for probe in (*PROBES, *drawn(100)):
        assert set(await library.paths(probe)) <= {"bob.txt", "c.txt"}, probe
    assert await library.paths("C++", k=1) == ["c.txt"]


async def test_t16_no_probe_is_a_fault_of_the_server(program: Program) -> None:
    await program.fill("kb", {"bob.txt": "Bob bakes bread."})
    for probe in PROBES:
        for body in (
            {"query": probe},
            {"query": "bread", "kb": probe},
            {"query": "bread", "filters": {"documents": [probe], "paths": [probe]}},
            {"query": "bread", "filters": {"kinds": [probe], "languages": [probe]}},
        ):
            answer = await program.client.post("/api/search", json=body)
            assert answer.status_code in {200, 404, 422}, (body, answer.text)
        for path, name in (("/api/threads", "q"), ("/api/offers", "titles"), ("/api/kbs", "q")):
            listed = await program.client.get(path, params={name: probe})
            assert listed.status_code in {200, 422}, (path, probe, listed.text)
    assert [base["name"] for base in (await program.get("/api/kbs"))["kbs"]] == ["kb"]


@pytest.mark.parametrize("key", KEYS)
async def test_t16_a_filter_is_one_of_those_there_are(program: Program, key: str) -> None:
    wanted: dict[str, Any] = {"query": "bread", "filters": {key: ["1"]}}
    refused = await program.post("/api/search", 422, wanted)
    assert refused["code"] == "invalid_request"
