"""Connections of clients: a request says what it wants in bounded room and time, or is refused."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from folioscope.platform.api.problems import problem

HEAD_BYTES = 64 * 1024  # of the first line and the headers
HEAD_SECONDS = 15.0  # from the first byte, or from the connection, to the end of the headers
UNREAD_BYTES = 8 * 1024 * 1024  # of what nobody reads any more, having answered
LINGER_SECONDS = 2.0  # in which who is refused may still send, and so hear why


class BoundedConnection(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, which by itself waits for a head for ever and keeps all of it."""

    _head_bytes = 0
    _unread_bytes = 0
    _is_in_head = True
    _is_refused = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request, and not for long."""
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the head is not too large."""
        if self._is_refused:
            self._let_go(data)
            return
        if self._is_in_head:
            if self._timer is None:
                self._begin_head()
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > HEAD_BYTES:
            told = f"The headers of a request have {HEAD_BYTES:,} bytes at the most."
            self._refuse(431, "headers_too_large", told)

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head that came in one piece was too large."""
        self._stop_timer()
        self._is_in_head = False
        said = sum(len(name) + len(value) for name, value in self.headers) + len(self.url)
        if said > HEAD_BYTES:
            self._is_in_head = True
            self._head_bytes = said
            return
        self._unread_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body; what comes after the answer is not taken for ever."""
        if self._is_in_head:
            return
        super().on_body(body)
        if self._is_answered():
            self._let_go(body)

    def on_message_complete(self) -> None:
        """Be ready for the next request."""
        if self._is_in_head:
            return
        super().on_message_complete()
        self._is_in_head = True
        self._head_bytes = 0

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn fixes it
        """Refuse what is no HTTP."""
        self._refuse(400, "request_unreadable", "This is no HTTP request.")

    def _begin_head(self) -> None:
        self._head_bytes = 0
        self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        told = f"The headers of a request come within {HEAD_SECONDS:.0f} seconds."
        self._refuse(408, "headers_too_slow", told)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int, code: str, told: str) -> None:
        """Say why, and hang up."""
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        self._stop_timer()
        if self._is_answered():
            self._write(status, code, told)
        self._hang_up()

    def _hang_up(self) -> None:
        """Say no more: closed while the other still sends, it would take the answer with it."""
        self._unread_bytes = 0
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _let_go(self, data: bytes) -> None:
        self._unread_bytes += len(data)
        if self._unread_bytes > UNREAD_BYTES:
            self._is_refused = True
            self.transport.close()

    def _is_answered(self) -> bool:
        """Whether no answer is under way that another one would run into."""
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        return cycle is None or cycle.response_complete

    def _write(self, status: int, code: str, told: str) -> None:
        response = problem(status, code, told)
        headers = [*response.raw_headers, (b"connection", b"close")]
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        body: Any = response.body
        self.transport.write(b"".join((STATUS_LINE[status], *lines, b"\r\n", body)))
