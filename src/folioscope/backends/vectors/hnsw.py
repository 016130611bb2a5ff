"""HNSW indexes in PostgreSQL: one for each edition of a large base, made when it is first needed.

An index of its own knows no chunks of other bases, which a search would have to pass over, and
goes as a whole with its edition. Until it is there, searches compare every vector.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic

from psycopg import AsyncConnection, Error
from psycopg.rows import scalar_row
from psycopg.sql import SQL, Identifier, Literal

from folioscope.backends.vectors.port import Scope

MOST_DIMENSIONS = 4_000
ADVISORY_LOCK = 20_261_122
REST_SECONDS = 30.0
PREFIX = "ix_chunks_vector_"

IS_THERE = """
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid
"""
# Broken off, or of an edition that is gone.
USELESS = """
SELECT made.relname FROM pg_index JOIN pg_class made ON made.oid = indexrelid
LEFT JOIN bases ON made.relname = %(prefix)s || bases.id || '_' || bases.edition
WHERE indrelid = to_regclass('chunks') AND starts_with(made.relname, %(prefix)s)
  AND (bases.id IS NULL OR NOT indisvalid)
"""
TRY_LOCK = "SELECT pg_try_advisory_lock(%s)"
DROP = SQL("DROP INDEX CONCURRENTLY IF EXISTS {name}")
MAKE = SQL("""
CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON chunks
USING hnsw ((vector::halfvec({dimensions})) halfvec_ip_ops)
WHERE base_id = {base_id} AND edition = {edition} AND revision > 0
""")
# A graph that fits into memory is made in a third of the time. Parallel workers would need shared
# memory, of which containers have little.
UNHURRIED = """
SELECT set_config('maintenance_work_mem', '512MB', false),
  set_config('max_parallel_maintenance_workers', '0', false),
  set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)
"""

log = logging.getLogger(__name__)
Work = Callable[[AsyncConnection], Awaitable[None]]


class HnswIndexes:
    """Knows which indexes are there; makes one at a time, on a connection of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._there: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._resting_until = 0.0

    async def has(self, connection: AsyncConnection, scope: Scope, dimensions: int) -> bool:
        """Whether the edition has its index; if not, it is made some time soon."""
        name = name_of(scope)
        if name not in self._there:
            async with connection.cursor(row_factory=scalar_row) as cursor:
                if await (await cursor.execute(IS_THERE, [name])).fetchone():
                    self._there.add(name)
                elif monotonic() >= self._resting_until:
                    self._begin(partial(_make, scope, dimensions))
        return name in self._there

    def tidy(self) -> None:
        """Drop what nobody needs any more."""
        self._begin(_drop_useless)

    async def aclose(self) -> None:
        """Stop what is being made."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _begin(self, work: Work) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._alone(work))

    async def _alone(self, work: Work) -> None:
        """Do it, unless another process is at it."""
        try:
            # CREATE INDEX CONCURRENTLY is no part of a transaction.
            async with await AsyncConnection.connect(self._address, autocommit=True) as connection:
                # Whoever waited for the lock would be waited for by its holder, for ever.
                locked = await connection.execute(TRY_LOCK, [ADVISORY_LOCK])
                if await locked.fetchone() == (True,):
                    await connection.execute(UNHURRIED)
                    await work(connection)
                    return
        except Error as error:
            log.warning("indexes of vectors wait: %s", error)
        self._resting_until = monotonic() + REST_SECONDS


def name_of(scope: Scope) -> str:
    """What the index of an edition is called."""
    return f"{PREFIX}{scope.base_id}_{scope.edition}"


async def _make(scope: Scope, dimensions: int, connection: AsyncConnection) -> None:
    await _drop_useless(connection)
    await connection.execute(
        MAKE.format(
            name=Identifier(name_of(scope)),
            dimensions=Literal(dimensions),
            base_id=Literal(scope.base_id),
            edition=Literal(scope.edition),
        )
    )
    log.info("%s has an index of its vectors", scope.base_id)


async def _drop_useless(connection: AsyncConnection) -> None:
    async with connection.cursor(row_factory=scalar_row) as cursor:
        names = await (await cursor.execute(USELESS, {"prefix": PREFIX})).fetchall()
    for name in names:
        await connection.execute(DROP.format(name=Identifier(name)))
