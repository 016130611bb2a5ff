"""Offers in files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    BoardRefused,
    Posting,
    PostingGone,
    Salary,
    Unreadable,
    Where,
)
from folioscope.backends.registry import load


async def read(path: Path, backend: str = "jsonl") -> list[Posting | Unreadable]:
    board = load("job_boards", backend)(BoardConfig(path=str(path)), BoardReach())
    return [found async for found in board.list_offers(None)]


async def test_json_lines_are_read_by_the_names_of_an_export(tmp_path: Path) -> None:
    rows = [
        {
            "source_id": "a1",
            "title": "Cook",
            "text": "<p>Cook</p>",
            "locations": [{"city": "Gent", "country": "Belgium"}, "Lille, France"],
            "remote": "none",
            "contract": "fixed_term",
            "salary": {"min": 10, "max": 20, "currency": "eur", "period": "hour"},
            "posted_at": "2026-11-01",
            "tags": ["x", "y"],
        },
        {"id": 2, "title": "Chef", "description": "Lead", "location": "Paris, France"},
    ]
    path = tmp_path / "offers.jsonl"
    path.write_text("\n\n".join(map(json.dumps, rows)))
    first, second = await read(path)
    assert isinstance(first, Posting)
    assert isinstance(second, Posting)
    assert first.locations == (Where("Gent", None, "BE"), Where("Lille", None, "FR"))
    assert (first.remote, first.contract, first.tags) == ("none", "fixed_term", ("x", "y"))
    assert first.salary == Salary(10, 20, "EUR", "hour")
    assert (second.source_id, second.text, second.locations[0].city) == ("2", "Lead", "Paris")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_csv_is_read_whatever_separates_its_fields(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "offers.csv"
    rows = [
        ("ID", "Title", "text", "city", "country", "salary_min", "salary_period", "tags"),
        ("1", "Cook", '"Say ""hi"",\nthen cook"', "Gent", "BE", "2100.5", "month", "a | b"),
    ]
    path.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8-sig")
    [found] = await read(path, "csv")
    assert isinstance(found, Posting)
    assert found.text == 'Say "hi",\nthen cook'
    assert found.salary == Salary(2100.5, None, None, "month")
    assert (found.locations, found.tags) == ((Where("Gent", None, "BE"),), ("a", "b"))


async def test_a_text_of_200_kilobytes_and_a_line_that_is_none_fail_nothing_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "offers.jsonl"
    long = json.dumps({"id": "1", "title": "T", "text": "wort " * 40_000})
    path.write_text(f"{long}\nnothing\n[]\n{{}}\n" + long.replace('"1"', '"2"') + "\n" + long)
    found = await read(path)
    assert [each.source_id for each in found if isinstance(each, Posting)] == ["1", "2"]
    assert [each.source_id for each in found if isinstance(each, Unreadable)] == ["#2", "#3", "#4"]
    csv = tmp_path / "offers.csv"
    csv.write_text("id,title,text\n1,T," + "wort " * 40_000)
    [whole] = await read(csv, "csv")
    assert isinstance(whole, Posting)
    assert len(whole.text) == 199_999


async def test_the_same_id_is_listed_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    path.write_text("url,title\nhttps://x.example/1,A\nhttps://x.example/1,A\n,B\n\n")
    found = await read(path, "csv")
    assert [each.source_id for each in found] == ["https://x.example/1", "#3"]
    board = load("job_boards", "csv")(BoardConfig(path=str(path)), BoardReach())
    assert (await board.read("https://x.example/1")).title == "A"
    with pytest.raises(PostingGone):
        await board.read("https://x.example/2")


async def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "latin").write_bytes(b'{"id": 1, "title": "\xe9\xe8"}')
    for name in ("missing", "fifo", "", "latin"):
        with pytest.raises(BoardRefused):
            await read(tmp_path / name)
    with pytest.raises(BoardMisused):
        load("job_boards", "csv")(BoardConfig(), BoardReach())


async def test_an_empty_file_has_no_offers(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert await read(tmp_path / "empty") == []
    assert await read(tmp_path / "empty", "csv") == []


async def test_a_cell_that_was_kept_from_being_a_formula_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "offers.csv"
    path.write_text("id,title,text\n1,'=Cook,\"'- Knead\n- Bake\"\n2,'Cook',- Knead\n")
    first, second = await read(path, "csv")
    assert isinstance(first, Posting)
    assert isinstance(second, Posting)
    assert (first.title, first.text) == ("=Cook", "- Knead\n- Bake")
    assert (second.title, second.text) == ("'Cook'", "- Knead")


async def test_t11_a_file_that_is_held_is_opened_only_by_what_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "offers.jsonl"
    path.write_text('{"id": 1, "title": "Chef"}')
    config = BoardConfig(path=str(path), held=True)
    closed = load("job_boards", "jsonl")(config, BoardReach())
    with pytest.raises(BoardRefused):
        await closed.read("1")
    opened = load("job_boards", "jsonl")(config, BoardReach(open_held=lambda one: one.open("rb")))
    assert (await opened.read("1")).title == "Chef"
