"""Serving the HTTP door: on an address for everybody, or on a private socket for one command."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import uvicorn

from folioscope.doors.connections import BoundedConnection
from folioscope.doors.http import build_app
from folioscope.doors.lock import Holder, folder_lock
from folioscope.doors.precedence import serving_comes_first
from folioscope.doors.signals import on_stop_signals
from folioscope.doors.worker import require_postgres
from folioscope.errors import Conflict, Invalid
from folioscope.features.accounts.ranks import FIRST_OWNER
from folioscope.platform.api.sockets import MAX_MESSAGE, PING_SECONDS, OpenSockets
from folioscope.platform.runs.engine import Executes
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

GRACE_SECONDS = 10
TICK_SECONDS = 0.1  # as uvicorn has it
SETTLING_ROUNDS = 10  # of the event loop
STALLED_MILLISECONDS = 45_000  # the system's own cut, after the one of streams


class HostNotLoopback(Invalid):
    """An address that others can reach, while there are no accounts."""

    code = "host_not_loopback"


class PortUnavailable(Conflict):
    """The port is taken, or not for this user."""

    code = "port_unavailable"


class _Server(uvicorn.Server):
    """uvicorn that leaves it to its caller what a signal means, and tells sockets of its end.

    It ends as soon as it is told to and nobody is connected: a command waits for no clock.
    """

    def __init__(self, config: uvicorn.Config, sockets: OpenSockets) -> None:
        super().__init__(config)
        self._sockets = sockets
        self._told_to_end = asyncio.Event()

    def end(self) -> None:
        """Have it end at once."""
        self.should_exit = True
        self._told_to_end.set()

    async def main_loop(self) -> None:
        """Look at the clock now and then, until it is to end."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._told_to_end.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close WebSockets as going away, then everything."""
        await self._sockets.aclose()
        await self._settle()
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        else:
            for listening in self.servers:
                listening.close()

    async def _settle(self) -> None:
        """Let go of connections whose other end has closed just now."""
        for _ in range(SETTLING_ROUNDS):
            await asyncio.sleep(0)
            if not (self.server_state.connections or self.server_state.tasks):
                return


def _server(folioscope: Folioscope, token: str, uds: str | None = None) -> _Server:
    app = build_app(folioscope, token)
    config = uvicorn.Config(
        app,
        http=BoundedConnection,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        uds=uds,
        ws_max_size=MAX_MESSAGE,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # messages are small, and each socket would keep a window
    )
    return _Server(config, app.state.open_sockets)


async def serve(
    settings: Settings,
    on_ready: Callable[[Folioscope, str], Awaitable[None]],
    executes: Executes = "always",
) -> None:
    """Serve until SIGINT or SIGTERM; then streams end and runs are given back.

    ``on_ready`` is told the address once requests are answered. If it never
    ``executes``, runs are left to workers.
    """
    if executes == "never":
        require_postgres(settings)
    serving_comes_first()
    token = secrets.token_urlsafe(32)
    with folder_lock(settings.data_dir) as lock, _listening(settings) as listener:
        async with open_folioscope(settings, executes=executes, watches=True) as folioscope:
            server = _server(folioscope, token)
            _stop_on_signals(server, folioscope)
            url = _url(settings.host, listener)
            serving = asyncio.create_task(server.serve([listener]))
            await _started(server, serving)
            lock.announce(Holder(os.getpid(), url, token))
            await on_ready(folioscope, url)
            # Loaded while the first requests are answered, so that none of them waits long.
            loading = asyncio.create_task(folioscope.load_model())
            await serving
            loading.cancel()


def _stop_on_signals(server: _Server, folioscope: Folioscope) -> None:
    def stop() -> None:
        server.force_exit = server.should_exit
        server.end()
        closing.append(asyncio.ensure_future(folioscope.tails.aclose()))

    closing: list[asyncio.Future[None]] = []
    on_stop_signals(stop)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket, bound before anything is opened, so that a taken port is told at once."""
    address = _address(settings)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            # Connections inherit it. Otherwise one whose client takes nothing stays for ever.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MILLISECONDS)
        try:
            listener.bind((str(address), settings.port))
        except OSError as error:
            msg = (
                f"Nothing can listen on {settings.host}, port {settings.port}: {error.strerror}. "
                "Choose another with FOLIOSCOPE_PORT or --port."
            )
            raise PortUnavailable(msg) from error
        yield listener


def _address(settings: Settings) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Where to listen: with accounts anywhere, without them where only this machine connects."""
    host = settings.host
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        msg = f"“{host}” is no address to listen on: take a number such as 0.0.0.0 or 127.0.0.1."
        raise HostNotLoopback(msg) from error
    if settings.auth == "off" and not address.is_loopback:
        msg = (
            f"Without accounts only this machine may connect, so “{host}” cannot be listened on. "
            f"Set FOLIOSCOPE_AUTH=password and make the first account: {FIRST_OWNER}"
        )
        raise HostNotLoopback(msg)
    return address


def _url(host: str, listener: socket.socket) -> str:
    """Where this machine reaches the server; one that listens everywhere is here as well."""
    port = listener.getsockname()[1]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


async def _started(server: _Server, serving: asyncio.Task[None]) -> None:
    while not server.started:
        if serving.done():
            serving.result()
        await asyncio.sleep(0.005)


@asynccontextmanager
async def private_server(settings: Settings) -> AsyncIterator[tuple[Path, str]]:
    """Hold the data folder and serve it on a socket that only this user can reach.

    Yields the path of the socket and the token. This is how a command works where no server runs:
    the same door, for as long as the command takes.
    """
    token = secrets.token_urlsafe(32)
    with folder_lock(settings.data_dir), tempfile.TemporaryDirectory(prefix="folioscope-") as place:
        path = Path(place) / "http"
        async with open_folioscope(settings, executes="if_alone") as folioscope:
            server = _server(folioscope, token, uds=str(path))
            serving = asyncio.create_task(server.serve())
            try:
                await _started(server, serving)
                yield path, token
            finally:
                server.end()
                await serving
