"""What one process has open, made of what the settings choose."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_names import EXTRACTIVE
from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.models.port import ModelShelf
from folioscope.backends.observed_reader import ObservedReader
from folioscope.backends.parsers.port import Limits
from folioscope.backends.registry import load
from folioscope.errors import FolioscopeError
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.erasure.cleaning import Cleaner
from folioscope.features.erasure.retention import Clock
from folioscope.features.erasure.service import Means
from folioscope.features.knowledge.incoming import Shelf
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tools import Tools
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.features.offers.syncing import Syncing
from folioscope.features.search.hybrid import Searcher
from folioscope.features.transfers.spool import Spool
from folioscope.features.watches.setting import Wanted
from folioscope.features.watches.target import Looking
from folioscope.features.watches.watching import Watcher, new_threads
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings
from folioscope.wiring.choices import (
    MEGABYTE,
    OFF,
    blobs_of,
    coaching_sessions_of,
    indexes_of,
    model_shelf,
    open_model,
    recognition_of,
    reranker_of,
    wakeups_of,
)
from folioscope.wiring.identities import accounts_of
from folioscope.wiring.job_boards import boards_of
from folioscope.wiring.language_models import language_models_of
from folioscope.wiring.observing import Instruments, silent_instruments

FILES_OF_FULL_SIZE = 100  # that one upload may bring


@dataclass(frozen=True)
class Folioscope:
    """What one process has open."""

    settings: Settings
    database: Database
    instruments: Instruments
    wakeups: Wakeups
    accounts: OpenedAccounts
    tails: Tails
    tools: Tools
    shelf: Shelf
    spool: Spool
    watcher: Watcher
    searcher: Searcher
    llms: LanguageModels
    models: ModelShelf
    base_defaults: BaseDefaults
    syncing: Syncing
    cleaner: Cleaner
    clock: Clock

    @property
    def max_upload(self) -> int:
        """Bytes that one upload may have, all its files together."""
        return FILES_OF_FULL_SIZE * self.shelf.max_bytes

    async def load_model(self) -> None:
        """Load the model of new bases, so that the first who needs it waits less.

        The language models are looked at for the same reason.
        """
        await asyncio.to_thread(self.llms.see_what_lacks)
        with suppress(FolioscopeError):  # whoever asks for it is told why it is missing
            await self.tools.embeddings.get(self.settings.embedding_model)


def assemble(
    settings: Settings, database: Database, instruments: Instruments | None = None
) -> Folioscope:
    """Make what the settings choose; nothing is connected to yet."""
    instruments = instruments or silent_instruments()
    telemetry = instruments.telemetry
    wakeups = wakeups_of(settings)
    indexes = indexes_of(settings, database)
    models = model_shelf(settings)
    embeddings = EmbeddingModels(partial(open_model, settings), models.full_name)
    reader = load("parsers", "sandbox")(Limits(pages=settings.max_pages), recognition_of(settings))
    blobs = blobs_of(settings)
    llms = language_models_of(settings, embeddings, telemetry)
    asks = settings.sections == "auto" and llms.default != EXTRACTIVE
    tools = Tools(
        database=database,
        blobs=blobs,
        unneeded_files=UnneededFiles(database, blobs),
        reader=ObservedReader(reader, telemetry),
        embeddings=embeddings,
        indexes=indexes,
        outliners=llms if asks else None,
    )
    shelf = Shelf(blobs, settings.max_upload_mb * MEGABYTE, settings.allowed_roots, reader.names)
    cleaner = Cleaner(database, tools.unneeded_files, indexes)
    return Folioscope(
        settings=settings,
        database=database,
        instruments=instruments,
        wakeups=wakeups,
        accounts=accounts_of(settings, database, wakeups),
        tails=Tails(database, wakeups, telemetry),
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
            telemetry=telemetry,
        ),
        llms=llms,
        models=models,
        base_defaults=_base_defaults(settings),
        syncing=Syncing(tools, shelf, wakeups, boards_of(settings), _base_defaults(settings)),
        cleaner=cleaner,
        clock=Clock(cleaner, Means(coaching_sessions_of(settings), tools.unneeded_files), wakeups),
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
