"""``folioscope eval``: over the whole program, as a person runs it."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal

ADA = "Ada Byron\nAda Byron has run Kubernetes in production for six years."
BOB = "Bob Cobb\nBob Cobb bakes bread in Lyon."
QUESTIONS = [
    {"question": "Who has run Kubernetes in production?", "documents": ["ada.txt"]},
    {"question": "Who bakes bread?", "phrases": ["bakes bread in Lyon"]},
    {"question": "What is the boiling point of mercury?", "not_there": True},
]


@pytest.fixture
async def line(settings: Settings, tmp_path: Path) -> AsyncIterator[CommandLine]:
    async with open_terminal(settings) as opened:
        for name, text in (("ada.txt", ADA), ("bob.txt", BOB)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", tmp_path / "ada.txt", tmp_path / "bob.txt")
        yield opened


def asked(folder: Path, *more: object) -> Path:
    path = folder / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, [*QUESTIONS, *more])), encoding="utf-8")
    return path


async def test_an_evaluation_is_written_kept_and_told(line: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = await line.succeed("eval", "run", asked(tmp_path), "--output", out)
    assert "recall@10" in told.out
    made = json.loads((out / "report.json").read_text())
    figures = made["variants"][0]["figures"]
    assert figures["recall@10"] == 1
    assert figures["questions"] == 3
    assert figures["failed"] == 0
    assert figures["citation_recall"] == 1
    with (out / "questions.csv").open(encoding="utf-8", newline="") as table:
        assert [row["id"] for row in csv.DictReader(table)] == ["1", "2", "3"]
    assert "Who bakes bread?" in (out / "report.html").read_text()
    async with line.connect() as client:
        kept = await client.get("/api/evaluations/latest")
        assert kept["report"] == made
        listed = (await client.get("/api/evaluations"))["evaluations"]
        assert [one["name"] for one in listed] == ["mine"]
        await client.delete(f"/api/evaluations/{kept['evaluation_id']}")
        assert (await client.get("/api/evaluations"))["evaluations"] == []


async def test_no_conversation_is_left_of_an_evaluation(line: CommandLine, tmp_path: Path) -> None:
    await line.succeed("eval", "run", asked(tmp_path), "-o", tmp_path / "out")
    assert (await line.succeed("thread", "list", "--json")).json == []


async def test_two_settings_are_compared(line: CommandLine, tmp_path: Path) -> None:
    told = await line.succeed(
        "eval", "run", asked(tmp_path), "-o", tmp_path / "out", "--json",
        "--variant", "hybrid:", "--variant", "strict: mode=strict",
    )  # fmt: skip
    assert [variant["name"] for variant in told.json["variants"]] == ["hybrid", "strict"]
    assert len(told.json["questions"]) == 6


async def test_what_fails_is_told_and_the_rest_goes_on(line: CommandLine, tmp_path: Path) -> None:
    missing = {"question": "Who?", "phrases": ["x"], "kbs": ["none"]}
    path = asked(tmp_path, missing, {"question": "Who?"})
    told = await line.succeed("eval", "run", path, "-o", tmp_path / "out", "--json")
    assert "question 5 of mine.jsonl: give" in told.told
    assert "4: " in told.told
    figures = told.json["variants"][0]["figures"]
    assert (figures["failed"], figures["recall@10"]) == (1, 1)


async def test_search_alone_needs_no_answers(line: CommandLine, tmp_path: Path) -> None:
    path = asked(tmp_path)
    told = await line.succeed("eval", "run", path, "-o", tmp_path / "o", "--only-search", "--json")
    figures = told.json["variants"][0]["figures"]
    assert figures["recall@10"] == 1
    assert figures["citation_recall"] is None


async def test_a_set_is_made_of_the_invented_cvs(line: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "made.jsonl"
    told = await line.succeed("eval", "make", "--count", "4", "--out", out)
    records = [json.loads(text) for text in out.read_text().splitlines()]
    absent = sum(record.get("not_there", False) for record in records)
    assert f"{len(records)} questions in {out}, {absent} of them" in told.out


async def test_a_folder_that_cannot_be_written_is_named(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = await line.run("eval", "run", asked(tmp_path), "-o", tmp_path / "file" / "out")
    assert failed.code == 7
    assert "Cannot write" in failed.told


async def test_only_the_bases_that_are_chosen_are_asked(line: CommandLine, tmp_path: Path) -> None:
    await line.succeed("kb", "create", "empty")
    path, out = asked(tmp_path), tmp_path / "out"
    options = ("-o", out, "--only-search", "--json")
    everywhere = await line.succeed("eval", "run", path, *options)
    assert "note: all 2 knowledge bases are asked" in everywhere.told
    chosen = await line.succeed("eval", "run", path, *options, "--kb", "empty")
    assert "note:" not in chosen.told
    assert chosen.json["variants"][0]["figures"]["recall@10"] == 0
    both = ("--kb", "empty", "--variant", "full: kb=people", "--variant", "as chosen:")
    told = await line.succeed("eval", "run", path, *options, *both)
    assert [one["figures"]["recall@10"] for one in told.json["variants"]] == [1, 0]


async def test_made_questions_name_their_bases(line: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "made.jsonl"
    await line.succeed("eval", "make", "--count", "4", "--out", out, "--kb", "people", "--kb", "b")
    records = [json.loads(text) for text in out.read_text().splitlines()]
    assert {tuple(record["kbs"]) for record in records} == {("people", "b")}
