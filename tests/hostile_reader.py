"""A reader on which files do their worst: what a file is called says what its parser does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from folioscope.backends.parsers import child
from folioscope.backends.parsers.port import Limits, Page, Parsed, Reading, Recognition
from folioscope.backends.parsers.sandbox import FileReader
from folioscope.backends.parsers.wire import encode

MEGABYTE = 1024 * 1024
WALL_SECONDS = 8.0
Deed = Callable[[Any], Iterator[bytes]]


def open_reader(limits: Limits, recognition: Recognition | None) -> FileReader:
    """A reader with little patience."""
    small = replace(limits, memory_bytes=256 * MEGABYTE, cpu_seconds=1, wall_seconds=WALL_SECONDS)
    reader = FileReader(small, recognition)
    reader._child_limits = replace(reader._child_limits, result_bytes=4 * MEGABYTE)
    return reader


def read(request: dict[str, Any]) -> Iterator[bytes]:
    """Misbehave as the name says, or read as ever."""
    misbehave: Deed = DEEDS.get(PurePosixPath(request["name"]).stem, child.read)
    yield from misbehave(request)


def _hang(_request: object) -> Iterator[bytes]:
    time.sleep(600)
    yield b"never"


def _spin(_request: object) -> Iterator[bytes]:
    while time.monotonic() > 0:
        pass
    yield b"never"


def _hoard(_request: object) -> Iterator[bytes]:
    hoarded: list[bytearray] = []
    while len(hoarded) < 1_000_000:
        hoarded.append(bytearray(16 * MEGABYTE))
    yield b"never"


def _pour(_request: object) -> Iterator[bytes]:
    while True:
        yield b"x" * MEGABYTE


def _die(number: int) -> Callable[[object], Iterator[bytes]]:
    def die(_request: object) -> Iterator[bytes]:
        os.kill(os.getpid(), number)
        yield b"never"

    return die


def _leave(_request: object) -> Iterator[bytes]:
    yield b"half a record"
    os._exit(0)


def _babble(_request: object) -> Iterator[bytes]:
    yield b"d{this is no JSON"


def _fork(_request: object) -> Iterator[bytes]:
    """Answer well, and leave a process behind, whose number is what was read."""
    grandchild = os.fork()
    if grandchild == 0:
        time.sleep(600)
        os._exit(0)
    page = Page(f"The grandchild is process {grandchild} .")
    yield from encode(Reading((Parsed((page,)),)))


def _flee(_request: object) -> Iterator[bytes]:
    """Leave a process behind that nobody finds any more and that goes on answering."""
    fled, fleeing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(fleeing)
        time.sleep(30)
        os._exit(0)
    os.close(fleeing)
    os.read(fled, 1)
    yield from encode(Reading((Parsed((Page("Half of it."),)),)))


DEEDS: Mapping[str, Deed] = {
    "hangs": _hang,
    "spins": _spin,
    "hoards": _hoard,
    "pours": _pour,
    "segfaults": _die(signal.SIGSEGV),
    "aborts": _die(signal.SIGABRT),
    "is killed": _die(signal.SIGKILL),
    "leaves": _leave,
    "babbles": _babble,
    "forks": _fork,
    "flees": _flee,
}
