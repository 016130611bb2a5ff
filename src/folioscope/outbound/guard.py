"""The guard between this program and a command: whatever happens, nothing of the command stays.

It is run as a script of its own, without packages. It starts the command in a process group,
holds a lease, and ends the command (SIGTERM, then SIGKILL) when the lease is closed: because the
asker wants it, or because the asker is dead. When the command ends, so does all that it started;
where the kernel can make the guard the parent of orphans (Linux), also what fled the group.
The command's exit code is the last thing written on the lease.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import socket
import struct
import sys
import time
from pathlib import Path

EXIT_CODE = struct.Struct("!i")
GRACE_SECONDS = 0.4
SWEEP_SECONDS = 0.4
NOT_STARTED = 127
PR_SET_CHILD_SUBREAPER = 36


class Guarded:
    """One command, and the socket that tells of its end."""

    def __init__(self, arguments: list[str]) -> None:
        self._wake, self._woken = socket.socketpair()
        self._woken.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        self._group = os.posix_spawn(
            arguments[0],
            arguments,
            os.environ,
            setpgroup=0,
            setsigdef=(signal.SIGPIPE, signal.SIGXFSZ),
        )
        self._exit_code: int | None = None

    def wait(self, lease: socket.socket | None, seconds: float | None) -> int | None:
        """The exit code, or None when the lease is closed or the time is over before the end."""
        deadline = None if seconds is None else time.monotonic() + seconds
        watched = [self._wake] if lease is None else [self._wake, lease]
        while not self._ended():
            patience = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select(watched, [], [], patience)
            if self._wake in ready:
                self._wake.recv(4096)
            elif not self._ended():
                return None
        return self._exit_code

    def signal(self, number: int) -> None:
        """Send a signal to the command and to all in its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._group, number)

    def _ended(self) -> bool:
        if self._exit_code is None:
            pid, status = os.waitpid(self._group, os.WNOHANG)
            if pid:
                self._exit_code = os.waitstatus_to_exitcode(status)
        return self._exit_code is not None


def run(lease: socket.socket, arguments: list[str]) -> int:
    """Run the command to its end, or to that of the lease."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        command = Guarded(arguments)
    except OSError:
        return NOT_STARTED
    exit_code = command.wait(lease, None)
    if exit_code is None:
        command.signal(signal.SIGTERM)
        exit_code = command.wait(None, GRACE_SECONDS)
    command.signal(signal.SIGKILL)
    if exit_code is None:
        exit_code = command.wait(None, GRACE_SECONDS)
    _sweep()
    return -signal.SIGKILL if exit_code is None else exit_code


def _sweep() -> None:
    """Kill what the command has left behind and the kernel has handed to us."""
    deadline = time.monotonic() + SWEEP_SECONDS
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with contextlib.suppress(OSError, ChildProcessError):
        while time.monotonic() < deadline:
            for pid in children.read_text().split():
                os.kill(int(pid), signal.SIGKILL)
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)


def main() -> None:
    """Run as a script: the number of the lease, then the command."""
    inherited = int(sys.argv[1])
    with socket.socket(fileno=os.dup(inherited)) as lease:  # the copy goes to nobody
        os.close(inherited)
        exit_code = run(lease, sys.argv[2:])
        with contextlib.suppress(OSError):
            lease.sendall(EXIT_CODE.pack(exit_code))
    os._exit(0)


if __name__ == "__main__":
    main()
