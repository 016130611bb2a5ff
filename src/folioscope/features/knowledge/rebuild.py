"""The run ``knowledge.rebuild``: a base anew from its files, beside the edition that answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from folioscope.errors import FolioscopeError
from folioscope.failpoints import failpoint
from folioscope.features.knowledge.blind import stored
from folioscope.features.knowledge.chunk_repository import Intake, Source
from folioscope.features.knowledge.edition_repository import Rebuilding
from folioscope.features.knowledge.ingest import weight
from folioscope.features.knowledge.pinned_models import Pinned, open_pinned
from folioscope.features.knowledge.reading import read_ahead
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.staging import (
    EMBED_AT_ONCE,
    Held,
    Target,
    intake_of,
    record,
    store,
    target_of,
)
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.knowledge.tools import Tools
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.attempt import Conclude, RunContext, principal_of
from folioscope.platform.runs.tables import Run

KIND = "knowledge.rebuild"
Outcomes = dict[Source, dict[str, Any] | None]
"""Each file that was tried, with the reason when it could not be read."""


class MoreCame(FolioscopeError):
    """A file was taken in at the last moment; the next attempt has only that one to do."""

    code = "more_came"
    retryable = True


async def rebuild(run: RunContext, *, tools: Tools) -> Conclude:
    """Take every file of the base into the next edition, then let that one answer.

    Until the last step the old edition answers as if nothing happened. An attempt goes on with
    the files that the last one had not staged.
    """
    async with tools.database.read() as session:
        base = await Bases(session, run.principal).get(run.input["base_id"])
        staged = await Intake(session, base.id, base.edition + 1).dimensions()
    pinned = Pinned(base.name, run.input["model"], staged)
    model = await open_pinned(tools.embeddings, pinned)
    target = target_of(base, run, base.edition + 1, model)
    outcomes: Outcomes = {}
    while sources := await _unstaged(run, tools, target, outcomes):
        await _stage_all(run, tools, target, sources, outcomes)

    async def conclude(session: Session) -> dict[str, Any]:
        result = await _switch(session, run, target, outcomes)
        await tools.unneeded_files.forget_unneeded(session, run.principal)
        failpoint("rebuild.switching")
        return {"result": result}

    return conclude


async def _unstaged(
    run: RunContext, tools: Tools, target: Target, outcomes: Outcomes
) -> list[Source]:
    """Files still to be staged; more may come while the run is on its way."""
    async with tools.database.read() as session:
        rebuilding = _rebuilding(session, target)
        sources = await rebuilding.sources(run.run_id, replaces=run.input["replaces"])
    return [source for source in sources if source not in outcomes]


async def _stage_all(
    run: RunContext, tools: Tools, target: Target, sources: list[Source], outcomes: Outcomes
) -> None:
    held: list[Held] = []
    done = 0
    async with aclosing(read_ahead(tools, sources, target.blinding)) as readings:
        async for source, reading in readings:
            outcomes[source] = None
            if isinstance(reading, FolioscopeError):
                outcomes[source] = {"code": reading.code, "message": reading.message}
            else:
                held += await record(tools.database, target, source, reading)
            done += 1
            if weight(document.parsed for document in held) >= EMBED_AT_ONCE:
                await store(tools.database, target, held)
                held.clear()
            progress = {"stage": "rebuilding", "done": done, "total": len(sources)}
            await run.emit("progress", progress)
    await store(tools.database, target, held)


async def _switch(
    session: Session, run: RunContext, target: Target, outcomes: Outcomes
) -> dict[str, Any]:
    """The one step by which the new edition answers and the old one is gone."""
    bases = Bases(session, run.principal)
    base = await bases.lock(target.edition.base_id)
    rebuilding = _rebuilding(session, target)
    late = await rebuilding.sources(run.run_id, replaces=run.input["replaces"])
    if any(source not in outcomes for source in late):
        msg = f"More came into “{base.name}” while it was rebuilt."
        raise MoreCame(msg)
    failures = {source: reason for source, reason in outcomes.items() if reason is not None}
    if run.input["replaces"]:
        await rebuilding.drop_documents_not_of(target.edition.run_id)
    base.edition, base.model = target.edition.number, run.input["model"]
    base.language = run.input.get("language", base.language)
    base.blind = stored(target.blinding)
    base.revision += 1
    chunks = await rebuilding.publish(base.revision)
    await rebuilding.drop_other_editions()
    for source, reason in failures.items():
        await intake_of(session, target).fail(source, reason)
    await rebuilding.name_documents(is_blind=target.edition.is_blind)
    failed = await _failed(session, target, failures)
    return {"documents": await rebuilding.count_ready(), "failed": failed, "chunks": chunks}


async def _failed(
    session: Session, target: Target, failures: Mapping[Source, dict[str, Any]]
) -> list[dict[str, Any]]:
    """What could not be read, by the names that documents of the base have."""
    if not target.edition.is_blind:
        return [{"path": source.source, **reason} for source, reason in failures.items()]
    intake = intake_of(session, target)
    return [
        {"path": path, **reason}
        for source, reason in failures.items()
        for path in await intake.paths_of(source)
    ]


def _rebuilding(session: Session, target: Target) -> Rebuilding:
    return Rebuilding(session, target.edition.base_id, target.edition.number)


async def abandon(session: Session, run: Run, *, tools: Tools) -> dict[str, Any]:
    """A stopped rebuild leaves the base as it was."""
    base = await session.get(KnowledgeBase, run.input["base_id"])
    if base is not None:
        await Rebuilding(session, base.id, base.edition).drop_later_editions()
    await tools.unneeded_files.forget_unneeded(session, principal_of(run))
    return {}
