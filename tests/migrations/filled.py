"""A database of any released schema with rows in every table, made from the schema itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    inspect,
)
from sqlalchemy.engine import Connection

from folioscope.platform.database.base import now
from folioscope.platform.database.portable_rows import tables_there

ROWS = 3
SAID = {
    ("runs", "status"): "done",
    ("documents", "state"): "ready",
    ("messages", "role"): "assistant",
    ("run_events", "type"): "token",
}
"""Words that partial indexes look for, or that the program compares with."""


def fill(connection: Connection) -> None:
    """Put rows into every table."""
    metadata = MetaData()
    names = tables_there(connection)
    metadata.reflect(connection, only=names)
    ordered = [table for table in metadata.sorted_tables if table.name in names]
    assert {table.name for table in ordered} == set(names)
    for table in ordered:
        rows = [_row(connection, table, number) for number in range(1, ROWS + 1)]
        connection.execute(insert(table), rows)


def _row(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    referring = {
        key["constrained_columns"][0]: key["referred_table"]
        for key in inspect(connection).get_foreign_keys(table.name)
        if len(key["constrained_columns"]) == 1
    }
    row = {}
    for column in table.columns:
        if referring.get(column.name) == table.name and column.nullable:
            continue  # of itself: row by row there is nobody yet
        row[column.name] = _value(table, column, number)
    return row


def _value(table: Table, column: Column[Any], number: int) -> object:
    """The same for a key and for whatever refers to it."""
    if (said := SAID.get((table.name, column.name))) is not None:
        return said
    kind = column.type
    values: tuple[tuple[type[Any], object], ...] = (
        (Boolean, True),
        (Integer, number),
        (Float, number / 3),
        (JSON, {"né": [number, None, "🦀"]}),
        (DateTime, now().replace(microsecond=number)),
        (Date, now().date()),
        (LargeBinary, np.array([number, 1 / 3], np.float32).tobytes()),
        (VECTOR, [float(number), 0.25]),
    )
    for wanted, value in values:
        if isinstance(kind, wanted):
            return value
    text = f"{'é' if not column.primary_key and not column.foreign_keys else 'k'}{number}"
    length = getattr(kind, "length", None)
    return text[:length]
