"""Commands: a whole text on standard input, standard output as it comes, and nothing left behind.

A command gets its arguments as a list that no shell reads, an environment that holds what its
caller names and nothing else, and a file as standard input, so that it may read slowly, late or
never. It is started by a guard (``folioscope.outbound.guard``), which ends it and all that it
started when its user is done, is cancelled or dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from folioscope.outbound import guard

PIECE_BYTES = 64 * 1024
COMPLAINT_BYTES = 16 * 1024
DRAIN_SECONDS = 1.0
END_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Command:
    """What to run; the first argument is the path of the program."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    text: bytes


class Running:
    """A command that runs."""

    def __init__(self, output: int, complaints: int, lease: socket.socket) -> None:
        self._output = output
        self._complaints = bytearray()
        self._ending = asyncio.create_task(self._await_end(lease))
        self._drained = asyncio.create_task(self._drain())
        self._collecting = asyncio.create_task(self._collect(complaints))
        self.exit_code: int | None = None

    async def read(self) -> bytes:
        """The next piece of standard output; none at the end."""
        return await self._read(self._output)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return not self._ending.done()

    @property
    def complaints(self) -> str:
        """The beginning of what came on standard error. It may hold secrets."""
        return self._complaints.decode(errors="replace")

    async def ended(self, seconds: float = END_SECONDS) -> int | None:
        """Wait for the end; the exit code, or None where the command has not ended by itself."""
        await asyncio.wait((self._ending,), timeout=seconds)
        await asyncio.wait((self._collecting,), timeout=0 if self.exit_code is None else seconds)
        return self.exit_code

    def stop_reading(self) -> None:
        """Forget the outputs."""
        for task in (self._ending, self._drained, self._collecting):
            task.cancel()

    async def _read(self, descriptor: int) -> bytes:
        loop = asyncio.get_running_loop()
        while True:
            with contextlib.suppress(BlockingIOError):
                return os.read(descriptor, PIECE_BYTES)
            ready = asyncio.Event()
            waiting = asyncio.create_task(ready.wait())
            loop.add_reader(descriptor, ready.set)
            try:
                watched = (waiting, self._drained)
                await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            finally:
                loop.remove_reader(descriptor)
                waiting.cancel()
            if not ready.is_set():
                return b""

    async def _await_end(self, lease: socket.socket) -> None:
        with contextlib.suppress(OSError):
            told = await asyncio.get_running_loop().sock_recv(lease, guard.EXIT_CODE.size)
            if len(told) == guard.EXIT_CODE.size:
                (self.exit_code,) = guard.EXIT_CODE.unpack(told)

    async def _drain(self) -> None:
        """Something that got away may hold the pipes open for ever."""
        await self._ending
        await asyncio.sleep(DRAIN_SECONDS)

    async def _collect(self, complaints: int) -> None:
        while piece := await self._read(complaints):
            self._complaints += piece[: COMPLAINT_BYTES - len(self._complaints)]


@asynccontextmanager
async def running(command: Command) -> AsyncGenerator[Running, None]:
    """Run a command for as long as the block lasts; afterwards nothing of it is left."""
    lease, far_lease = socket.socketpair()
    lease.settimeout(0)
    with lease, _pipe() as output, _pipe() as complaints:
        with far_lease:
            process = _start(command, far_lease, output, complaints)
        running = Running(output.near, complaints.near, lease)
        try:
            yield running
        finally:
            running.stop_reading()
            with contextlib.suppress(OSError):
                # Not closed yet: the loop still watches it, under a number that others would get.
                lease.shutdown(socket.SHUT_RDWR)
            # A caller that is cancelled twice leaves the burial to its thread.
            await asyncio.shield(asyncio.to_thread(_bury, process))


@dataclass(slots=True)
class _Pipe:
    """Two ends: what is read here, and what the command writes to."""

    near: int
    far: int


@contextmanager
def _pipe() -> Iterator[_Pipe]:
    near, far = os.pipe()
    os.set_blocking(near, False)
    try:
        yield _Pipe(near, far)
    finally:
        os.close(near)


def _start(
    command: Command, lease: socket.socket, output: _Pipe, complaints: _Pipe
) -> subprocess.Popen[bytes]:
    own = [sys.executable, "-I", "-S", guard.__file__, str(lease.fileno())]
    try:
        with TemporaryFile() as text:
            text.write(command.text)
            text.seek(0)
            return subprocess.Popen(
                [*own, *command.arguments],
                stdin=text,
                stdout=output.far,
                stderr=complaints.far,
                cwd=command.folder,
                env=dict(command.environment),
                pass_fds=(lease.fileno(),),
                start_new_session=True,
            )
    finally:
        os.close(output.far)
        os.close(complaints.far)


def _bury(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
