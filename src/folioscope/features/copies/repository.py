"""All SQL of safety copies that is about files; of rows, ``platform.database`` knows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from folioscope.features.knowledge.tables import StoredFile


def named_files(connection: Connection) -> set[str]:
    """The digests of all files that rows name, whoever's."""
    return set(connection.scalars(select(StoredFile.digest)))
