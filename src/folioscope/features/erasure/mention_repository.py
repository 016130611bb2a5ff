"""The SQL of what mentions something erased besides: any text of any other table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, String, Table, and_, null, select, update

from folioscope.features.erasure.marks import Sought, cleared, struck
from folioscope.platform.database.base import Base
from folioscope.platform.database.engine import Session

LOOKED_AFTER = frozenset(
    {
        # What is of an erased document goes with it; others' documents say what they say.
        "bases", "chunks", "documents", "facts", "files", "findings", "masks", "pages",
        "removals", "resumes",
        # Turn by turn and run by run.
        "kept_answers", "messages", "run_events", "runs",
        # No texts of documents are in them, and they are to stay.
        "audit", "erasures", "users",
        # They keep a file of a watched folder from being taken in again.
        "followed_files", "watches",
    }
)  # fmt: skip
"""The tables that are not gone through text by text, because somebody else does or nobody may."""
BY_OBJECT = frozenset({"evaluations"})
"""Tables in which what stands beside a mention is about the same."""
BY_FILE = frozenset({"evaluations", "idempotency_keys"})
"""Tables that name the files of documents."""
ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A row by its key, and what its texts are without marks."""

    key: tuple[Any, ...]
    left: Mapping[str, Any]


class Mentions:
    """Texts that mention something erased, in every table that no other way is known for.

    A table that is added is gone through without anybody thinking of it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, table: Table, sought: Sought) -> list[Change]:
        """The rows of a table with a mark in any text, and what is left of these without."""
        columns = _texts_of(table)
        keys = [*table.primary_key, table.columns.get("owner_id", null())]
        clean = cleared if table.name in BY_OBJECT else struck
        found = await self._session.execute(select(*keys, *columns))
        changes: list[Change] = []
        while rows := found.fetchmany(ROWS_AT_ONCE):
            for row in rows:
                marks = sought.of(row[len(keys) - 1])
                told = dict(zip(columns, row[len(keys) :], strict=True))
                left = {column: _fitting(clean(told[column], marks), column) for column in told}
                new = {each.name: text for each, text in left.items() if text != told[each]}
                if new:
                    changes.append(Change(tuple(row[: len(keys) - 1]), new))
        return changes

    async def change(self, table: Table, changes: Sequence[Change]) -> None:
        """Have rows be as they are without their marks."""
        for change in changes:
            pairs = zip(table.primary_key, change.key, strict=True)
            which = and_(*(key == value for key, value in pairs))
            await self._session.execute(update(table).where(which).values(**change.left))


def _fitting(value: Any, column: Column[Any]) -> Any:
    """What is left of a text may be longer than it was."""
    length = column.type.length if isinstance(column.type, String) else None
    return value[:length] if isinstance(value, str) and length else value


def tables() -> list[Table]:
    """The tables to go through."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in LOOKED_AFTER and _texts_of(table)
    ]


def _texts_of(table: Table) -> list[Column[Any]]:
    """The columns of text that are no keys."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, String | JSON)
        and not column.primary_key
        and not column.foreign_keys
    ]
