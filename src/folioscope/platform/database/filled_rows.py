"""Putting rows of JSON into the tables of either engine, where there are none yet."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    LargeBinary,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    type_coerce,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError, StatementError
from sqlalchemy.types import TypeEngine

from folioscope.errors import Invalid
from folioscope.platform.database.base import VectorBytes
from folioscope.platform.database.portable_rows import table_as_it_is, tables_there

FOREIGN_KEYS = text("""
SELECT quote_ident(class.relname), quote_ident(conname) FROM pg_constraint
JOIN pg_class class ON class.oid = conrelid
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
  AND class.relname = ANY (:names)
""")


class RowsRefused(Invalid):
    """Rows that the database does not take: of no column, of another kind, or torn apart."""

    code = "rows_refused"


class Filling:
    """Puts rows into empty tables, in any order: what refers to what is checked at the end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._there = frozenset(tables_there(connection))

    def add(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Put rows into a table; ``RowsRefused``."""
        if name not in self._there:
            msg = f"This database has no table “{name}”."
            raise RowsRefused(msg)
        table = table_as_it_is(self._connection, name)
        if set(columns) - set(table.columns.keys()) or len(set(columns)) < len(columns):
            msg = f"The columns are not those of the table “{name}”."
            raise RowsRefused(msg)
        kinds = [table.columns[column].type for column in columns]
        try:
            values = [
                {f"v_{at}": _read(value, kind) for at, (value, kind) in enumerate(pairs)}
                for pairs in (list(zip(row, kinds, strict=True)) for row in rows)
            ]
            self._connection.execute(self._insertion(table, columns), values)
        except (ValueError, TypeError, StatementError) as error:
            msg = f"The table “{name}” does not take these rows: {_cause(error)}."
            raise RowsRefused(msg) from error

    def _insertion(self, table: Table, columns: Sequence[str]) -> Any:
        is_postgres = self._connection.dialect.name == "postgresql"
        places: dict[str, Any] = {}
        for at, column in enumerate(columns):
            kind = table.columns[column].type
            if isinstance(kind, JSON):
                place = bindparam(f"v_{at}", type_=Text())
                places[column] = cast(place, kind) if is_postgres else type_coerce(place, Text())
            else:
                places[column] = bindparam(f"v_{at}", type_=kind)
        return insert(table).values(places)


@contextmanager
def filling(connection: Connection) -> Iterator[Filling]:
    """Rows put in within the transaction of the caller; ``RowsRefused`` at its end, too."""
    postpone = _postponed_in_postgres if connection.dialect.name == "postgresql" else _postponed
    with postpone(connection):
        yield Filling(connection)


@contextmanager
def _postponed(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise _torn(broken[0][0])


@contextmanager
def _postponed_in_postgres(connection: Connection) -> Iterator[None]:
    names = tables_there(connection)
    keys = connection.execute(FOREIGN_KEYS, {"names": names}).all()
    for table, key in keys:
        change = f"ALTER TABLE {table} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED"
        connection.exec_driver_sql(change)
    yield
    try:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        told = getattr(error.orig, "diag", None)
        raise _torn(getattr(told, "table_name", None) or "?") from error
    for table, key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {key} NOT DEFERRABLE")
    _count_on(connection, names)


def _count_on(connection: Connection, names: Collection[str]) -> None:
    """Have keys that the database counts up go on behind those that were put in."""
    for name in names:
        for column in table_as_it_is(connection, name).columns:
            found = func.pg_get_serial_sequence(name, column.name)
            if (sequence := connection.scalar(select(found))) is not None:
                last = connection.scalar(select(func.max(column)))
                if last:  # the user of this machine is number 0, where no counting begins
                    connection.execute(select(func.setval(sequence, last)))


def _torn(table: str) -> RowsRefused:
    return RowsRefused(f"Rows of the table “{table}” refer to others that are not there.")


def _cause(error: Exception) -> str:
    origin = getattr(error, "orig", None) or error
    return (
        str(origin).partition("\n")[0]
        if isinstance(error, IntegrityError | DataError)
        else "a value does not fit"
    )


def _read(value: Any, kind: TypeEngine[Any]) -> object:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary | VectorBytes):
        return base64.b64decode(value, validate=True)
    if isinstance(value, list | dict):
        msg = "a value is no list"
        raise TypeError(msg)
    return value
