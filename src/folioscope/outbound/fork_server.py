"""The fork server: a small process without threads that starts, times and buries children.

It is a plain Python process that never imports its asker's main module, and where the kernel is
known it can reach no network. Each job arrives on the
control socket with two descriptors: the child's channel, and a lease. The server holds the lease
as long as the child lives, and writes its end on it; when the asker closes the lease (or dies, or
is killed), the child is killed. When the control socket closes, everything ends.

The module of a job's function is imported here once, so that each child is a fork which has it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass

from folioscope.outbound import limited_child
from folioscope.outbound.no_network import renounce_network

JOB = struct.Struct("!d248s")
END = struct.Struct("!?iqd")
RUSAGE_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(slots=True)
class Job:
    """A child that has not been buried yet."""

    pid: int
    lease: socket.socket
    deadline: float
    timed_out: bool = False

    def kill(self) -> None:
        """Kill a child that has not been waited for, and all that it started."""
        self.deadline = float("inf")
        # The child leads its own group only a moment after the fork.
        os.kill(self.pid, signal.SIGKILL)
        self.kill_group()

    def kill_group(self) -> None:
        """Kill what the child started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


class ForkServer:
    """Holds the children of one asker."""

    def __init__(self, control: socket.socket, wake: socket.socket) -> None:
        self._control = control
        self._wake = wake
        self._jobs: dict[int, Job] = {}
        self._imported: set[str] = set()
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(wake, selectors.EVENT_READ)

    def serve(self) -> None:
        """Serve until the asker is gone."""
        while self._serve_once():
            self._expire()
            self._bury()
        for job in self._jobs.values():
            job.kill()

    def _serve_once(self) -> bool:
        for key, _ in self._selector.select(self._patience()):
            if key.fileobj is self._wake:
                self._wake.recv(4096)
            elif key.fileobj is self._control:
                if not self._accept():
                    return False
            else:
                self._selector.unregister(key.fileobj)
                self._jobs[key.data].kill()
        return True

    def _patience(self) -> float | None:
        nearest = min((job.deadline for job in self._jobs.values()), default=float("inf"))
        return None if nearest == float("inf") else max(0.0, nearest - time.monotonic())

    def _accept(self) -> bool:
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, JOB.size, 2)
        except ConnectionError:
            return False
        if len(message) < JOB.size or len(descriptors) < 2:
            return False
        wall_seconds, target = JOB.unpack(message)
        self._import(target.rstrip(b"\0").decode())
        lease, channel = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        with channel:
            self._start(lease, channel, wall_seconds)
        return True

    def _import(self, target: str) -> None:
        module = target.partition(":")[0]
        if module in self._imported:
            return
        self._imported.add(module)
        # A module that cannot be imported fails again in the child, which says why.
        with contextlib.suppress(Exception):
            importlib.import_module(module)
        gc.freeze()

    def _start(self, lease: socket.socket, channel: socket.socket, wall_seconds: float) -> None:
        server_pid = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            lease.close()
            return
        if pid == 0:
            limited_child.run(channel, server_pid)
        self._jobs[pid] = Job(pid, lease, time.monotonic() + wall_seconds)
        self._selector.register(lease, selectors.EVENT_READ, data=pid)

    def _expire(self) -> None:
        now = time.monotonic()
        for job in self._jobs.values():
            if job.deadline <= now:
                job.timed_out = True
                job.kill()

    def _bury(self) -> None:
        for job in list(self._jobs.values()):
            pid, status, usage = os.wait4(job.pid, os.WNOHANG)
            if pid == 0:
                continue
            job.kill_group()
            del self._jobs[job.pid]
            cpu_seconds = usage.ru_utime + usage.ru_stime
            exit_code = os.waitstatus_to_exitcode(status)
            peak = usage.ru_maxrss * RUSAGE_UNIT
            with contextlib.suppress(KeyError):
                self._selector.unregister(job.lease)
            with job.lease, contextlib.suppress(OSError):
                job.lease.sendall(END.pack(job.timed_out, exit_code, peak, cpu_seconds))


def main(control_descriptor: int) -> None:
    """Run as a process of its own, on an inherited control socket."""
    os.chdir("/")
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interrupt, signal.SIG_IGN)
    wake, woken = socket.socketpair()
    wake.settimeout(0)
    renounce_network()  # here and once, since each child inherits it
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    signal.set_wakeup_fd(wake.fileno())
    with socket.socket(fileno=control_descriptor) as control, wake, woken:
        ForkServer(control, woken).serve()
