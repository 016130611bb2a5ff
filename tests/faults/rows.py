"""What the database holds, read from outside and without the program's own code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool


def open_rows(url: str) -> Engine:
    """Look at a database; of SQLite nothing is checkpointed from here."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    engine = create_engine(address, poolclass=NullPool, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _only_look(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA wal_autocheckpoint = 0")

    return engine


class Rows:
    """Reads rows off the loop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_rows(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    async def all(self, statement: str, **values: object) -> Sequence[Row[Any]]:
        """The rows of a statement."""
        return await asyncio.to_thread(self.now, statement, **values)

    async def one(self, statement: str, **values: object) -> Any:
        """The first column of the only row."""
        return (await self.all(statement, **values))[0][0]

    async def change(self, statement: str, **values: object) -> None:
        """Change something behind the program's back."""
        await asyncio.to_thread(self._change, statement, values)

    def now(self, statement: str, **values: object) -> Sequence[Row[Any]]:
        """The rows of a statement, at once."""
        with self.engine.connect() as connection:
            return connection.execute(text(statement), values).all()

    def _change(self, statement: str, values: dict[str, object]) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    def connect(self) -> Connection:
        """A connection to hold something with."""
        return self.engine.connect()


def parsed(value: Any) -> Any:
    """A JSON column, which one engine gives as text and the other as what it means."""
    return json.loads(value) if isinstance(value, str) else value
