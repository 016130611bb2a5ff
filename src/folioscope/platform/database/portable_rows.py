"""Rows of any table as values of JSON, the same for both engines.

Tables are taken as they stand in the database, which may be of an older program. Whose rows they
are is not asked: only who looks after the whole database comes here.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    JSON,
    Column,
    MetaData,
    Table,
    Text,
    cast,
    inspect,
    literal,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeEngine

from folioscope.platform.database.base import Base, VectorBytes

BATCH = 500


def tables_there(connection: Connection) -> list[str]:
    """The tables of the program that this database has, but for those the files are kept in.

    Whoever asks has imported all features, as ``migrations.schema`` does.
    """
    return sorted(Base.metadata.tables.keys() & set(inspect(connection).get_table_names()))


def is_empty(connection: Connection) -> bool:
    """Whether no table of the program holds a row."""
    tables = (table_as_it_is(connection, name) for name in tables_there(connection))
    return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def faults_of(connection: Connection) -> list[str]:
    """What SQLite finds wrong with its file and its references; PostgreSQL sees to both itself."""
    if connection.dialect.name != "sqlite":
        return []
    told = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    torn = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"The database file is damaged: {one}." for one in told if one != "ok"] + [
        f"A row of “{row[0]}” refers to one of “{row[2]}” that is not there." for row in torn[:20]
    ]


def columns_of(connection: Connection, name: str) -> list[str]:
    """The names of the columns, in the order in which rows are read."""
    return [column.name for column in table_as_it_is(connection, name).columns]


def read_rows(connection: Connection, name: str) -> Iterator[list[object]]:
    """The rows of a table by their key, few at a time in memory."""
    table = table_as_it_is(connection, name)
    found = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    keys = [table.columns[key] for key in found]
    places = [list(table.columns).index(key) for key in keys]
    chosen = (
        select(*(_readable(column, connection.dialect.name) for column in table.columns))
        .order_by(*keys)
        .limit(BATCH)
    )
    page = chosen
    while rows := connection.execute(page).all():
        for row in rows:
            yield [_portable(value) for value in row]
        last = [rows[-1][place] for place in places]
        page = chosen.where(tuple_(*keys) > tuple_(*map(literal, last, (key.type for key in keys))))


def table_as_it_is(connection: Connection, name: str) -> Table:
    """A table with the columns it has in this database, and no more than that."""
    described = inspect(connection).get_columns(name)
    return Table(
        name, MetaData(), *(Column(each["name"], _kind(each["type"])) for each in described)
    )


def _kind(found: TypeEngine[Any]) -> TypeEngine[Any]:
    return VectorBytes() if isinstance(found, VECTOR) else found


def _readable(column: Column[Any], engine: str) -> Any:
    """JSON as the text that it is stored as: what is null in it is not what is missing."""
    if not isinstance(column.type, JSON):
        return column
    return cast(column, Text()) if engine == "postgresql" else type_coerce(column, Text())


def _portable(value: object) -> object:
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
