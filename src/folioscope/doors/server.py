"""Serving the HTTP door: on an address for everybody, or on a private socket for one command."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import uvicorn

from folioscope.doors.http import build_app
from folioscope.doors.lock import Holder, folder_lock
from folioscope.doors.signals import on_stop_signals
from folioscope.doors.worker import require_postgres
from folioscope.errors import Conflict, FolioscopeError, Invalid
from folioscope.settings import Settings
from folioscope.wiring import Folioscope, open_folioscope

GRACE_SECONDS = 10


class HostNotLoopback(Invalid):
    """An address that others can reach, while there are no accounts."""

    code = "host_not_loopback"


class PortUnavailable(Conflict):
    """The port is taken, or not for this user."""

    code = "port_unavailable"


class _Server(uvicorn.Server):
    """uvicorn that leaves it to its caller what a signal means."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _server(folioscope: Folioscope, token: str, uds: str | None = None) -> _Server:
    app = build_app(folioscope, token)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        uds=uds,
    )
    return _Server(config)


async def serve(
    settings: Settings, on_ready: Callable[[Folioscope, str], None], *, executes: bool = True
) -> None:
    """Serve until SIGINT or SIGTERM; then streams end and runs are given back.

    ``on_ready`` is told the address once requests are answered. With ``executes=False`` runs are
    left to workers.
    """
    if not executes:
        require_postgres(settings)
    token = secrets.token_urlsafe(32)
    with folder_lock(settings.data_dir) as lock, _listening(settings) as listener:
        async with open_folioscope(settings, executes=executes) as folioscope:
            server = _server(folioscope, token)
            _stop_on_signals(server, folioscope)
            url = _url(settings.host, listener)
            serving = asyncio.create_task(server.serve([listener]))
            await _started(server, serving)
            lock.announce(Holder(os.getpid(), url, token))
            on_ready(folioscope, url)
            # Loaded while the first requests are answered, so that none of them waits long.
            loading = asyncio.create_task(_load_model(folioscope))
            await serving
            loading.cancel()


async def _load_model(folioscope: Folioscope) -> None:
    with suppress(FolioscopeError):  # whoever asks for the model is told why it is missing
        await folioscope.tools.embeddings.get(folioscope.settings.embedding_model)


def _stop_on_signals(server: _Server, folioscope: Folioscope) -> None:
    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True
        closing.append(asyncio.ensure_future(folioscope.tails.aclose()))

    closing: list[asyncio.Future[None]] = []
    on_stop_signals(stop)


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket, bound before anything is opened, so that a taken port is told at once."""
    address = _loopback(settings.host)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((str(address), settings.port))
        except OSError as error:
            msg = (
                f"Nothing can listen on {settings.host}, port {settings.port}: {error.strerror}. "
                "Choose another with FOLIOSCOPE_PORT or --port."
            )
            raise PortUnavailable(msg) from error
        yield listener


def _loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        msg = f"Without accounts only this machine may connect, so “{host}” cannot be listened on."
        raise HostNotLoopback(msg)
    return address


def _url(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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
    if settings.embedding_threads is None:  # nobody else is being served
        settings = settings.model_copy(update={"embedding_threads": os.cpu_count() or 1})
    with folder_lock(settings.data_dir), tempfile.TemporaryDirectory(prefix="folioscope-") as place:
        path = Path(place) / "http"
        async with open_folioscope(settings) as folioscope:
            server = _server(folioscope, token, uds=str(path))
            serving = asyncio.create_task(server.serve())
            try:
                await _started(server, serving)
                yield path, token
            finally:
                server.should_exit = True
                await serving
