"""Functions run in child processes with limits on memory, processor, time and output.

``multiprocessing`` is not used. Its fork server imports the asker's main module in each child
(which runs a user's unguarded script again), is kept alive by its own children when the asker is
killed, and unpickles. Ours is ``folioscope.outbound.fork_server``: started on first use, ended
with this process, however this process ends. Bytes go in, bytes come out; nothing is unpickled.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from folioscope.outbound.fork_server import END, JOB
from folioscope.outbound.limited_child import ChildLimits, ChildRequest
from folioscope.outbound.outcome import CUT_SHORT, Ended, Finished, judge

BOOT = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from folioscope.outbound.fork_server import main; main(int(sys.argv[1]))"
)
INHERITED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

DRAIN_SECONDS = 1.0
END_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _RunningServer:
    process: subprocess.Popen[bytes]
    control: socket.socket
    owner_pid: int

    def serves(self) -> bool:
        return self.owner_pid == os.getpid() and self.process.poll() is None

    def end(self) -> None:
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _ServerKeeper:
    """Keeps one fork server running for this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _RunningServer | None = None

    def control(self) -> socket.socket:
        """Answer the control socket of a server that runs."""
        with self._lock:
            if self._running is None or not self._running.serves():
                self._drop()
                self._running = _start_server()
            return self._running.control

    def give_up(self, control: socket.socket) -> None:
        """Let go of the server behind this socket, which no longer answers."""
        with self._lock:
            if self._running is not None and self._running.control is control:
                self._drop()

    def close(self) -> None:
        """End the server and every child of it."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        running.control.close()
        if running.owner_pid == os.getpid():
            running.end()


def _start_server() -> _RunningServer:
    control, far = socket.socketpair()
    control.settimeout(0)
    paths = [str(Path(entry).absolute()) for entry in sys.path]
    # One malloc arena: each would reserve 64 MB of the address space that a child is allowed.
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment["MALLOC_ARENA_MAX"] = "1"
    with far:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", BOOT, str(far.fileno()), *paths],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
            pass_fds=(far.fileno(),),
            start_new_session=True,
        )
    return _RunningServer(process, control, os.getpid())


_KEEPER = _ServerKeeper()
atexit.register(_KEEPER.close)


async def run_limited(
    target: str, argument: object, limits: ChildLimits | None = None
) -> Finished | Ended:
    """Run ``module:function`` in a child process; it takes one JSON value and yields bytes.

    The function is named, not passed, so that its module need not be loaded here. Cancelling the
    caller kills the child.
    """
    request = ChildRequest(target, argument, limits or ChildLimits())
    lease, far_lease = socket.socketpair()
    channel, far_channel = socket.socketpair()
    with lease, channel:
        lease.settimeout(0)
        channel.settimeout(0)
        with far_lease, far_channel:
            await _hand_over(request, far_lease, far_channel)
        await _ask(channel, request.to_bytes())
        answering = asyncio.create_task(_receive(channel, request.limits.result_bytes))
        ending = asyncio.create_task(_receive(lease, END.size))
        try:
            return await _await_outcome(answering, ending, request.limits)
        finally:
            answering.cancel()
            ending.cancel()
            await asyncio.wait((answering, ending))


async def _hand_over(request: ChildRequest, *descriptors: socket.socket) -> None:
    target = request.target.encode()
    if len(target) > JOB.size - 8:
        raise ValueError(f"the name of the function is too long: {request.target}")
    message = JOB.pack(request.limits.wall_seconds, target)
    numbers = [descriptor.fileno() for descriptor in descriptors]
    # Once more on a new server if the old one is gone; who fails twice finds the lease closed.
    for _ in range(2):
        control = await asyncio.to_thread(_KEEPER.control)
        if await _send(control, message, numbers):
            return
        await asyncio.to_thread(_KEEPER.give_up, control)


async def _send(control: socket.socket, message: bytes, numbers: list[int]) -> bool:
    while True:
        try:
            return socket.send_fds(control, [message], numbers) == len(message)
        except BlockingIOError:
            await asyncio.sleep(0.005)
        except OSError:
            return False


async def _ask(channel: socket.socket, request: bytes) -> None:
    # A child that is already dead says so on the lease.
    with contextlib.suppress(ConnectionError):
        await asyncio.get_running_loop().sock_sendall(channel, request)
        channel.shutdown(socket.SHUT_WR)


async def _receive(near: socket.socket, most: int) -> bytes:
    loop = asyncio.get_running_loop()
    received = bytearray()
    with contextlib.suppress(ConnectionError):
        while len(received) <= most and (piece := await loop.sock_recv(near, 1 << 18)):
            received += piece
    return bytes(received)


async def _await_outcome(
    answering: asyncio.Task[bytes], ending: asyncio.Task[bytes], limits: ChildLimits
) -> Finished | Ended:
    await asyncio.wait((answering, ending), return_when=asyncio.FIRST_COMPLETED)
    # Something that fled the child's group may hold the channel open after the child's end.
    if ending.done():
        await asyncio.wait((answering,), timeout=DRAIN_SECONDS)
    answer = answering.result() if answering.done() else b""
    if len(answer) > limits.result_bytes:
        return Ended("too_much_output", f"more than {limits.result_bytes} bytes")
    outcome = judge(answer, await ending, limits)
    if outcome is CUT_SHORT and not answering.done():
        return Ended("crashed", "it left something running that holds on to its channel")
    return outcome
