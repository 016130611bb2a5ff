"""A base written down as the files of an export, and those as one archive."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from folioscope.backends.blobs.port import BlobMissing, Blobs
from folioscope.features.knowledge.schemas import BlindSetting
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.knowledge.tools import Tools
from folioscope.features.transfers.archive import END, Member
from folioscope.features.transfers.export_format import (
    DOCUMENTS,
    FORMAT,
    LISTED,
    METADATA,
    ORIGINALS,
    RECORDS,
    VERSION,
    DocumentLine,
    Metadata,
    RecordLine,
)
from folioscope.features.transfers.export_lines import document_line, record_line
from folioscope.features.transfers.repository import Moment, StoredDocument
from folioscope.features.transfers.vector_files import vectors_written
from folioscope.platform.database.base import now
from folioscope.platform.principal import Principal

TRIES = 3
PIECE = 1024 * 1024
FLOAT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Written:
    """The files of an export, by the names they have in it, and the name of the base."""

    name: str
    files: Mapping[str, Path]

    @property
    def size(self) -> int:
        """How many bytes the archive has."""
        heads = (_member(*named) for named in self.files.items())
        return len(END) + sum(len(m.head()) + m.size + m.padding for m in heads)

    def archive(self) -> Iterator[bytes]:
        """The bytes of the archive; may take long."""
        for name, path in self.files.items():
            member = _member(name, path)
            yield member.head()
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
            yield bytes(member.padding)
        yield END


@dataclass(slots=True)
class _Tally:
    """What has been written so far."""

    documents: int = 0
    chunks: int = 0
    dimensions: int = 0
    originals: dict[str, str] = field(default_factory=dict)
    """The path of a document of each file, by the digest of the file."""


async def write_export(
    tools: Tools, principal: Principal, reference: str, folder: Path, *, originals: bool
) -> Written:
    """Write a base down, as it is at one moment, into an empty folder."""
    for left in reversed(range(TRIES)):
        try:
            return await _write(tools, principal, reference, folder, originals=originals)
        except BlobMissing:  # of a document that was deleted since that moment
            if not left:
                raise
    raise AssertionError


async def _write(
    tools: Tools, principal: Principal, reference: str, folder: Path, *, originals: bool
) -> Written:
    tally = _Tally()
    for name in (*LISTED, ORIGINALS + "any"):
        (folder / name).parent.mkdir(exist_ok=True)
    async with tools.database.read() as session:
        moment = Moment(session, principal)
        base = await moment.of(reference, tools.database)
        is_masked = base.blind is not None and not originals
        line_of = partial(document_line, is_masked=is_masked)
        await _write_documents(moment, folder / DOCUMENTS, tally, line_of)
        await _write_vectors(moment, base, folder, tally)
    if originals:
        await asyncio.to_thread(_keep_originals, tools.blobs, folder, tally.originals)
    return await asyncio.to_thread(_described, base, folder, tally, originals=originals)


async def _write_documents(
    moment: Moment, path: Path, tally: _Tally, line_of: Callable[[StoredDocument], DocumentLine]
) -> None:
    with path.open("wb") as file:
        async for part in moment.documents():
            lines = await asyncio.to_thread(_lines, map(line_of, part))
            await asyncio.to_thread(file.write, lines)
            tally.documents += len(part)
            tally.originals |= {found.digest: found.row.path for found in part}


async def _write_vectors(moment: Moment, base: KnowledgeBase, folder: Path, tally: _Tally) -> None:
    """Write the records, and both files of vectors, in the same order."""
    ids = await moment.chunk_ids()
    with ExitStack() as stack:
        file = stack.enter_context((folder / RECORDS).open("wb"))
        add = None
        async for part in moment.chunks(ids):
            if add is None:
                tally.dimensions = len(part[0].row.vector) // FLOAT_BYTES
                add = stack.enter_context(vectors_written(folder, ids, tally.dimensions))
            numbers = np.frombuffer(b"".join(found.row.vector for found in part), np.float32)
            await asyncio.to_thread(add, numbers.reshape(len(part), tally.dimensions))
            placed = enumerate(part, tally.chunks)
            records = (record_line(base, *found) for found in placed)
            await asyncio.to_thread(file.write, await asyncio.to_thread(_lines, records))
            tally.chunks += len(part)
        if add is None:
            stack.enter_context(vectors_written(folder, ids, 0))


def _lines(models: Iterable[DocumentLine | RecordLine]) -> bytes:
    return b"".join(model.model_dump_json().encode() + b"\n" for model in models)


def _keep_originals(blobs: Blobs, folder: Path, paths: Mapping[str, str]) -> None:
    """Have the files of documents at hand until they are sent, whatever is deleted meanwhile."""
    for digest, path in paths.items():
        target = folder / ORIGINALS / digest
        if target.exists():
            continue
        try:
            with blobs.local_path(digest) as file:
                _link_or_copy(file, target)
        except BlobMissing as error:
            msg = f"{path} cannot be exported: {error.message} Leave the original files out."
            raise BlobMissing(msg) from error


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # on another disk, or on one that has no links
        shutil.copyfile(file, target)


def _described(base: KnowledgeBase, folder: Path, tally: _Tally, *, originals: bool) -> Written:
    """Write the metadata, which has the digests of all the other files."""
    metadata = Metadata(
        format=FORMAT,
        format_version=VERSION,
        name=base.name,
        embedding_model=base.model,
        dimensions=tally.dimensions,
        metric="inner_product",
        chunk_size=base.chunk_size,
        chunk_overlap=base.chunk_overlap,
        language=base.language,
        blind=None if base.blind is None else BlindSetting.model_validate(base.blind),
        document_count=tally.documents,
        chunk_count=tally.chunks,
        last_updated=base.updated_at,
        exported_at=now(),
        exported_by=f"folioscope {version('folioscope')}",
        original_files=originals,
        sha256={name: _digest(folder / name) for name in LISTED},
    )
    (folder / METADATA).write_text(metadata.model_dump_json(indent=2) + "\n", "utf-8")
    kept = [ORIGINALS + digest for digest in tally.originals] if originals else []
    return Written(base.name, {name: folder / name for name in (METADATA, *LISTED, *kept)})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _member(name: str, path: Path) -> Member:
    return Member(name, path.stat().st_size)
