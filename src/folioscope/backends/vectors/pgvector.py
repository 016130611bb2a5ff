"""pgvector: vectors compared in PostgreSQL, one by one or, in a large base, by an HNSW index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection, DataError, InterfaceError, OperationalError
from psycopg.sql import SQL, Composed, Literal

from folioscope.backends.vectors.hnsw import MOST_DIMENSIONS, HnswIndexes
from folioscope.backends.vectors.port import (
    DimensionsDiffer,
    Ids,
    KeptIn,
    Ranking,
    Scope,
    VectorsUnavailable,
    check,
    merged,
)

EXACT_NUMBERS = 8_000_000
"""So many are compared without an index: 20,000 vectors of 384 numbers take 12 ms."""
CANDIDATES = "400"

EXACT = SQL("""
SELECT chunk.id, -(chunk.vector <#> %(vector)s::vector)
FROM unnest(%(bases)s::text[], %(editions)s::int[], %(revisions)s::int[])
  AS scope(base_id, edition, revision)
JOIN {chunks} ON chunk.base_id = scope.base_id AND chunk.edition = scope.edition
  AND chunk.revision BETWEEN 1 AND scope.revision
ORDER BY chunk.vector <#> %(vector)s::vector, chunk.id LIMIT %(k)s
""")
ALL = EXACT.format(chunks=SQL("chunks chunk"))
# The offset keeps the two conditions apart: found by their ids, not among all of the base.
NARROWED = EXACT.format(
    chunks=SQL("(SELECT * FROM chunks WHERE id = ANY(%(allowed)s::bigint[]) OFFSET 0) chunk")
)
# An index that holds only some rows is used where the condition for them stands word for word.
BY_INDEX = SQL("""
SELECT id, -(vector <#> %(vector)s::vector) FROM chunks
WHERE base_id = {base_id} AND edition = {edition} AND revision > 0 AND revision <= %(revision)s
  AND (%(allowed)s::bigint[] IS NULL OR id = ANY(%(allowed)s::bigint[]))
ORDER BY vector::halfvec({dimensions}) <#> %(vector)s::halfvec({dimensions}) LIMIT %(k)s
""")
# What the filters hide must not end the search: it goes on until it has as many as asked for. And
# a table that changed much since it was last analysed must not make a sort look cheap.
SEARCH = """
SELECT set_config('hnsw.ef_search', %s, true),
  set_config('hnsw.iterative_scan', 'strict_order', true), set_config('enable_sort', 'off', true)
"""
SORT_AGAIN = "SELECT set_config('enable_sort', 'on', true)"


@dataclass(frozen=True, slots=True)
class _Query:
    """A vector as PostgreSQL reads it, and how many are wanted."""

    vector: str
    dimensions: int
    k: int


class PgvectorSearch:
    """Searches in the caller's transaction; ``address`` is for making indexes outside of it."""

    kept_in: ClassVar[KeptIn] = "database"

    def __init__(self, address: str, exact_numbers: int = EXACT_NUMBERS) -> None:
        self._indexes = HnswIndexes(address)
        self._exact_numbers = exact_numbers

    async def nearest(
        self,
        connection: AsyncConnection,
        scopes: Sequence[Scope],
        vector: NDArray[np.float32],
        k: int,
    ) -> Ranking:
        """The nearest by inner product. Where an index gives too few, all are compared."""
        check(vector, len(vector))
        query = _Query(f"[{_listed(vector, '%.9g')}]", len(vector), k)
        with _translated(len(vector)):
            indexed = [await self._by_index(connection, scope, query) for scope in scopes]
            rest = [scope for scope, found in zip(scopes, indexed, strict=True) if found is None]
            exact = [
                await _exactly(connection, some, query)
                for some in (
                    [scope for scope in rest if scope.allowed is None],
                    [scope for scope in rest if scope.allowed is not None],
                )
            ]
        return merged([*exact, *(found for found in indexed if found is not None)], k)

    async def _by_index(
        self, connection: AsyncConnection, scope: Scope, query: _Query
    ) -> Ranking | None:
        """What an index finds, where there is one and it finds enough."""
        if not await self._is_indexed(connection, scope, query):
            return None
        found = await _by_index(connection, scope, query)
        return found if len(found.ids) >= query.k else None

    async def _is_indexed(self, connection: AsyncConnection, scope: Scope, query: _Query) -> bool:
        count = scope.size if scope.allowed is None else len(scope.allowed)
        if count * query.dimensions <= self._exact_numbers or query.dimensions > MOST_DIMENSIONS:
            return False
        return await self._indexes.has(connection, scope, query.dimensions)

    def forget(self) -> None:
        """Drop the indexes of editions that are gone."""
        self._indexes.tidy()

    async def aclose(self) -> None:
        """Leave an index that is being made; it is begun anew by whoever needs it next."""
        await self._indexes.aclose()


async def _exactly(connection: AsyncConnection, scopes: Sequence[Scope], query: _Query) -> Ranking:
    given = [scope.allowed for scope in scopes if scope.allowed is not None]
    if not scopes or (given and not any(map(len, given))):
        return merged((), query.k)
    values: dict[str, object] = {
        "bases": [scope.base_id for scope in scopes],
        "editions": [scope.edition for scope in scopes],
        "revisions": [scope.revision for scope in scopes],
        "allowed": _among(np.concatenate(given)) if given else None,
    }
    return await _found(connection, NARROWED if given else ALL, query, values)


async def _by_index(connection: AsyncConnection, scope: Scope, query: _Query) -> Ranking:
    statement = BY_INDEX.format(
        base_id=Literal(scope.base_id),
        edition=Literal(scope.edition),
        dimensions=Literal(query.dimensions),
    )
    allowed = None if scope.allowed is None else _among(scope.allowed)
    values = {"revision": scope.revision, "allowed": allowed}
    # In a pipeline these would be one trip, and a search that is cancelled would leave a
    # connection that cannot be used again.
    await connection.execute(SEARCH, [CANDIDATES])
    found = await _found(connection, statement, query, values)
    await connection.execute(SORT_AGAIN)
    return found


async def _found(
    connection: AsyncConnection, statement: Composed, query: _Query, values: Mapping[str, object]
) -> Ranking:
    given = {"vector": query.vector, "k": query.k, **values}
    # Planned for these very values: a plan for any would not know how few or many they are.
    rows = await (await connection.execute(statement, given, prepare=False)).fetchall()
    return Ranking(
        np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.float32)
    )


def _among(ids: Ids) -> str:
    return "{" + _listed(ids, "%d") + "}"


def _listed(numbers: NDArray[np.int64] | NDArray[np.float32], form: str) -> str:
    # Several times as fast as joining the numbers one by one.
    return ",".join([form] * len(numbers)) % tuple(numbers.tolist())


@contextmanager
def _translated(dimensions: int) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        msg = "The database cannot compare vectors right now."
        raise VectorsUnavailable(msg) from error
    except DataError as error:  # the vectors of a base all have as many numbers as its model gives
        msg = f"The query is a vector of {dimensions} numbers, and those of the base are of others."
        raise DimensionsDiffer(msg) from error
