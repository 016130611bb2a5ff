"""Bases that leave and come back, as tests of both look at them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from folioscope.features.transfers.archive import END, Member
from tests.opened_program import Program
from tests.scripted_embeddings import HashingEmbeddings

PEOPLE = {
    "ada.txt": "Ada Lovelace writes Kubernetes operators and bakes bread in Rome.",
    "bob.txt": "Bob has built bridges of steel in Oslo. He bakes no bread.",
    "notes/eve.md": "# Eve\n\nEve paints walls and teaches Rust.\n",
}


async def exported(program: Program, kb: str, **wanted: str) -> dict[str, bytes]:
    """The files of an export."""
    response = await program.client.get(f"/api/kbs/{kb}/export", params=wanted)
    assert response.status_code == 200, response.text
    return unpacked(response.content)


def unpacked(archive: bytes) -> dict[str, bytes]:
    """What is in an archive, as Python's own module reads it."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as opened:
        files = {member.name: opened.extractfile(member) for member in opened}
        return {name: file.read() for name, file in files.items() if file is not None}


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of files."""
    parts = []
    for name, content in files.items():
        member = Member(name, len(content))
        parts.append(member.head() + content + bytes(member.padding))
    return b"".join(parts) + END


async def send(program: Program, archive: bytes, name: str = "back", **wanted: str) -> Any:
    """The status and the answer to an archive that is sent."""
    response = await program.client.post(
        "/api/kbs/import", params={"name": name, **wanted}, content=archive
    )
    return response.status_code, response.json()


async def imported(program: Program, archive: bytes, name: str = "back", **wanted: str) -> Any:
    """How the run ended that an archive started."""
    status, answer = await send(program, archive, name, **wanted)
    assert status == 202, answer
    return await program.outcome(answer["run_id"])


async def found(program: Program, kb: str, query: str = "bread") -> list[Any]:
    """What is found in a base, without what no two bases share."""
    own = ("chunk_id", "document_id", "kb")
    hits = await program.search(kb, query, k=50)
    return [{name: hit[name] for name in hit if name not in own} for hit in hits]


def json_lines(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.splitlines()]


TEXTS = ("Ada writes operators.\nAda bakes bread.", "Bob builds bridges of steel.")


def document_line(number: int, **other: Any) -> dict[str, Any]:
    """A document of one page with two lines, the first with a box."""
    text, path = TEXTS[number], f"{number}.txt"
    page = {
        "number": 1,
        "anchor": None,
        "width": 595.0,
        "height": 842.0,
        "text": text,
        "lines": [[0, 8, 10.5, 20, 90, 30.5], [8, len(text)]],
    }
    line = {
        "document_id": f"d{number}",
        "source": path,
        "path": path,
        "document": path,
        "key": "",
        "kind": "document",
        "title": None,
        "state": "ready",
        "reason": None,
        "file": {"sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text)},
        "pages": [page],
        "findings": [],
    }
    return {**line, **other}


def record_line(number: int, **other: Any) -> dict[str, Any]:
    """The chunk that is all of a document."""
    line = {
        "position": number,
        "chunk_id": str(number + 40),
        "kb": "people",
        "source": f"{number}.txt",
        "path": f"{number}.txt",
        "document": f"{number}.txt",
        "document_id": f"d{number}",
        "page": 1,
        "page_ordinal": 0,
        "start": 0,
        "end": len(TEXTS[number]),
        "section": None,
        "entry": None,
        "context": "",
        "text": TEXTS[number],
    }
    return {**line, **other}


def lines(*values: Any) -> bytes:
    """Values as lines of JSON."""
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def vectors_file(*texts: str, ids: Sequence[int] = (40, 41)) -> bytes:
    """The vectors of texts by the model that tests have."""
    target = io.BytesIO()
    vectors = HashingEmbeddings(64).embed_passages(texts or TEXTS)
    np.savez(target, ids=np.array(ids, np.int64), vectors=vectors)
    return target.getvalue()


def made_export(**other: bytes) -> dict[str, bytes]:
    """The files of an export of two documents that is right, but for what is given."""
    files = {
        "documents.jsonl": lines(document_line(0), document_line(1)),
        "vectors/records.jsonl": lines(record_line(0), record_line(1)),
        "vectors/vectors.npz": vectors_file(),
        **{f"files/{hashlib.sha256(text.encode()).hexdigest()}": text.encode() for text in TEXTS},
        **other,
    }
    return {"metadata.json": json.dumps(metadata_of(files)).encode(), **files}


def metadata_of(files: Mapping[str, bytes], **other: Any) -> dict[str, Any]:
    """What is told of files, with their digests."""
    told = {
        "format": "folioscope knowledge base",
        "format_version": 1,
        "name": "people",
        "embedding_model": "all-MiniLM-L6-v2",
        "dimensions": 64,
        "metric": "inner_product",
        "chunk_size": 900,
        "chunk_overlap": 150,
        "document_count": 2,
        "chunk_count": 2,
        "last_updated": "2026-01-02T03:04:05Z",
        "exported_at": "2026-01-02T03:04:05Z",
        "exported_by": "folioscope 1",
        "original_files": True,
        "sha256": {
            name: hashlib.sha256(content).hexdigest()
            for name, content in files.items()
            if name.endswith((".jsonl", ".npz"))
        },
    }
    return {**told, **other}
