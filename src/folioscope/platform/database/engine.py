"""The database of one process: short read and write transactions on SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, Connection, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as Session

from folioscope.backends.deliveries.port import Deliveries, Delivery
from folioscope.errors import Invalid
from folioscope.failpoints import failpoint
from folioscope.platform.database.failures import (
    WAIT_SECONDS,
    translated,
    unreachable,
)
from folioscope.platform.database.places import Places
from folioscope.platform.database.whole_operations import WholeOperations, whole

__all__ = [
    "Database",
    "DatabaseUrlInvalid",
    "Session",
    "after_commit",
    "deliver_at_commit",
    "driver_address",
    "driver_connection",
    "has_deliveries",
    "parse_url",
    "quota_of",
    "without_secrets",
]

READERS = 8
CONNECTIONS = 16  # to PostgreSQL; kept open, since opening one costs a process of the server
STALLED_SECONDS = 6  # less than a lease: what it holds is free when another may take over


class DatabaseUrlInvalid(Invalid):
    """The database address is not one this program can use."""

    code = "database_url_invalid"


def parse_url(text: str) -> URL:
    """Read a database address and choose its driver."""
    try:
        url = make_url(re.sub(r"^postgres(?=[:+])", "postgresql", text))
    except ArgumentError as error:
        msg = "FOLIOSCOPE_DATABASE_URL is not a database address such as postgresql://host/name."
        raise DatabaseUrlInvalid(msg) from error
    engine = url.get_backend_name()
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    if engine not in drivers:
        msg = f"The database “{engine}” is not supported; use sqlite or postgresql."
        raise DatabaseUrlInvalid(msg)
    return url.set(drivername=drivers[engine])


def without_secrets(url: URL) -> str:
    """Where a database is, for people: its file, or host, port and name."""
    if url.get_backend_name() == "sqlite":
        return str(url.database or ":memory:")
    hosts = url.host or url.query.get("host", "")
    host = hosts if isinstance(hosts, str) else ",".join(hosts)
    host = host or os.environ.get("PGHOST") or "this machine's socket"
    where = f"{host}:{url.port}" if url.port else host
    return f"{where}/{url.database}" if url.database else where


def driver_address(url: URL) -> str:
    """The address as PostgreSQL's own library reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """Opens transactions.

    On SQLite one connection writes, behind ``BEGIN IMMEDIATE``, and owns the checkpoints; the
    others only read. On PostgreSQL both kinds come from one pool, and ``deliveries`` are enqueued
    in the transaction that asks for them. ``quotas`` are what one owner may store, by name.
    """

    def __init__(
        self,
        url: URL,
        deliveries: Deliveries | None = None,
        quotas: Mapping[str, int] | None = None,
    ) -> None:
        self._deliveries = deliveries
        self._quotas = quotas or {}
        self.place = without_secrets(url)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        try:
            if self.is_sqlite:
                self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", size=1)
                self._reader = _sqlite_engine(url, begin="BEGIN", size=READERS)
            else:
                self._writer = self._reader = _postgres_engine(url)
            self._writing = Places(1 if self.is_sqlite else CONNECTIONS)
            self._reading = Places(READERS) if self.is_sqlite else self._writing
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            msg = "PostgreSQL needs the extra “postgres”: pip install 'folioscope[postgres]'."
            raise DatabaseUrlInvalid(msg) from error

    @property
    def pools(self) -> Mapping[str, Places]:
        """The places of each pool of connections, by what it is for."""
        if self._reading is self._writing:
            return {"all": self._writing}
        return {"reading": self._reading, "writing": self._writing}

    async def product(self) -> str:
        """Which database this is, and its version."""
        async with self.read() as session:
            dialect = (await session.connection()).dialect
        return " ".join((dialect.name, ".".join(map(str, dialect.server_version_info or ()))))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """A short transaction that only reads."""
        with translated():
            async with self._reading.one(), self._session(self._reader) as session:
                yield session
                await whole(session.commit())

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """A short transaction, committed at the end; then its ``after_commit`` calls are made."""
        with translated():
            async with self._writing.one(), self._session(self._writer) as session:
                session.info["quotas"] = self._quotas
                if self._deliveries is not None:
                    session.info["deliveries"] = []
                yield session
                await self._deliver(session)
                failpoint("database.committing")
                await whole(_commit(session))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that reads one moment throughout, for as long as it takes.

        Others write on meanwhile; SQLite cannot fold its log into the file until it ends.
        """
        with translated():
            async with self._reading.one(), self._reader.connect() as connection:
                if not self.is_sqlite:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                    for patience in ("idle_in_transaction_session_timeout", "statement_timeout"):
                        await connection.execute(text(f"SET LOCAL {patience} = 0"))
                yield connection

    async def copy_file(self, target: Path) -> None:
        """Write a whole SQLite database into a new file, while others use it.

        What was deleted is not in the copy. ``DiskFull``.
        """
        with translated():
            async with self._reading.one(), self._reader.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None, "a connection has its driver's"
                await _vacuum_into(driver, target)

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[Session]:
        async with Session(engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                await whole(session.connection())
            yield session

    async def _deliver(self, session: Session) -> None:
        asked: list[Delivery] = session.info.get("deliveries", [])
        if self._deliveries is not None and asked:
            await session.flush()
            await self._deliveries.enqueue(await driver_connection(session), asked)

    async def check(self) -> None:
        """See that it can be reached; ``DatabaseUnreachable`` says where and why not."""
        try:
            async with self._reader.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except OperationalError as error:
            raise unreachable(self.place, error) from error

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """The writing connection before any transaction, for statements that bear none around them.

        On SQLite nobody else writes meanwhile.
        """
        with translated():
            async with self._writing.one(), self._writer.connect() as connection:
                yield connection

    async def run_on_connection(self, work: Callable[[Connection], None]) -> None:
        """Do synchronous work, such as migrating, on the writing connection."""
        with translated():
            async with self._writer.begin() as connection:
                await connection.run_sync(work)

    async def aclose(self) -> None:
        """Close every connection after its use; SQLite's last one folds its log into the file."""
        await self._reading.close()
        await self._writing.close()
        await self._reader.dispose()
        await self._writer.dispose()


async def _vacuum_into(driver: Any, target: Path) -> None:
    try:
        await driver.execute("PRAGMA query_only = OFF")  # of which the new file is no exception
        try:
            await driver.execute("VACUUM INTO ?", (str(target),))
        finally:
            await driver.execute("PRAGMA query_only = ON")
    except sqlite3.OperationalError as error:
        raise OperationalError("VACUUM INTO", None, error) from error


async def _commit(session: Session) -> None:
    await session.commit()
    for call in session.info.get("after_commit", ()):
        call()


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Have ``call`` made once the transaction is committed, and not otherwise."""
    session.info.setdefault("after_commit", []).append(call)


def deliver_at_commit(session: Session, delivery: Delivery) -> None:
    """Have a run brought to a worker, if the transaction is committed and anything brings runs."""
    if has_deliveries(session):
        session.info["deliveries"].append(delivery)


def has_deliveries(session: Session) -> bool:
    """Whether runs are brought to workers; otherwise whoever executes them looks for them."""
    return "deliveries" in session.info


def quota_of(session: Session, name: str) -> int:
    """How many of something one owner may store; 0 is without limit."""
    quotas: Mapping[str, int] = session.info.get("quotas", {})
    return quotas.get(name, 0)


async def driver_connection(session: Session) -> Any:
    """The driver's own connection, in the midst of the session's transaction."""
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


def _postgres_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,  # they are what people wrote
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # A process that was stopped, or lost, in mid-transaction would hold its rows for ever.
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{STALLED_SECONDS}s'")
        cursor.close()
        connection.commit()

    return engine


def _sqlite_engine(url: URL, *, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
        connect_args={"async_creator_fn": WholeOperations},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: it would begin them DEFERRED.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _pragmas(writes=begin != "BEGIN"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "handle_error")
    def _keep(context: ExceptionContext) -> None:
        # Whoever is cancelled leaves a connection that is rolled back, as good as any.
        if isinstance(context.original_exception, asyncio.CancelledError):
            context.is_disconnect = False

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _pragmas(*, writes: bool) -> tuple[str, ...]:
    shared = ("busy_timeout = 30000", "foreign_keys = ON", "mmap_size = 0")
    if writes:
        return ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", *shared)
    # Checkpoints stay with the writer: SQLite before 3.51.3 may lose pages when two do them.
    return ("wal_autocheckpoint = 0", *shared, "query_only = ON")
