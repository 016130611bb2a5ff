"""The one file that knows everyone: settings → what a process has open; kind of run → function."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Literal

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llms.port import LanguageModel
from folioscope.backends.models.port import ModelShelf
from folioscope.backends.parsers.port import Limits
from folioscope.backends.registry import load
from folioscope.backends.reranker_choice import OFF
from folioscope.choices import (
    MEGABYTE,
    blobs_of,
    deliveries_of,
    indexes_of,
    language_model_of,
    model_shelf,
    open_model,
    recognition_of,
    reranker_of,
    wakeups_of,
)
from folioscope.errors import FolioscopeError
from folioscope.features.accounts.repository import ensure_local_user
from folioscope.features.chat import answer
from folioscope.features.chat.extractive import ExtractiveAnswerer
from folioscope.features.chat.retention import forget_old
from folioscope.features.knowledge import ingest, rebuild
from folioscope.features.knowledge.incoming import Shelf
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tools import Tools
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.features.models import pulling
from folioscope.features.search.hybrid import Searcher
from folioscope.features.transfers import importing
from folioscope.features.transfers.spool import Spool
from folioscope.features.watches.setting import Wanted
from folioscope.features.watches.target import Looking
from folioscope.features.watches.watching import Watcher, new_threads
from folioscope.migrations.apply import current, upgrade
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.engine import executing, has_workers
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.rounds import in_rounds
from folioscope.platform.runs.upkeep import compact
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings import Settings

Executes = Literal["always", "if_alone", "never"]
"""Whether a process executes runs itself."""

UPKEEP_SECONDS = 600.0
EXTRACTIVE_PASSAGES = 24
SHORT_PASSAGES = 3  # at the most, where there might be one of full size
FILES_OF_FULL_SIZE = 100  # that one upload may bring


@dataclass(frozen=True)
class Folioscope:
    """What one process has open."""

    settings: Settings
    database: Database
    wakeups: Wakeups
    tails: Tails
    tools: Tools
    shelf: Shelf
    spool: Spool
    watcher: Watcher
    searcher: Searcher
    llm: LanguageModel
    models: ModelShelf
    base_defaults: BaseDefaults

    @property
    def max_upload(self) -> int:
        """Bytes that one upload may have, all its files together."""
        return FILES_OF_FULL_SIZE * self.shelf.max_bytes

    async def load_model(self) -> None:
        """Load the model of new bases, so that the first who needs it waits less."""
        with suppress(FolioscopeError):  # whoever asks for it is told why it is missing
            await self.tools.embeddings.get(self.settings.embedding_model)


@asynccontextmanager
async def open_folioscope(
    settings: Settings, *, executes: Executes = "always", watches: bool = False
) -> AsyncIterator[Folioscope]:
    """Open database and backends, execute runs meanwhile, close everything in reverse.

    The caller holds the lock of the data folder, if the database is in it. Where the process does
    not execute runs, workers do; ``if_alone`` looks whether there are any. Folders are followed
    in the background if it ``watches``.
    """
    deliveries = deliveries_of(settings)
    database = Database(parse_url(settings.database_address), deliveries)
    try:
        await database.check()
        was_there = await _prepare(database)
        folioscope = _assemble(settings, database)
        if database.is_sqlite:
            await folioscope.tools.unneeded_files.sweep(even_all=was_there)
        try:
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(folioscope.wakeups.relayed())
                takes_runs = executes == "always" or (
                    executes == "if_alone" and not await has_workers(database, deliveries)
                )
                engine = executing(
                    database,
                    folioscope.wakeups,
                    kinds_of(folioscope),
                    deliveries,
                    takes_runs=takes_runs,
                )
                await stack.enter_async_context(engine)
                if takes_runs:
                    upkeep = in_rounds(partial(_look_after, folioscope), UPKEEP_SECONDS)
                    await stack.enter_async_context(upkeep)
                if watches:
                    await stack.enter_async_context(folioscope.watcher.running())
                yield folioscope
        finally:
            await _close(folioscope)
    finally:
        await database.aclose()


async def _close(folioscope: Folioscope) -> None:
    folioscope.watcher.close()
    await folioscope.tails.aclose()
    await folioscope.tools.indexes.aclose()
    await folioscope.llm.aclose()
    await folioscope.tools.unneeded_files.aclose()
    await asyncio.to_thread(folioscope.tools.blobs.close)


async def _look_after(folioscope: Folioscope) -> None:
    """What is done every now and then: delete what nobody needs any more."""
    settings, database = folioscope.settings, folioscope.database
    if settings.retention_days is not None:
        await forget_old(database, settings.retention_days)
    if settings.compact_after_days is not None:
        await compact(database, settings.compact_after_days)
    await folioscope.tools.unneeded_files.sweep()
    await asyncio.to_thread(folioscope.spool.clear)
    await folioscope.tools.indexes.tidy()


async def _prepare(database: Database) -> bool:
    """Bring the schema up to date and make orphans of the runs a dead process left.

    Answers whether there was a schema before.
    """
    before: list[str | None] = []
    await database.run_on_connection(lambda connection: before.append(current(connection)))
    await database.run_on_connection(upgrade)
    async with database.write() as session:
        await ensure_local_user(session)
        if database.is_sqlite:
            await Claims(session).expire_leases()
    return before[0] is not None


def _assemble(settings: Settings, database: Database) -> Folioscope:
    wakeups = wakeups_of(settings)
    indexes = indexes_of(settings, database)
    models = model_shelf(settings)
    embeddings = EmbeddingModels(partial(open_model, settings), models.full_name)
    reader = load("parsers", "sandbox")(Limits(pages=settings.max_pages), recognition_of(settings))
    blobs = blobs_of(settings)
    llm = language_model_of(settings, embeddings)
    asks = settings.sections == "auto" and settings.llm_provider != "extractive"
    tools = Tools(
        database=database,
        blobs=blobs,
        unneeded_files=UnneededFiles(database, blobs),
        reader=reader,
        embeddings=embeddings,
        indexes=indexes,
        outliner=llm if asks else None,
    )
    shelf = Shelf(blobs, settings.max_upload_mb * MEGABYTE, settings.allowed_roots, reader.names)
    return Folioscope(
        settings=settings,
        database=database,
        wakeups=wakeups,
        tails=Tails(database, wakeups),
        tools=tools,
        shelf=shelf,
        spool=Spool(settings.data_dir / "transfers"),
        watcher=_watcher(settings, tools, shelf, wakeups),
        searcher=Searcher(
            database,
            embeddings,
            indexes,
            reranker=reranker_of(settings, embeddings),
            reranks=settings.rerank != OFF,
        ),
        llm=llm,
        models=models,
        base_defaults=_base_defaults(settings),
    )


def _base_defaults(settings: Settings) -> BaseDefaults:
    return BaseDefaults(settings.embedding_model, settings.chunk_size, settings.chunk_overlap)


def _watcher(settings: Settings, tools: Tools, shelf: Shelf, wakeups: Wakeups) -> Watcher:
    """What follows folders; those of the settings are known by this process's data folder."""
    looking = Looking(tools.database, shelf, tools.unneeded_files, wakeups, new_threads())
    is_alone = tools.database.is_sqlite
    origin = "settings" if is_alone else f"{looking.host}:{settings.data_dir}"
    wanted = Wanted(settings.watch, origin, _base_defaults(settings), tools.embeddings)
    return Watcher(looking, wanted, settings.watch_seconds)


