"""The run ``knowledge.import``: an export becomes a base, which is seen once it is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from folioscope.backends.blobs.port import Stored
from folioscope.backends.vectors.port import Vectors
from folioscope.errors import Invalid
from folioscope.failpoints import failpoint
from folioscope.features.knowledge import service
from folioscope.features.knowledge.chunk_repository import Edition, Source, new_document
from folioscope.features.knowledge.labels import base_name
from folioscope.features.knowledge.repository import BaseExists, Bases, Files
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.staging import EMBED_AT_ONCE, Target, fenced, target_of
from folioscope.features.knowledge.tools import Tools
from folioscope.features.transfers.archive import Archive
from folioscope.features.transfers.export_contents import (
    Exported,
    check_digests,
    contents,
    metadata_of,
)
from folioscope.features.transfers.export_format import Metadata
from folioscope.features.transfers.imported_documents import (
    Rows,
    add_rows,
    id_in,
    looked_through,
    named,
)
from folioscope.features.transfers.imported_files import ImportedFiles
from folioscope.features.transfers.repository import FIRST, UNSEEN, Unseen
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.attempt import Conclude, RunContext, principal_of
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

KIND = "knowledge.import"
ATTEMPTS = 5
DOCUMENTS_AT_ONCE = 100
CHUNKS_AT_ONCE = 1000
PROBES = 8
LEAST_LIKENESS = 0.8  # one model gives about 1, whatever engine runs it, and two models about 0


class OtherModel(Invalid):
    """Vectors that the embedding model of that name, as it is here, does not make."""

    code = "other_embedding_model"


@dataclass(frozen=True, slots=True)
class _Opened:
    """The export that is imported, and what becomes of it."""

    archive: Archive
    metadata: Metadata
    target: Target
    files: ImportedFiles

    @property
    def is_embedded_anew(self) -> bool:
        """Whether the base was given another model."""
        return self.target.model.name != self.metadata.embedding_model


async def check_name(session: Session, principal: Principal, name: str) -> None:
    """Refuse a name that is none or is taken, before a large archive is sent in vain."""
    wanted = base_name(name)
    for base in await Bases(session, principal).list():
        if (base.name, base.owner_id) == (wanted, principal.user_id):
            msg = f"There is already a knowledge base named “{wanted}”; import it under another."
            raise BaseExists(msg)


async def start_import(caller: Caller, name: str, made: BaseDefaults, archive: Stored) -> Run:
    """Make the base, unseen for now, and queue the run that fills it from a stored archive."""
    base = await service.create_base(caller.session, caller.principal, name, made)
    base.edition = UNSEEN
    run = Run(
        owner_id=base.owner_id,
        kind=KIND,
        subject=base.id,
        input={"base_id": base.id},
        max_attempts=ATTEMPTS,
    )
    await runs.start(caller, run)
    files = Files(caller.session, caller.principal)
    kept = await files.keep_all({archive.digest: archive.size}, base.owner_id)
    stand_in = Source("export.tar", kept[archive.digest], archive.digest)
    edition = Edition(base.id, base.owner_id, run.id, UNSEEN, base.blind is not None)
    caller.session.add(new_document(edition, stand_in))
    return run


async def import_base(run: RunContext, *, tools: Tools, most_bytes: int) -> Conclude:
    """Check the export and store all of it where nobody sees it, then let everybody see it.

    An attempt goes on with the documents that the last one had not stored.
    """
    failpoint("importing.started")
    async with tools.database.read() as session:
        unseen = Unseen(session, run.principal, run.input["base_id"])
        base, digest = await unseen.get(), await unseen.archive()
        done = await unseen.document_ids()
    target = target_of(base, run, FIRST, await tools.embeddings.get(base.model))
    with ExitStack() as stack:
        path = await asyncio.to_thread(stack.enter_context, tools.blobs.local_path(digest))
        archive = await asyncio.to_thread(Archive, path)
        files = ImportedFiles(tools, archive, most_bytes)
        opened = _Opened(archive, metadata_of(archive), target, files)
        await run.stage("checking")
        await asyncio.to_thread(check_digests, archive, opened.metadata)
        await _take_in(run, tools, opened, done)

    async def conclude(session: Session) -> dict[str, Any]:
        unseen = Unseen(session, run.principal, run.input["base_id"])
        chunks = await unseen.count_chunks()
        shown = await unseen.publish()
        await tools.unneeded_files.forget_unneeded(session, run.principal)
        failpoint("importing.publishing")
        counted = {"documents": opened.metadata.document_count, "chunks": chunks}
        return {"result": {"kb_id": shown.id, "name": shown.name, **counted}}

    return conclude


async def _take_in(run: RunContext, tools: Tools, opened: _Opened, done: set[str]) -> None:
    base_id, total = opened.target.edition.base_id, opened.metadata.document_count
    parts = _in_parts(contents(opened.archive, opened.metadata))
    taken, is_known = 0, opened.is_embedded_anew
    while part := await asyncio.to_thread(next, parts, None):
        if not is_known and any(found.records for found in part):
            await asyncio.to_thread(_check_model, opened, part)
            is_known = True
        fresh = [found for found in part if id_in(base_id, found.document) not in done]
        await _store(run, tools, opened, fresh)
        failpoint("importing.stored")
        taken += len(part)
        await run.emit("progress", {"stage": "importing", "done": taken, "total": total})


def _in_parts(documents: Iterator[Exported]) -> Iterator[list[Exported]]:
    """As many documents at once as one transaction stores without keeping others waiting."""
    part: list[Exported] = []
    weight = 0
    for found in documents:
        part.append(found)
        weight += len(found.records)
        if len(part) == DOCUMENTS_AT_ONCE or weight >= CHUNKS_AT_ONCE:
            yield part
            part, weight = [], 0
    if part:
        yield part


def _check_model(opened: _Opened, part: Sequence[Exported]) -> None:
    """See by a few chunks that the vectors are by the model which is going to be searched with."""
    model, metadata = opened.target.model, opened.metadata
    texts = [record.searchable for found in part for record in found.records][:PROBES]
    vectors = np.concatenate([found.vectors for found in part])[:PROBES]
    likeness = 0.0
    if metadata.dimensions == model.dimensions:
        likeness = float(np.median(np.sum(model.embed_passages(texts) * vectors, axis=1)))
    if likeness < LEAST_LIKENESS:
        msg = (
            f"The vectors of the export, with {metadata.dimensions} dimensions, are not by the "
            f"“{model.name}” that is here, with {model.dimensions}. Name a model with “--model”, "
            "to have all text embedded anew."
        )
        raise OtherModel(msg)


async def _store(run: RunContext, tools: Tools, opened: _Opened, part: Sequence[Exported]) -> None:
    """Store documents with their files: all of them or, on any failure, none."""
    if not part:
        return
    vectors = [await _vectors(opened, found) for found in part]
    part = await asyncio.to_thread(looked_through, part)
    rows, edition = Rows(), opened.target.edition
    lines = [found.document for found in part]
    async with opened.files.of(lines) as files, fenced(tools.database, opened.target) as session:
        sizes = {file.digest: file.size for file in files}
        kept = await Files(session, run.principal).keep_all(sizes, edition.owner_id)
        for found, file, own in zip(part, files, vectors, strict=True):
            source = Source(named(found.document, file.digest)[0], kept[file.digest], file.digest)
            add_rows(rows, edition, found, source, own)
        unseen = Unseen(session, run.principal, edition.base_id)
        await unseen.add(rows.documents, rows.parts)


async def _vectors(opened: _Opened, found: Exported) -> Vectors:
    """Those of the export or, if the base has another model, new ones."""
    if not opened.is_embedded_anew or not found.records:
        return found.vectors
    texts = [record.searchable for record in found.records]
    return np.concatenate(
        [
            await asyncio.to_thread(
                opened.target.model.embed_passages, texts[first : first + EMBED_AT_ONCE]
            )
            for first in range(0, len(texts), EMBED_AT_ONCE)
        ]
    )


async def abandon(session: Session, run: Run, *, tools: Tools) -> dict[str, Any]:
    """A stopped or failed import leaves nothing."""
    principal = principal_of(run)
    await Unseen(session, principal, run.input["base_id"]).remove()
    await tools.unneeded_files.forget_unneeded(session, principal)
    return {}
