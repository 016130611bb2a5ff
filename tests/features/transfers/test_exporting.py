"""A base as files: what they hold, and that they are of one moment."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from pathlib import Path

import faiss
import numpy as np
import pytest
from pydantic import BaseModel
from sqlalchemy import text

from folioscope.features.knowledge.tables import Chunk, Document, FoundText, Mask, PageText
from folioscope.features.transfers import repository
from folioscope.features.transfers.export_format import (
    DocumentLine,
    FindingLine,
    MaskLine,
    PageLine,
    RecordLine,
)
from folioscope.platform.database.base import Base
from tests.features.transfers.exports import PEOPLE, exported, json_lines
from tests.opened_program import Program

RECORD_FIELDS = {
    "position", "chunk_id", "source", "path", "document", "document_id", "page", "page_ordinal",
    "text", "context", "section", "entry", "start", "end", "kb",
}  # fmt: skip


async def test_the_files_are_those_that_other_tools_read(program: Program, tmp_path: Path) -> None:
    await program.fill("people", PEOPLE)
    files = await exported(program, "people")
    digests = {hashlib.sha256(content.encode()).hexdigest() for content in PEOPLE.values()}
    assert files.keys() == {
        "metadata.json", "documents.jsonl", "vectors/records.jsonl", "vectors/index.faiss",
        "vectors/vectors.npz", *(f"files/{digest}" for digest in digests),
    }  # fmt: skip
    metadata = json.loads(files["metadata.json"])
    assert metadata["name"] == "people"
    assert metadata["embedding_model"] == "all-MiniLM-L6-v2"
    assert (metadata["dimensions"], metadata["metric"]) == (64, "inner_product")
    assert (metadata["chunk_size"], metadata["chunk_overlap"]) == (900, 150)
    assert (metadata["document_count"], metadata["chunk_count"]) == (3, 3)
    for name, digest in metadata["sha256"].items():
        assert hashlib.sha256(files[name]).hexdigest() == digest
    for name in files.keys() - metadata["sha256"].keys() - {"metadata.json"}:
        assert hashlib.sha256(files[name]).hexdigest() == name.removeprefix("files/")


async def test_a_row_of_the_index_is_a_line_of_the_records(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CHUNKS_AT_ONCE", 2)
    monkeypatch.setattr(repository, "DOCUMENTS_AT_ONCE", 2)
    await program.fill("people", PEOPLE)
    files = await exported(program, "people")
    records = json_lines(files["vectors/records.jsonl"])
    assert all(record.keys() == RECORD_FIELDS for record in records)
    assert [record["position"] for record in records] == [0, 1, 2]
    (tmp_path / "index.faiss").write_bytes(files["vectors/index.faiss"])
    index = faiss.read_index(str(tmp_path / "index.faiss"))
    with np.load(io.BytesIO(files["vectors/vectors.npz"]), allow_pickle=False) as loaded:
        vectors, ids = loaded["vectors"], loaded["ids"]
    assert [record["chunk_id"] for record in records] == [str(id_) for id_ in ids]
    scores, rows = index.search(vectors, 1)
    assert rows[:, 0].tolist() == [0, 1, 2]
    assert np.allclose(scores, 1)
    hits = {hit["chunk_id"]: hit["text"] for hit in await program.search("people", "bread", k=9)}
    assert hits == {record["chunk_id"]: record["text"] for record in records}


async def test_a_record_quotes_a_page_of_its_document(program: Program) -> None:
    await program.fill("people", PEOPLE)
    files = await exported(program, "people")
    documents = {line["document_id"]: line for line in json_lines(files["documents.jsonl"])}
    assert {line["path"] for line in documents.values()} == PEOPLE.keys()
    for record in json_lines(files["vectors/records.jsonl"]):
        page = documents[record["document_id"]]["pages"][record["page_ordinal"]]
        assert page["text"][record["start"] : record["end"]] == record["text"]


async def test_originals_may_be_left_out(program: Program) -> None:
    await program.fill("people", PEOPLE)
    files = await exported(program, "people", files="false")
    assert not any(name.startswith("files/") for name in files)
    assert json.loads(files["metadata.json"])["original_files"] is False


async def test_what_failed_is_told_and_what_is_under_way_is_not(program: Program) -> None:
    await program.fill("people", PEOPLE)
    await program.add("people", {"nothing.txt": b""})
    waiting = "UPDATE documents SET state = 'parsed' WHERE path = 'bob.txt'"
    async with program.database.write() as session:
        await session.execute(text(waiting))
    files = await exported(program, "people")
    lines = json_lines(files["documents.jsonl"])
    assert {line["path"]: line["state"] for line in lines} == {
        "ada.txt": "ready", "notes/eve.md": "ready", "nothing.txt": "failed",
    }  # fmt: skip
    reasons = [line["reason"] for line in lines if line["state"] == "failed"]
    assert [reason["code"] for reason in reasons] == ["empty_file"]
    assert json.loads(files["metadata.json"])["chunk_count"] == 2


async def test_an_empty_base_can_be_exported(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "empty"})
    files = await exported(program, "empty")
    assert files["documents.jsonl"] == files["vectors/records.jsonl"] == b""
    assert json.loads(files["metadata.json"])["chunk_count"] == 0


async def test_an_export_is_of_one_moment_whatever_goes_on(program: Program) -> None:
    await program.fill("people", PEOPLE)
    ended = asyncio.Event()

    async def change() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            await program.add("people", {"ada.txt": f"Ada, edition {number}.".encode()})
            rebuilt = await program.ask("POST", "/api/kbs/people/rebuild", 202)
            await program.outcome(rebuilt["run_id"])

    changing = asyncio.create_task(change())
    for _ in range(6):
        files = await exported(program, "people")
        ready = {line["document_id"] for line in json_lines(files["documents.jsonl"])}
        records = json_lines(files["vectors/records.jsonl"])
        assert {record["document_id"] for record in records} == ready
        assert len(records) == len(ready) == 3
    ended.set()
    await changing


async def test_the_archive_has_the_size_and_the_name_that_are_told(program: Program) -> None:
    await program.fill("people", PEOPLE)
    response = await program.client.get("/api/kbs/people/export")
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert "people.tar" in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/x-tar"


async def test_a_base_that_is_not_there_is_not_exported(program: Program) -> None:
    await program.get("/api/kbs/nobody/export", 404)
    assert await spooled(program) == []


async def spooled(program: Program) -> list[str]:
    """What lies where archives come and go."""
    folder = program.data_dir / "transfers"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


async def test_nothing_stays_behind_whether_it_was_read_or_not(program: Program) -> None:
    long = "".join(f"Line {number} of a long text.\n" for number in range(60_000))
    await program.fill("people", {"long.txt": long})
    async with program.client.stream("GET", "/api/kbs/people/export") as response:
        await anext(response.aiter_bytes())
        assert len(await spooled(program)) == 1
    async with asyncio.timeout(30):
        while await spooled(program):
            await asyncio.sleep(0.01)


async def test_only_so_many_exports_are_made_at_once(program: Program) -> None:
    long = "".join(f"Line {number} of a long text.\n" for number in range(60_000))
    await program.fill("people", {"long.txt": long})
    opened = [program.client.stream("GET", "/api/kbs/people/export") for _ in range(5)]
    answers = [await one.__aenter__() for one in opened]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 503]
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert int(refused.headers["Retry-After"]) > 0
    for one in opened:
        await one.__aexit__(None, None, None)


async def test_a_file_whose_bytes_are_lost_is_named(program: Program) -> None:
    await program.fill("people", PEOPLE)
    digest = hashlib.sha256(PEOPLE["ada.txt"].encode()).hexdigest()
    if program.database.is_sqlite:
        (program.data_dir / "files" / digest[:2] / digest).unlink()
    else:
        async with program.database.write() as session:
            await session.execute(text("DELETE FROM blobs WHERE digest = :d"), {"d": digest})
    refused = await program.get("/api/kbs/people/export", 502)
    assert "ada.txt" in refused["detail"]
    assert len(await exported(program, "people", files="false")) == 5


NOT_CARRIED = {
    Document: {"id", "owner_id", "base_id", "file_id", "run_id", "name", "page_count", "edition",
               "staged", "created_at", "updated_at"},
    PageText: {"document_id", "edition", "ordinal"},
    FoundText: {"document_id", "edition", "ordinal"},
    Mask: {"document_id", "edition", "ordinal"},
    Chunk: {"id", "base_id", "edition", "revision", "ordinal", "vector"},
}  # fmt: skip
"""Columns that are of the database alone, or are in an export under another name."""


def test_every_column_is_carried_or_is_known_not_to_be() -> None:
    models: dict[type[Base], type[BaseModel]] = {
        Document: DocumentLine,
        PageText: PageLine,
        FoundText: FindingLine,
        Mask: MaskLine,
        Chunk: RecordLine,
    }
    for table, model in models.items():
        columns = set(table.__table__.columns.keys())
        assert columns - NOT_CARRIED[table] <= model.model_fields.keys(), table
