"""Offers as files, and as a report."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from folioscope.backends.job_boards.port import BoardConfig, BoardReach, Posting, Salary, Where
from folioscope.backends.registry import BACKENDS, load
from folioscope.features.offers.export_rows import FIELDS
from folioscope.settings.values import Settings
from tests.features.offers.scripted_board import ScriptedBoard, Synced, posting
from tests.opened_program import Program
from tests.opened_terminal import open_terminal

PEOPLE = ("Zoé Muller", "zoe@bakery.example")


@pytest.fixture
async def exported(synced: Synced) -> Synced:
    """Three offers, the first of which names people and begins like a formula."""
    synced.board.postings[0] = posting(
        0,
        title="=HYPERLINK(1)",
        text="- Knead\nWrite to Zoé Muller, zoe@bakery.example.",
        contacts=PEOPLE,
        locations=(Where("Lyon", None, "FR"), Where("Gent", None, "BE")),
        posted_at=datetime(2026, 11, 1, tzinfo=UTC),
        tags=("bread", "night"),
    )
    await synced.sync()
    return synced


async def fetch(program: Program, **query: Any) -> bytes:
    response = await program.client.get("/api/offers/export", params=query)
    assert response.status_code == 200, response.text
    return response.content


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "npz"])
async def test_no_export_names_the_people_of_a_board(exported: Synced, kind: str) -> None:
    content = await fetch(exported.program, format=kind)
    if kind == "parquet":
        content = json.dumps(parquet_rows(content), default=str).encode()
    if kind == "npz":
        content += b"".join(array.tobytes() for array in arrays(content).values())
    for person in PEOPLE:
        assert person.encode() not in content
        assert json.dumps(person).strip('"').encode() not in content


async def test_a_csv_has_a_line_for_each_offer_and_no_formula(exported: Synced) -> None:
    content = await fetch(exported.program)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == FIELDS
    first = next(row for row in rows if row["source_id"] == "0")
    assert first["title"] == "'=HYPERLINK(1)"
    assert first["locations"] == "Lyon, FR; Gent, BE"
    assert first["text"].startswith("'- Knead\nWrite to")  # “- 1+cmd|…” is a formula too
    assert (first["board"], first["salary_yearly"]) == ("jobs", "30000.0")
    assert len(rows) == 3


async def test_json_lines_can_be_a_board_again(
    exported: Synced, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "offers.jsonl"
    path.write_bytes(await fetch(exported.program, format="jsonl"))
    files = {"jsonl": "folioscope.backends.job_boards.files:open_json_lines"}
    monkeypatch.setitem(BACKENDS, "job_boards", files)
    board = load("job_boards", "jsonl")(BoardConfig(path=str(path)), BoardReach())
    found = {each.source_id: each async for each in board.list_offers(None)}
    first = found["0"]
    assert isinstance(first, Posting)
    assert first.locations == (Where("Lyon", None, "FR"), Where("Gent", None, "BE"))
    assert first.salary == Salary(2000, 3000, "EUR", "month")
    assert (first.posted_at, first.tags) == (datetime(2026, 11, 1, tzinfo=UTC), ("bread", "night"))
    assert (first.title, first.contract) == ("=HYPERLINK(1)", "permanent")


async def test_parquet_has_moments_amounts_and_lists(exported: Synced) -> None:
    rows = parquet_rows(await fetch(exported.program, format="parquet"))
    first = next(row for row in rows if row["source_id"] == "0")
    assert first["posted_at"] == datetime(2026, 11, 1, tzinfo=UTC)
    assert (first["salary_min"], first["tags"]) == (2000.0, ["bread", "night"])
    assert first["locations"][1] == {"city": "Gent", "region": None, "country": "BE"}


async def test_vectors_are_unit_vectors_of_what_is_told_with_them(exported: Synced) -> None:
    held = arrays(await fetch(exported.program, format="npz"))
    lines = held["metadata"].tobytes().decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert held["embeddings"].shape[0] == len(held["ids"]) == len(rows) == 3
    assert np.allclose(np.linalg.norm(held["embeddings"], axis=1), 1, atol=1e-3)
    assert [row["source_id"] for row in rows] == held["ids"].tolist()
    assert all("bread" in row["embedded"] or "Knead" in row["embedded"] for row in rows)
    assert str(held["model"])


async def test_filters_narrow_an_export(exported: Synced) -> None:
    content = await fetch(exported.program, format="jsonl", countries="BE")
    assert [json.loads(line)["source_id"] for line in content.splitlines()] == ["0"]
    assert await fetch(exported.program, format="jsonl", countries="DE") == b""
    empty = arrays(await fetch(exported.program, format="npz", countries="DE"))
    assert empty["embeddings"].shape == (0, 0)
    assert parquet_rows(await fetch(exported.program, format="parquet", countries="DE")) == []


async def test_another_format_and_another_filter_are_refused(program: Program) -> None:
    await program.get("/api/offers/export", 422, format="xlsx")
    await program.get("/api/offers/export", 422, sallary=3)


async def test_the_figures_count_places_skills_and_pay(exported: Synced) -> None:
    exported.board.postings[1] = posting(
        1,
        text="Python and SQL.",
        sector="Food",
        salary=Salary(60_000, None, "EUR", "year"),
        posted_at=datetime(2026, 8, 31, 23, tzinfo=UTC),
    )
    await exported.sync()
    told = await exported.program.get("/api/offers/figures")
    assert told["offers"] == 3
    assert told["by"]["country"] == {"France": 3}
    assert told["by"]["sector"] == {"Food": 1}
    assert set(told["by"]["skill"]) == {"Python", "SQL"}
    assert told["months"] == {"2026-08": 1, "2026-09": 0, "2026-10": 0, "2026-11": 1}
    (pay,) = told["pay"]
    assert (pay["currency"], pay["count"], sum(pay["counts"])) == ("EUR", 3, 3)
    assert pay["middle"] == 30_000


async def test_skills_are_looked_for_in_the_newest_offers(
    exported: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folioscope.features.offers.report.MOST_READ", 1)
    exported.board.postings[:] = [posting(n, text="Python") for n in range(3)]
    await exported.sync()
    told = await exported.program.get("/api/offers/figures")
    assert (told["offers"], told["read"], told["by"]["skill"]) == (3, 1, {"Python": 1})
    page = (await exported.program.client.get("/api/offers/report")).text
    assert "Skills that offers name (the newest 1)" in page


async def test_a_report_is_a_page_that_runs_nothing(exported: Synced) -> None:
    exported.board.postings[1] = posting(1, company="<script>alert(1)</script>", sector="A & B")
    await exported.sync()
    response = await exported.program.client.get("/api/offers/report", params={"cities": "Lyon"})
    page = response.text
    assert "<h1>3 job offers</h1>" in page
    assert "cities: Lyon" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "A &amp; B" in page
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    empty = await exported.program.client.get("/api/offers/report", params={"cities": "Oslo"})
    assert "No offer fits." in empty.text


async def test_offers_are_exported_and_reported_on_the_terminal(
    settings: Settings, board: ScriptedBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_terminal(settings) as line:
        add = ("--backend", "scripted", "--slug", "bakeries")
        await line.succeed("offers", "board", "add", "jobs", *add)
        await line.succeed("offers", "sync", "jobs")
        said = await line.succeed("offers", "export", "o.jsonl", "--country", "FR", "--json")
        assert json.loads(said.out)["bytes"] == (tmp_path / "o.jsonl").stat().st_size > 0
        assert "--force" in (await line.run("offers", "export", "o.jsonl")).told
        await line.succeed("offers", "export", "o.jsonl", "--force", "--country", "DE")
        assert (tmp_path / "o.jsonl").read_bytes() == b""
        assert (await line.run("offers", "export", "o.txt")).code != 0
        await line.succeed("offers", "report")
        assert "<h1>3 job offers</h1>" in (tmp_path / "offers.html").read_text()
        told = json.loads((await line.succeed("offers", "report", "--json")).out)
        assert told["offers"] == len(board.postings)


def parquet_rows(content: bytes) -> list[dict[str, Any]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


def arrays(content: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        return {name: held[name] for name in held.files}
