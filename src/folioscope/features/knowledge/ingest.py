"""The run ``knowledge.ingest``: files that were handed in become documents that are found."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from folioscope.backends.parsers.port import Parsed, Reading
from folioscope.errors import FolioscopeError
from folioscope.failpoints import failpoint
from folioscope.features.knowledge.chunk_repository import Intake, Source
from folioscope.features.knowledge.pinned_models import Pinned, open_pinned
from folioscope.features.knowledge.progress import Progress
from folioscope.features.knowledge.purposes import DOCUMENTS
from folioscope.features.knowledge.reading import read_ahead
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.staging import (
    SLICE,
    Held,
    Target,
    fenced,
    intake_of,
    record,
    record_alone,
    store,
    target_of,
)
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.knowledge.tools import Tools
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.tables import Run

KIND = "knowledge.ingest"
TYPICAL_CHUNK = 500  # characters, to guess when a batch is worth its transaction
WORTH_STORING = 32  # chunks; few, so that embedding begins early and runs beside reading
FINISHED_AT_ONCE = 2  # batches, so that one is embedded while another is stored
MOST_TOGETHER = 100  # documents in one transaction, however small they are
STOPPED = {
    "code": "stopped",
    "message": "Taking in was stopped before this file was done; add it again.",
}
GONE = {
    "code": "not_in_file",
    "message": "The file, read once more, holds nothing of this name. A rebuild of the base drops "
    "what is out of date.",
}


class EditionChanged(FolioscopeError):
    """The base was rebuilt meanwhile; what is left goes into the new edition."""

    code = "edition_changed"
    retryable = True


async def ingest(run: RunContext, *, tools: Tools) -> Conclude:
    """Read, cut, embed, store and publish the files of one upload.

    Files that are done stay done: an attempt goes on where the last one stopped.
    """
    failpoint("ingest.started")
    async with tools.database.read() as session:
        base = await Bases(session, run.principal).get(run.input["base_id"])
        intake = Intake(session, base.id, base.edition)
        leftover = await intake.embedded_of(run.run_id)
        sources = await intake.unread_sources_of(run.run_id)
        pinned = Pinned(base.name, base.model, await intake.dimensions())
    model = await open_pinned(tools.embeddings, pinned)
    target = target_of(base, run, base.edition, model)
    if base.purpose != DOCUMENTS:  # what features write needs nobody to tell its sections
        tools = replace(tools, outliners=None)
    await publish(run, tools, target, leftover)
    await _take_in(run, tools, target, sources)

    async def conclude(session: Session) -> dict[str, Any]:
        intake = intake_of(session, target)
        await intake.abandon(run.run_id, GONE)
        result = await outcome(intake, run.run_id)
        await tools.unneeded_files.forget_unneeded(session, run.principal)  # those replaced
        return {"result": result}

    return conclude


async def _take_in(
    run: RunContext,
    tools: Tools,
    target: Target,
    sources: Sequence[Source],
) -> None:
    """Read files while those before them are recorded, embedded and published."""
    alone: list[tuple[Source, Parsed]] = []
    held: list[Held] = []
    finishing: deque[asyncio.Task[None]] = deque()
    progress = Progress(run, len(sources), names_files=target.names_files)

    async def finish(files: Sequence[tuple[Source, Parsed]], others: Sequence[Held]) -> None:
        documents = [*others, *await record_alone(tools.database, target, files)]
        await store(tools.database, target, documents)
        await publish(run, tools, target, [document.document_id for document in documents])
        await progress.published(len(documents))

    try:
        async with aclosing(read_ahead(tools, sources, target.blinding)) as readings:
            async for source, reading in readings:
                only = _only_document(reading)
                if only is None:
                    held += await _taken(tools, target, source, reading)
                else:
                    alone.append((source, only))
                if _is_worth_storing(alone, held):
                    if len(finishing) == FINISHED_AT_ONCE:
                        await finishing.popleft()
                    finishing.append(asyncio.create_task(finish(alone, held)))
                    alone, held = [], []
                await progress.read(source, reading)
        finishing.append(asyncio.create_task(finish(alone, held)))
        while finishing:
            await finishing.popleft()
    finally:
        for task in finishing:
            task.cancel()
        await asyncio.gather(*finishing, return_exceptions=True)


def _only_document(reading: Reading | FolioscopeError) -> Parsed | None:
    """The document of a file that holds one and nothing else."""
    if isinstance(reading, FolioscopeError) or reading.refused or len(reading.documents) != 1:
        return None
    (only,) = reading.documents
    return None if only.key else only


async def _taken(
    tools: Tools, target: Target, source: Source, reading: Reading | FolioscopeError
) -> list[Held]:
    if isinstance(reading, FolioscopeError):
        await fail(tools, target, source, reading)
        return []
    return await record(tools.database, target, source, reading)


def _is_worth_storing(alone: Sequence[tuple[Source, Parsed]], held: Sequence[Held]) -> bool:
    documents = [*(parsed for _, parsed in alone), *(document.parsed for document in held)]
    return len(documents) >= MOST_TOGETHER or weight(documents) >= WORTH_STORING


def weight(documents: Iterable[Parsed]) -> int:
    """About how many chunks the documents will make."""
    letters = sum(len(page.text) for document in documents for page in document.pages)
    return letters // TYPICAL_CHUNK


async def publish(run: RunContext, tools: Tools, target: Target, ids: Sequence[str]) -> None:
    """Let documents be found, in the edition that answers now."""
    for first in range(0, len(ids), SLICE):
        await _publish_slice(run, tools, target, ids[first : first + SLICE])


async def _publish_slice(run: RunContext, tools: Tools, target: Target, ids: Sequence[str]) -> None:
    async with fenced(tools.database, target) as session:
        bases = Bases(session, run.principal)
        base = await bases.lock(target.edition.base_id)
        if base.edition != target.edition.number:
            msg = f"“{base.name}” was rebuilt meanwhile."
            raise EditionChanged(msg)
        revision = await bases.next_revision(target.edition.base_id)
        await intake_of(session, target).publish(ids, revision)
    failpoint("ingest.published")
    await tools.indexes.snapshot(target.edition.base_id, target.edition.number, revision)


async def fail(tools: Tools, target: Target, source: Source, error: FolioscopeError) -> None:
    """Say of a file why it could not be read."""
    async with fenced(tools.database, target) as session:
        intake = intake_of(session, target)
        await intake.fail(source, {"code": error.code, "message": error.message})


async def outcome(intake: Intake, run_id: str) -> dict[str, Any]:
    """What an upload came to."""
    failed, added, chunks = await intake.outcome(run_id)
    return {
        "added": added,
        "failed": [{"path": document.path, **(document.reason or {})} for document in failed],
        "chunks": chunks,
    }


async def abandon(session: Session, run: Run) -> dict[str, Any]:
    """A stopped or failed upload keeps what was done; of the rest only the names remain."""
    base = await session.get(KnowledgeBase, run.input["base_id"])
    intake = Intake(session, run.input["base_id"], base.edition if base else 0)
    await intake.abandon(run.id, STOPPED)
    return {"result": await outcome(intake, run.id)}
