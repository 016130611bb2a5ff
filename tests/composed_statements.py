"""SQL that is composed once for the suite: a program does so once, a suite has a program a test."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_AT_MOST = 4_000


def share_composed_statements() -> None:
    """Have all engines to come keep what they compose in one place.

    What is kept is found by its dialect too, of which each engine has its own; those of a kind are
    set up the same way here, and count as the same therefore.
    """
    composed: LRUCache[Any, Any] = LRUCache(_AT_MOST)
    Engine._compiled_cache = property(lambda _: composed, lambda *_: None)  # type: ignore[assignment]
    for kind in (SQLiteDialect_aiosqlite, PGDialectAsync_psycopg):
        kind.__hash__ = _hash_of_kind  # type: ignore[method-assign,assignment]
        kind.__eq__ = _is_of_kind  # type: ignore[method-assign,assignment]


def _hash_of_kind(dialect: DefaultDialect) -> int:
    return hash(type(dialect))


def _is_of_kind(dialect: DefaultDialect, other: object) -> bool:
    return type(dialect) is type(other)