def _reach(folioscope: Folioscope) -> answer.Reach:
    """Reading costs a language model much, and the extractive answerer next to nothing."""
    settings = folioscope.settings
    extractive = isinstance(folioscope.llm, ExtractiveAnswerer)
    whole = EXTRACTIVE_PASSAGES if extractive else settings.llm_passages
    return answer.Reach(SHORT_PASSAGES * whole, settings.chunk_size * whole)


def kinds_of(folioscope: Folioscope) -> Mapping[str, Kind]:
    """Every kind of run, with the function that does it."""
    tools = folioscope.tools
    answering = answer.Answering(folioscope.searcher, folioscope.llm, _reach(folioscope))
    return {
        answer.KIND: Kind(
            execute=partial(answer.answer, answering=answering),
            abandon=answer.abandon,
            slots=folioscope.settings.answers_at_once,
            per_owner=folioscope.settings.max_active_runs,
        ),
        ingest.KIND: Kind(
            execute=partial(ingest.ingest, tools=tools),
            abandon=ingest.abandon,
            slots=2,
            per_owner=2,
            limit_seconds=None,
        ),
        importing.KIND: Kind(
            execute=partial(
                importing.import_base, tools=tools, most_bytes=folioscope.shelf.max_bytes
            ),
            abandon=partial(importing.abandon, tools=tools),
            slots=1,
            limit_seconds=None,
        ),
        pulling.KIND: Kind(
            execute=partial(pulling.pull, models=folioscope.models),
            abandon=partial(pulling.abandon, models=folioscope.models),
            slots=1,
            limit_seconds=None,
        ),
        rebuild.KIND: Kind(
            execute=partial(rebuild.rebuild, tools=tools),
            abandon=partial(rebuild.abandon, tools=tools),
            slots=1,
            limit_seconds=None,
        ),
    }
