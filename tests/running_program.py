"""The program as real processes: a server that can be killed, and commands."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from folioscope.backends.registry import BACKENDS
from folioscope.doors.cli import main
from folioscope.doors.lock import find_holder
from folioscope.platform.database.engine import Database, parse_url
from tests.opened_program import PATIENCE, Program
from tests.scripted_program import EMBEDDINGS

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "tests.scripted_program")
START_SECONDS = 60.0  # on a machine that does much else


@dataclass(frozen=True)
class Finished:
    """What a command came to."""

    code: int
    out: str
    told: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Place:
    """A data folder with its settings, in which processes are started."""

    folder: Path
    settings: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """What a process of this place is started with."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return {
            **kept,
            "FOLIOSCOPE_DATA_DIR": str(self.folder),
            "FOLIOSCOPE_PORT": "0",
            "PYTHONFAULTHANDLER": "1",
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start a command and do not wait for it."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            env=self.environment(),
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path) -> Finished:
        """Run a command to its end."""
        return finished(self.start(*arguments))

    def run_here(self, *arguments: str | Path) -> Finished:
        """Run a command to its end in this process, which is quicker."""
        out, told = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(told):
            for name, value in self.environment().items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["folioscope", *map(str, arguments)])
            patch.setitem(BACKENDS, "embeddings", EMBEDDINGS)
            patch.chdir(self.folder.parent)
            with pytest.raises(SystemExit) as ended:
                main()
        return Finished(int(ended.value.code or 0), out.getvalue(), told.getvalue())

    @property
    def database_address(self) -> str:
        address = self.settings.get("FOLIOSCOPE_DATABASE_URL")
        return address or f"sqlite:///{self.folder / 'folioscope.db'}"


def finished(process: subprocess.Popen[str]) -> Finished:
    """Wait for a process that must end by itself."""
    try:
        out, told = process.communicate(timeout=180)
    finally:
        process.kill()
    return Finished(process.returncode, out, told)


@contextmanager
def working(place: Place) -> Iterator[subprocess.Popen[str]]:
    """A worker that is ready; it is killed in the end if it still runs.

    One that does not become ready is aborted, and so tells what it is doing.
    """
    process = place.start("worker")
    too_late = threading.Timer(START_SECONDS, process.send_signal, (signal.SIGABRT,))
    try:
        assert process.stdout is not None
        too_late.start()
        told = process.stdout.readline()
        too_late.cancel()
        assert "executes runs" in told, process.communicate()
        yield process
    finally:
        too_late.cancel()
        process.kill()
        process.communicate()


@contextmanager
def serving(place: Place, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A server that has announced itself; it is killed in the end if it still runs."""
    process = place.start("serve", *arguments)
    try:
        deadline = time.monotonic() + START_SECONDS
        while find_holder(place.folder) is None:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "the server does not come up"
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.communicate()


def kill(process: subprocess.Popen[str]) -> None:
    """End a process as a power cut would."""
    process.send_signal(signal.SIGKILL)
    process.wait()


@asynccontextmanager
async def talking_to(place: Place) -> AsyncIterator[Program]:
    """A client of the server that runs in this place."""
    holder = await asyncio.to_thread(find_holder, place.folder)
    assert holder is not None
    async with httpx2.AsyncClient(
        base_url=holder.url,
        headers={"Authorization": f"Bearer {holder.token}"},
        timeout=PATIENCE,
        trust_env=False,
    ) as client:
        database = Database(parse_url(place.database_address))
        try:
            yield Program(client, database, place.folder)
        finally:
            await database.aclose()
