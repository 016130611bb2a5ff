"""``folioscope search``: passages for people and for programs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.features.sections.written_cvs import ENGLISH
from tests.opened_terminal import CommandLine, open_terminal

HIT = {"document", "path", "page", "chunk_id", "score", "text", "kb"}
STEPS = {"meaning", "words", "together", "reranked"}
LONG = "Ada keeps a diary of Kubernetes outages. " * 15


@pytest.fixture
async def line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CommandLine]:
    """The program with two bases of one document each."""
    monkeypatch.chdir(tmp_path)
    Path("ada.txt").write_text(LONG)
    Path("bob.txt").write_text("Bob bakes sourdough\nbread.\x1b[2J")
    async with open_terminal(settings) as opened:
        for base, file in (("tech", "ada.txt"), ("food", "bob.txt")):
            await opened.succeed("kb", "create", base)
            await opened.succeed("kb", "add", base, file)
        yield opened


async def test_programs_get_every_field_of_every_hit(line: CommandLine) -> None:
    hits = (await line.succeed("search", "--kb", "food", "--json", "sourdough")).json
    assert [set(hit) >= HIT for hit in hits] == [True]
    (hit,) = hits
    assert (hit["document"], hit["path"], hit["page"], hit["kb"]) == (
        "bob.txt",
        "bob.txt",
        None,
        "food",
    )
    assert hit["text"].startswith("Bob bakes sourdough")
    assert 0 < hit["score"] <= 1
    assert (await line.succeed("search", "--json", "")).json == []


async def test_people_see_where_it_stands_and_how_it_begins(line: CommandLine) -> None:
    shown = await line.succeed("search", "Kubernetes")
    first, text = shown.out.splitlines()[:2]
    assert re.fullmatch(r" 1\. ada\.txt  \(tech, [01]\.\d{3}\)", first)
    assert text.startswith("    Ada keeps a diary of Kubernetes outages. Ada")
    assert text.endswith("…")
    assert len(text) == 4 + 400 + 1
    bread = await line.succeed("search", "--kb", "food", "bread")
    assert bread.out.splitlines()[1].startswith("    Bob bakes sourdough bread.")
    assert "\x1b" not in bread.out
    assert (await line.succeed("search", "")).out == "Nothing was found.\n"


async def test_a_search_is_narrowed_to_bases_documents_and_a_number(line: CommandLine) -> None:
    async def found(*options: str) -> list[str]:
        hits = (await line.succeed("search", "--json", "bread Kubernetes", *options)).json
        return sorted({hit["path"] for hit in hits})

    assert await found() == ["ada.txt", "bob.txt"]
    assert await found("--kb", "food") == ["bob.txt"]
    assert await found("--kb", "food", "--kb", "tech") == ["ada.txt", "bob.txt"]
    assert await found("--document", "ada.txt") == ["ada.txt"]
    assert await found("--document", "ada.txt", "--document", "bob.txt") == ["ada.txt", "bob.txt"]
    assert len(await found("-k", "1")) == 1


async def test_a_search_is_narrowed_to_sections_and_shows_them(line: CommandLine) -> None:
    Path("jane.txt").write_text(ENGLISH)
    await line.succeed("kb", "create", "people")
    await line.succeed("kb", "add", "people", "jane.txt")
    shown = await line.succeed("search", "--section", "education", "--section", "skills", "bread")
    heads = {text.partition(". ")[2] for text in shown.out.splitlines() if text[:3].strip()}
    places = {head.partition("  (")[0] for head in heads}
    assert places == {
        "jane.txt, education – Diploma in Baking, City College, 2016",
        "jane.txt, skills",
    }
    unknown = await line.run("search", "--section", "hobbies", "bread")
    assert (unknown.code, unknown.out) == (2, "")


async def test_what_cannot_be_searched_is_told_on_standard_error(line: CommandLine) -> None:
    unknown = await line.run("search", "--kb", "nobody", "--json", "x")
    assert (unknown.code, unknown.out) == (4, "")
    assert unknown.told == "error: There is no knowledge base “nobody”.\n"
    for k in ("0", "101", "many"):
        assert (await line.run("search", "-k", k, "x")).code == 2
    too_long = await line.run("search", "x" * 40_000)
    assert (too_long.code, too_long.out) == (2, "")


async def test_a_query_may_come_from_standard_input(line: CommandLine) -> None:
    found = (await line.succeed("search", "-", "--json", "-k", "1", typed="sourdough\n")).json
    assert [hit["path"] for hit in found] == ["bob.txt"]
    too_long = await line.run("search", "-", typed="x" * 10_000_000)
    assert (too_long.code, too_long.out) == (2, "")
    assert "32000" in too_long.told


async def test_what_is_no_text_is_told_and_nothing_breaks(line: CommandLine) -> None:
    broken = await line.run("search", "\udc80bread")
    assert (broken.code, broken.out) == (2, "")
    assert broken.told.startswith("error: ")


async def test_people_are_told_why_each_hit_is_there(line: CommandLine) -> None:
    shown = await line.succeed("search", "--explain", "--kb", "tech", "Kubernetes outages")
    told = [text.split() for text in shown.out.splitlines()]
    steps = {words[0]: words[1:] for words in told if words and words[0] in STEPS}
    assert steps["meaning"][:2] == ["#1", "cosine"]
    assert steps["meaning"][-1] == "all-MiniLM-L6-v2"
    assert steps["words"][:2] == ["#1", "BM25"]
    assert steps["together"][:2] == ["#1", "score"]
    without = await line.succeed("search", "--explain", "--kb", "food", "flying")
    assert "words     not among the first" in without.out
    assert "cosine" not in (await line.succeed("search", "Kubernetes")).out


async def test_what_stands_beside_a_hit_is_shown_with_it(line: CommandLine) -> None:
    pages = [
        f"Chapter {number} is about loaf {number}. " + "It goes on. " * 60 for number in (1, 2)
    ]
    Path("book.txt").write_text("\n\n".join(pages))
    await line.succeed("kb", "add", "food", "book.txt")
    shown = await line.succeed("search", "-k", "1", "--neighbours", "1", "--explain", "loaf 2")
    (before,) = [text for text in shown.out.splitlines() if text.startswith("    … ")]
    assert before.endswith("It goes on.")
    assert "beside    1 before: the passages next to it in the same section" in shown.out


async def test_what_says_the_same_is_named_below_the_hit(line: CommandLine) -> None:
    await line.succeed("kb", "create", "copies")
    await line.succeed("kb", "add", "copies", "bob.txt")
    shown = await line.succeed("search", "sourdough")
    assert shown.out.count("sourdough") == 1
    assert "    The same in bob.txt (copies)" in shown.out or "bob.txt (food)" in shown.out


async def test_every_filter_has_its_option(line: CommandLine) -> None:
    async def found(*options: str) -> list[str]:
        hits = (await line.succeed("search", "--json", "bread Kubernetes", *options)).json
        return sorted({hit["path"] for hit in hits})

    assert await found("--path", "a*") == ["ada.txt"]
    assert await found("--path", "*.pdf") == []
    assert await found("--kind", "document") == ["ada.txt", "bob.txt"]
    assert await found("--kind", "resume") == []
    assert await found("--language", "th") == []


async def test_what_could_not_be_done_is_told_beside_what_was_found(line: CommandLine) -> None:
    shown = await line.succeed("search", "--rerank", "--kb", "food", "--json", "sourdough")
    assert [hit["path"] for hit in shown.json] == ["bob.txt"]
    assert shown.told.startswith("note: The order is that of the search alone: ")
    assert (await line.succeed("search", "--no-rerank", "sourdough")).told == ""
