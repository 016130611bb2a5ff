"""Which way vectors are compared, going by where the chosen backend keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folioscope.backends.vectors.port import Place
from folioscope.errors import Invalid
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.changes import LoadChanges
from folioscope.platform.indexes.dense import Dense, DenseInDatabase, DenseInMemory
from folioscope.platform.indexes.dense_collections import CurrentEditions, DenseInCollections


class VectorsNotThere(Invalid):
    """A backend of vectors that the database, or the lack of a server, rules out."""

    code = "vectors_not_there"


@dataclass(frozen=True)
class Rows:
    """Where the rows are, and how indexes learn of them; ``address`` is None with SQLite."""

    database: Database
    address: str | None
    load: LoadChanges
    editions: CurrentEditions


def open_dense(backend: Any, rows: Rows, place: Place) -> Dense:
    """The backend, as the registry has it, in its way of being used.

    Collections in a folder are for one process, so they are not for PostgreSQL.
    """
    if backend.kept_in == "memory":
        return DenseInMemory(backend)
    if backend.kept_in == "database":
        if rows.address is None:
            msg = "SQLite does not compare vectors: set FOLIOSCOPE_VECTORS to faiss or chroma."
            raise VectorsNotThere(msg)
        return DenseInDatabase(rows.database, backend(rows.address))
    if rows.address is not None and place.url is None:
        msg = (
            "With PostgreSQL there may be several processes, and a folder of vectors is for one: "
            "set FOLIOSCOPE_CHROMA_URL to a server."
        )
        raise VectorsNotThere(msg)
    return DenseInCollections(backend(place), rows.load, rows.editions)
