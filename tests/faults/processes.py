"""Servers and workers as processes: started, killed, held, and looked at from outside."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from folioscope.doors.lock import find_holder
from tests.running_program import COMMAND, ROOT, Place

SOURCE = Path(os.environ.get("FAULTS_SOURCE", ROOT / "src"))
"""The program under test; the sensitivity check names a copy with a planted fault."""
START_SECONDS = 60.0
STOP_SECONDS = 30.0


@dataclass
class Server:
    """A process of the program in a place. ``may_end`` once its end is what the case wants."""

    place: Place
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes]
    log: Path
    may_end: bool = False

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def port(self) -> int:
        return int(self.place.settings["FOLIOSCOPE_PORT"])

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def told(self) -> str:
        """What it has written."""
        return self.log.read_text(errors="replace")

    async def ready(self) -> None:
        """Wait until it answers, or until a worker says that it works."""
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            assert self.is_running, f"it does not start:\n{self.told()}"
            assert time.monotonic() < deadline, f"it does not come up:\n{self.told()}"
            await asyncio.sleep(0.02)

    def _is_ready(self) -> bool:
        if self.arguments[0] == "worker":
            return "executes runs" in self.told()
        holder = find_holder(self.place.folder)
        return holder is not None and holder.pid == self.pid

    async def ended(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its end, which the case wants, and tell its exit code."""
        self.may_end = True
        deadline = time.monotonic() + seconds
        while self.is_running:
            assert time.monotonic() < deadline, f"it does not end:\n{self.told()}"
            await asyncio.sleep(0.02)
        return self.process.returncode

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.may_end = True
        self.process.kill()
        await self.ended()

    async def stop(self) -> int:
        """Ask it to stop, and tell its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    def hold(self) -> None:
        """Let it do nothing until ``let_go``."""
        self.process.send_signal(signal.SIGSTOP)

    def let_go(self) -> None:
        self.process.send_signal(signal.SIGCONT)


def start(place: Place, *arguments: str, log: Path | None = None) -> Server:
    """Start a process and do not wait for it."""
    log = log or place.folder.parent / f"{place.folder.name}.log"
    with log.open("w") as writing:
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            env={**place.environment(), "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"},
            cwd=place.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
        )
    return Server(place, arguments, process, log)


def free_port() -> int:
    """A port that nothing gets by chance while a server is away."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@dataclass(frozen=True)
class Held:
    """What a process holds of the machine."""

    descriptors: Counter[str]
    children: int


def held_by(pid: int) -> Held:
    """What a process holds right now."""
    kinds: Counter[str] = Counter()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            kinds[_kind(str(entry.readlink()))] += 1
        except FileNotFoundError:
            continue  # closed meanwhile
    return Held(kinds, len(descendants({pid})) - 1)


def parents() -> dict[int, int]:
    """Every process with the one that started it."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        found[int(entry.name)] = int(fields[1])
    return found


def descendants(pids: set[int]) -> set[int]:
    """Processes, and all that they and their children started and that has not ended."""
    found = set(pids)
    known = parents()
    while more := {pid for pid, parent in known.items() if parent in found} - found:
        found |= more
    return found


def _kind(target: str) -> str:
    name = target.partition(":")[0]
    return name if name in {"socket", "pipe", "anon_inode"} else "file"


def processes_of(folder: Path) -> list[int]:
    """Every process that was started for a place, and what these started."""
    wanted = f"FOLIOSCOPE_DATA_DIR={folder}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # it ended meanwhile
    return found
