"""The one HTTP client of this process: bounded in time and size, and deaf to its environment."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import httpx2
from typing_extensions import override

from folioscope.errors import BackendBusy, BackendFailed
from folioscope.outbound.public_addresses import PublicOnly

Client = httpx2.AsyncClient
"""What ``open_client`` returns, for those who may not name the library."""
Response = httpx2.Response
"""What a client answers, for the same."""
CONNECTING = {"connection.connect_tcp.started", "connection.connect_unix_socket.started"}


class Unreachable(BackendBusy):
    """The other side cannot be reached, or broke the connection off."""

    code = "unreachable"


class GoneWhileKept(Unreachable):
    """The other side closed a connection that was kept for the next request, and answered none."""

    code = "gone_while_kept"


class TimedOut(BackendBusy):
    """The other side did not answer in time."""

    code = "no_answer_in_time"


class ResponseTooLarge(BackendFailed):
    """The other side sends more than we are ready to read."""

    code = "response_too_large"


class ResponseCompressed(BackendFailed):
    """The other side compresses although it was asked not to; a few bytes could become many."""

    code = "response_compressed"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost: seconds to connect and between two reads, bytes in all."""

    connect_seconds: float = 5.0
    read_seconds: float = 60.0
    response_bytes: int = 64 * 1024 * 1024
    connections: int = 256
    idle_connections: int = 32


def open_client(
    base_url: str = "",
    *,
    uds: str | None = None,
    limits: Limits | None = None,
    only_public: frozenset[str] | None = None,
) -> Client:
    """Open a client that follows no redirect and reads no proxy or key from the environment.

    With ``uds`` every request goes to that Unix socket, whatever its URL names. With
    ``only_public`` no private network is reached but for the hosts in it. The caller closes the
    client.
    """
    limits = limits or Limits()
    is_plain = uds is not None or base_url.startswith("http://")
    transport: httpx2.AsyncBaseTransport = httpx2.AsyncHTTPTransport(
        verify=_trusting_nobody() if is_plain else _trusting_authorities(),
        uds=uds,
        trust_env=False,
        limits=httpx2.Limits(
            max_connections=limits.connections, max_keepalive_connections=limits.idle_connections
        ),
    )
    if only_public is not None:
        transport = PublicOnly(transport, only_public)
    return Client(
        base_url=base_url,
        transport=_Bounded(transport, limits.response_bytes),
        timeout=httpx2.Timeout(limits.read_seconds, connect=limits.connect_seconds),
        headers={"Accept-Encoding": "identity"},
        trust_env=False,
        follow_redirects=False,
    )


@cache
def _trusting_authorities() -> ssl.SSLContext:
    """Read once: it takes a command longer than its request does."""
    return httpx2.create_ssl_context(trust_env=False)


@cache
def _trusting_nobody() -> ssl.SSLContext:
    """For a server without TLS. Who is sent from there to one with TLS gets no connection."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextmanager
def naming_failures(name: str) -> Iterator[None]:
    """Turn what goes wrong on the way to ``name`` into errors of this program."""
    try:
        yield
    except httpx2.TimeoutException as error:
        raise TimedOut(f"{name} did not answer in time.") from error
    except httpx2.ConnectError as error:
        raise Unreachable(f"{name} cannot be reached.") from error
    except httpx2.TransportError as error:
        raise Unreachable(f"{name} broke the connection off.") from error


class _Bounded(httpx2.AsyncBaseTransport):
    """A transport whose responses end with an error once they are too large."""

    def __init__(self, transport: httpx2.AsyncBaseTransport, limit: int) -> None:
        self._transport = transport
        self._limit = limit

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._answer(request)
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            await response.aclose()
            raise ResponseCompressed(f"{request.url.host} sent a compressed response.")
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            return response
        response.stream = _BoundedStream(response.stream, self._limit, request.url.host)
        return response

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        steps: set[str] = set()

        async def trace(step: str, _details: object) -> None:
            steps.add(step)

        request.extensions["trace"] = trace
        try:
            return await self._transport.handle_async_request(request)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
            if steps.isdisjoint(CONNECTING) and "http11.receive_response_headers.started" in steps:
                msg = f"{request.url.host} closed the connection before it answered."
                raise GoneWhileKept(msg) from error
            raise

    @override
    async def aclose(self) -> None:
        await self._transport.aclose()


class _BoundedStream(httpx2.AsyncByteStream):
    """A body that counts its bytes as they are read."""

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int, host: str) -> None:
        self._stream = stream
        self._limit = limit
        self._host = host

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for piece in self._stream:
            size += len(piece)
            if size > self._limit:
                raise ResponseTooLarge(f"{self._host} sent more than {self._limit:,} bytes.")
            yield piece

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()
