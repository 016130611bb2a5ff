"""What happens inside a limited child process: confinement, then one function, then the end.

A child reads its request from its channel, gives up what it could misuse, runs the function named
and writes each record the function yields back as a frame: one byte of kind, four of length. The
last frame says that the function came to its end.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import pkgutil
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import IO, Any

FRAME = struct.Struct("!cI")
RECORD = b"r"
EXCEPTION = b"x"
END = b"e"
OUT_OF_MEMORY_EXIT = 81
PR_SET_PDEATHSIG = 1

_C_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one child may use before it is ended."""

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    result_bytes: int = 256 * 1024 * 1024
    open_files: int = 64


@dataclass(frozen=True, slots=True)
class ChildRequest:
    """What a child is to do: the function ``module:name``, called with one JSON value."""

    target: str
    argument: object
    limits: ChildLimits

    def to_bytes(self) -> bytes:
        """Write the request for the channel."""
        return json.dumps(asdict(self)).encode()


def read_request(channel: socket.socket) -> ChildRequest:
    """Read the request that the asker ends by closing its side for writing."""
    with channel.makefile("rb") as stream:
        fields: dict[str, Any] = json.load(stream)
    limits = ChildLimits(**fields["limits"])
    return ChildRequest(fields["target"], fields["argument"], limits)


def detach(channel: socket.socket, server_pid: int) -> socket.socket:
    """Leave the fork server behind: own session, no inherited descriptors, tied to its life."""
    os.setsid()
    if _C_LIBRARY is not None:
        _C_LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server_pid:
        os._exit(1)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    kept = os.dup(channel.fileno())
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.dup2(kept, 3, inheritable=False)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=3)


def confine(limits: ChildLimits) -> None:
    """Take the limits on; from here on they cannot be raised again."""
    wanted = {
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
        # At the soft limit comes SIGXCPU, which tells the reason; SIGKILL only at the hard one.
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 1),
        resource.RLIMIT_NOFILE: (limits.open_files, limits.open_files),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, amounts in wanted.items():
        # macOS refuses RLIMIT_AS; the other limits and the wall clock still hold there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, amounts)


def run(channel: socket.socket, server_pid: int) -> None:
    """Do the whole life of a child; does not return."""
    exit_code = 1
    try:
        channel = detach(channel, server_pid)
        request = read_request(channel)
        confine(request.limits)
        with channel.makefile("wb") as answers:
            exit_code = _answer(request, answers)
    finally:
        os._exit(exit_code)


def _answer(request: ChildRequest, answers: IO[bytes]) -> int:
    try:
        function: Callable[[object], Iterable[bytes]] = pkgutil.resolve_name(request.target)
        for record in function(request.argument):
            answers.write(FRAME.pack(RECORD, len(record)))
            answers.write(record)
        answers.write(FRAME.pack(END, 0))
    except MemoryError:
        return OUT_OF_MEMORY_EXIT
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:2000].encode(errors="replace")
        answers.write(FRAME.pack(EXCEPTION, len(reason)) + reason)
        return 1
    return 0
