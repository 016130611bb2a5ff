"""The part of the checker that is about knowledge bases: I7, I9, and the files behind them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.world import World

Chunks = Mapping[tuple[str, str], set[str]]
"""The ids of chunks by base and document."""

CHUNKS = """
SELECT c.id, c.document_id, c.edition, c.revision, d.state, d.path, b.edition AS answers, b.name
FROM chunks c JOIN documents d ON d.id = c.document_id JOIN bases b ON b.id = d.base_id
"""
DOCUMENTS = """
SELECT d.id, d.path, d.state, b.name FROM documents d JOIN bases b ON b.id = d.base_id
"""


async def searchable(world: World) -> list[str]:
    """I7 and I9: what can be found are the chunks of ready documents, all of them, no others."""
    rows = await world.rows.all(CHUNKS)
    wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        wanted[row.name, row.document_id].add(str(row.id))
    problems = list(_left_behind(rows))
    for document in await world.rows.all(DOCUMENTS):
        found = await _found(world, document.name, [document.id])
        problems += _of_document(document, wanted[document.name, document.id], found)
    for base in await world.rows.all("SELECT name FROM bases"):
        known = {id_ for (name, _), ids in wanted.items() if name == base.name for id_ in ids}
        if stray := await _found(world, base.name, []) - known:
            problems.append(f"I7: {stray} is found in {base.name} and has no row")
    return problems


def _left_behind(rows: Sequence[Any]) -> Iterator[str]:
    for row in rows:
        if row.state != "ready" or row.edition != row.answers or not row.revision:
            yield f"I9: a chunk of {row.path} ({row.state}) was left: {row}"


def _of_document(document: Any, wanted: set[str], found: set[str]) -> Iterator[str]:
    if document.state not in ("ready", "failed"):
        yield f"I9: {document.path} is {document.state}"
    if document.state == "ready" and not wanted:
        yield f"I9: {document.path} is ready and has no chunks"
    if found != wanted:
        yield f"I7: of {document.path} ({document.state}) {found} is found, its rows are {wanted}"


async def _found(world: World, base: str, documents: list[str]) -> set[str]:
    wanted: dict[str, object] = {"query": "person writes phrase", "kb": base, "k": 100}
    if documents:
        wanted["filters"] = {"documents": documents}
    answer = await world.call("POST", "/api/search", wanted)
    assert answer.status == 200, (answer.status, answer.body)
    return {hit["chunk_id"] for hit in answer.json["hits"]}


async def files_whole(world: World) -> list[str]:
    """I9: every file that a row names is there whole, and no other is."""
    named = {row.digest for row in await world.rows.all("SELECT digest FROM files")}
    folder = world.place.folder / "files"
    on_disk = {path.name: path for path in folder.glob("[0-9a-f][0-9a-f]/*")}
    problems = [
        f"I9: the file {digest} is not whole"
        for digest, path in on_disk.items()
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest
    ]
    kept = set(on_disk) | await _in_rows(world)
    if named != kept:
        problems.append(f"I9: rows name {named - kept} too many, and {kept - named} are unnamed")
    return problems + [f"I12: half a file was left: {left}" for left in _incoming(folder)]


async def _in_rows(world: World) -> set[str]:
    if world.rows.is_sqlite or not await world.rows.one("SELECT to_regclass('blobs')"):
        return set()
    return {row.digest for row in await world.rows.all("SELECT digest FROM blobs")}


def _incoming(folder: Path) -> list[Path]:
    incoming = folder / "incoming"
    return list(incoming.iterdir()) if incoming.exists() else []
