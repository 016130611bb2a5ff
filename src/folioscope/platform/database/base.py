"""What every table is built on: the declarative base, ids, times and column types."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import numpy as np
from pgvector.sqlalchemy import VECTOR
from sqlalchemy import BigInteger, DateTime, Dialect, Float, Integer, LargeBinary, MetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh opaque id. Never a permission: every look-up also asks for the owner."""
    return uuid.uuid4().hex


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. SQLite keeps no time zone, so UTC is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone."""
        if value is not None and value.tzinfo is None:
            msg = "a moment needs its time zone"
            raise ValueError(msg)
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class _VectorText(VECTOR):
    """pgvector's type for vectors that are already written as it reads them."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Leave them as they are."""


class VectorBytes(TypeDecorator[bytes]):
    """An embedding, as the bytes of its 32-bit floats; on PostgreSQL a column of pgvector."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Of any number of dimensions: each base has its own model."""
        is_postgres = dialect.name == "postgresql"
        return dialect.type_descriptor(_VectorText() if is_postgres else LargeBinary())

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | str | None:
        """From bytes to what the database takes."""
        if value is None or dialect.name != "postgresql":
            return value
        numbers = np.frombuffer(value, np.float32).tolist()
        # Nine digits tell all 32-bit floats apart; in one go this takes a fifth of the time.
        return "[" + ",".join(["%.9g"] * len(numbers)) % tuple(numbers) + "]"

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """From what the database gives to bytes."""
        if value is None or isinstance(value, bytes):
            return value
        return np.asarray(value, np.float32).tobytes()


def big_id() -> TypeEngine[int]:
    """Type of a 64-bit key the database counts up (SQLite only counts plain INTEGER)."""
    return BigInteger().with_variant(Integer(), "sqlite")


class DatabaseClock(GenericFunction[float]):
    """Seconds since 1970 by the database's clock, the only one that leases are measured by."""

    type = Float()
    inherit_cache = True


@compiles(DatabaseClock, "sqlite")
def _sqlite_clock(element: DatabaseClock, compiler: SQLCompiler, **options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(DatabaseClock, "postgresql")
def _postgres_clock(element: DatabaseClock, compiler: SQLCompiler, **options: Any) -> str:
    return "(extract(epoch from clock_timestamp())::double precision)"
