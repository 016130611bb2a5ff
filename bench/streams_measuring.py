"""What every row of the load table is made with: sizes, cells, clients, held runs."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from streams_deployments import Deployment
from streams_processes import BENCH


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    streams: int = 100
    tokens: int = 500
    post_rate: int = 50
    post_seconds: int = 12
    idle_clients: int = 1000
    idle_seconds: float = 8.0
    held: int = 10
    patience: float = 30.0
    cancels: int = 50
    before: float = 8.0
    after: float = 10.0


QUICK = Sizes(
    streams=20,
    tokens=100,
    post_rate=20,
    post_seconds=3,
    idle_clients=200,
    idle_seconds=2.0,
    held=4,
    patience=15.0,
    cancels=10,
    before=4.0,
    after=5.0,
)


@dataclass(frozen=True)
class Cell:
    """What was measured, and whether the target is met, where there is one."""

    text: str
    met: bool | None = None

    def __str__(self) -> str:
        return self.text if self.met is not False else f"{self.text} **missed**"


Cells = Mapping[str, Cell]
Row = Callable[[Deployment, Sizes], Cells]


class BrokenDown(Exception):
    """Clients that ended without an answer."""


class Load:
    """A process of clients that does one job."""

    def __init__(self, deployment: Deployment, job: str, **arguments: Any) -> None:
        command = [sys.executable, str(BENCH / "streams_load.py")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        wanted = {"job": job, "api": deployment.api, "port": deployment.port, **arguments}
        self.tell(json.dumps(wanted))

    def tell(self, line: str) -> None:
        """Send it a line."""
        assert self._process.stdin is not None
        print(line, file=self._process.stdin, flush=True)

    def line(self) -> str:
        """The next line it says."""
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if not said:
            msg = "the clients broke down"
            raise BrokenDown(msg)
        return said

    def answer(self) -> dict[str, Any]:
        """What it has seen; it is over then."""
        said: dict[str, Any] = json.loads(self.line())
        self._process.communicate()
        return said


def held(deployment: Deployment, count: int, **pace: float) -> list[tuple[str, str]]:
    """Threads and runs that the model has been asked for."""
    deployment.model.script(**pace)
    runs: list[tuple[str, str]] = Load(deployment, "hold", count=count).answer()["runs"]
    deadline = time.monotonic() + 20
    while len(deployment.model.log()) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return runs


def settled(deployment: Deployment, sizes: Sizes) -> None:
    """Wait until no answer is being written."""
    deadline = time.monotonic() + sizes.patience
    while time.monotonic() < deadline:
        log = deployment.model.log()
        if all(answer["ended"] or answer["left"] for answer in log):
            return
        time.sleep(0.1)


def stored_rows(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            return database.execute(query).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()
