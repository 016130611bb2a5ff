"""Functions that the tests of limited children run inside them."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def echo(argument: object) -> Iterator[bytes]:
    yield json.dumps(argument).encode()


def count(argument: int) -> Iterator[bytes]:
    for number in range(argument):
        yield str(number).encode()


def spin(_argument: object) -> Iterator[bytes]:
    while time.monotonic() > 0:
        pass
    yield b"never"


def sleep(_argument: object) -> Iterator[bytes]:
    time.sleep(600)
    yield b"never"


def hoard(_argument: object) -> Iterator[bytes]:
    hoarded: list[bytearray] = []
    while len(hoarded) < 1_000_000:
        hoarded.append(bytearray(16 * 1024 * 1024))
    yield b"never"


def crash(_argument: object) -> Iterator[bytes]:
    ctypes.string_at(0)
    yield b"never"


def leave(argument: int) -> Iterator[bytes]:
    yield b"begun"
    os._exit(argument)


def fail(argument: str) -> Iterator[bytes]:
    yield b"begun"
    raise LookupError(argument)


def pour(_argument: object) -> Iterator[bytes]:
    while True:
        yield b"x" * 1024 * 1024


def write_file(argument: str) -> Iterator[bytes]:
    with open(argument, "w") as stream:  # noqa: PTH123
        stream.write("something")
    yield b"written"


def describe(_argument: object) -> Iterator[bytes]:
    """Say what the child is like."""
    sys.stdout.write("this must go nowhere")
    limits = {
        name: resource.getrlimit(getattr(resource, name))[1]
        for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE")
    }
    facts = {
        "pid": os.getpid(),
        "group": os.getpgid(0),
        "limits": limits,
        "open": sorted(int(entry.name) for entry in Path("/proc/self/fd").iterdir()),
        "environment": sorted(os.environ),
        "interrupt_ignored": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "main": getattr(sys.modules["__main__"], "__file__", None),
    }
    yield json.dumps(facts).encode()


def announce_and_sleep(argument: str) -> Iterator[bytes]:
    """Tell a pipe the child's pid and that of a grandchild; then never end."""
    grandchild = os.fork()
    if grandchild == 0:
        time.sleep(600)
        os._exit(0)
    _tell(argument, os.getpid(), grandchild, os.getppid())
    time.sleep(600)
    yield b"never"


def leave_a_stray(argument: str) -> Iterator[bytes]:
    """End, and leave behind a process that has fled the group and keeps the channel open."""
    fled, fleeing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        _tell(argument, os.getpid())
        os.close(fleeing)
        time.sleep(600)
        os._exit(0)
    os.close(fleeing)
    os.read(fled, 1)
    yield b"half an answer"


def _tell(pipe: str, *pids: int) -> None:
    with open(pipe, "wb", buffering=0) as teller:  # noqa: PTH123
        teller.write(json.dumps(pids).encode() + b"\n")


def reach(argument: tuple[str, str, int]) -> Iterator[bytes]:
    """Try to connect, in this process and in one that it starts; say what came of it."""
    family, host, port = argument
    yield _attempt(family, host, port)
    answers, answer = os.pipe()
    if os.fork() == 0:
        os.write(answer, _attempt(family, host, port))
        os._exit(0)
    yield os.read(answers, 100)


def _attempt(family: str, host: str, port: int) -> bytes:
    try:
        with socket.socket(getattr(socket, family)) as sender:
            sender.connect((host, port) if port else host)
    except OSError as error:
        return str(error.strerror).encode()
    return b"connected"


def abort(_argument: object) -> Iterator[bytes]:
    os.kill(os.getpid(), signal.SIGABRT)
    yield b"never"
