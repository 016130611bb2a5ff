"""Uploads and rebuilds whose attempts a test claims, executes and ends itself."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import text

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.embeddings.port import Vectors
from folioscope.errors import FolioscopeError
from folioscope.features.knowledge import ingest, rebuild, service
from folioscope.features.knowledge.incoming import put_all
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tools import Tools
from folioscope.platform.database.engine import Database, Session, parse_url
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.attempt import Attempt, Conclude, RunContext, principal_of
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.events import NewEvent
from folioscope.platform.runs.execution import failing
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.writer import EventWriter, close_run
from folioscope.settings.values import Settings
from folioscope.wiring.kinds import kinds_of
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope
from tests.scripted_embeddings import HashingEmbeddings

PATIENCE = 30.0
EXECUTE = {ingest.KIND: ingest.ingest, rebuild.KIND: rebuild.rebuild}
ROWS = (
    "SELECT id, edition, revision FROM bases ORDER BY id",
    "SELECT id, path, state, edition, staged FROM documents ORDER BY id",
    "SELECT document_id, edition, ordinal FROM pages ORDER BY 1, 2, 3",
    "SELECT document_id, edition, ordinal, revision, id FROM chunks ORDER BY 1, 2, 3, 5",
)


class GatedEmbeddings(HashingEmbeddings):
    """Stands still in the first batch after ``shut``, until ``release``."""

    def __init__(self) -> None:
        super().__init__(64, "all-MiniLM-L6-v2")
        self._waits = False
        self._came = threading.Event()
        self._released = threading.Event()

    def shut(self) -> None:
        self._waits = True

    async def came(self) -> None:
        """Somebody stands at the gate."""
        assert await asyncio.to_thread(self._came.wait, PATIENCE)

    def release(self) -> None:
        self._released.set()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self._waits:
            self._waits = False
            self._came.set()
            assert self._released.wait(PATIENCE)
        return super().embed_passages(texts)


class Silence:
    """Where events go that nobody reads."""

    async def add(self, attempt: Attempt, event: NewEvent) -> None:
        """Take an event."""


@dataclass
class Work:
    """A process that executes nothing by itself."""

    folioscope: Folioscope
    tools: Tools
    model: GatedEmbeddings

    @property
    def database(self) -> Database:
        return self.folioscope.database

    async def make_base(self, name: str) -> None:
        async with self.database.write() as session:
            await service.create_base(session, LOCAL, name, self.folioscope.base_defaults)

    async def upload(self, kb: str, files: Mapping[str, bytes]) -> str:
        """Queue a run that takes files in; its id."""
        named = [(name, partial(io.BytesIO, content)) for name, content in files.items()]
        async with put_all(self.folioscope.shelf, named) as brought, self.caller() as caller:
            base = await Bases(caller.session, LOCAL).get(kb)
            run, _ = await service.add_files(caller, base, brought.files)
        assert run is not None
        return run.id

    async def rebuild(self, kb: str) -> str:
        """Queue a run that builds a base anew; its id."""
        async with self.caller() as caller:
            base = await Bases(caller.session, LOCAL).get(kb)
            return (await service.start_rebuild(caller, base, None, None)).id

    @asynccontextmanager
    async def caller(self) -> AsyncIterator[Caller]:
        async with self.database.write() as session:
            yield Caller(session, LOCAL, self.folioscope.wakeups)

    async def claim(self) -> Attempt:
        """Take up the run that is queued, or held by an attempt, whose lease is then over."""
        async with asyncio.timeout(PATIENCE):
            while (attempt := await self.try_to_claim()) is None:
                await asyncio.sleep(0.01)
        return attempt

    async def try_to_claim(self) -> Attempt | None:
        async with self.database.write() as session:
            await Claims(session).expire_leases()
            run = await Claims(session).claim(dict.fromkeys(EXECUTE))
        if run is None:
            return None
        owner = (run.owner_id, principal_of(run))
        attempt = Attempt(run.id, run.kind, run.attempt, *owner, run.thread_id, run.input)
        attempt.next_seq = run.next_seq
        return attempt

    async def execute(self, attempt: Attempt, database: Database | None = None) -> Conclude:
        """Do what an attempt does before it ends its run."""
        tools = replace(self.tools, database=database or self.database)
        return await EXECUTE[attempt.kind](RunContext(attempt, Silence()), tools=tools)

    async def finish(self, attempt: Attempt) -> Any:
        """Do all of an attempt."""
        conclude = await self.execute(attempt)
        writer = EventWriter(self.database, self.folioscope.wakeups)
        await writer.finish(attempt, RunStatus.DONE, lambda session, _run: conclude(session))

    async def give_up(self, attempt: Attempt) -> None:
        """End the run, as happens when its last attempt is gone."""
        ending = failing(kinds_of(self.folioscope)[attempt.kind].abandon, FolioscopeError("gone"))
        async with self.database.write() as session:
            await close_run(session, attempt.run_id, RunStatus.FAILED, ending)

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        async with self.database.read() as session:
            return [tuple(row) for row in await session.execute(text(statement))]

    async def stored(self) -> list[list[tuple[Any, ...]]]:
        """All that runs write of bases."""
        return [await self.rows(statement) for statement in ROWS]


@asynccontextmanager
async def open_work(settings: Settings) -> AsyncIterator[Work]:
    """Open a process that executes nothing by itself."""
    model = GatedEmbeddings()
    async with open_folioscope(settings, executes="never") as folioscope:
        embeddings = EmbeddingModels(lambda _name: model)
        yield Work(folioscope, replace(folioscope.tools, embeddings=embeddings), model)


class OvertakenDatabase(Database):
    """A database in which another attempt takes over before the write transaction ``at``."""

    def __init__(self, work: Work, at: int) -> None:
        super().__init__(parse_url(work.folioscope.settings.database_address))
        self._work = work
        self._at = at
        self.writes = 0
        self.before: list[list[tuple[Any, ...]]] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        self.writes += 1
        if self.writes == self._at:
            await self._work.claim()
            self.before = await self._work.stored()
        async with super().write() as session:
            yield session
