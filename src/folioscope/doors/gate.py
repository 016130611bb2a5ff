"""What every request and WebSocket passes: the host it names, its origin, the token it shows."""

from __future__ import annotations

import logging
import secrets

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from folioscope.errors import FolioscopeError, Forbidden, Invalid, Unauthenticated
from folioscope.platform.api.problems import problem, status_of
from folioscope.platform.principal import LOCAL

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

log = logging.getLogger(__name__)


class HostRefused(Forbidden):
    """A request for another host: a name that was pointed at this machine from outside."""

    code = "host_refused"


class OriginRefused(Forbidden):
    """A change, or a WebSocket, that a page of another site asks for."""

    code = "origin_refused"


class TokenRefused(Unauthenticated):
    """A token that this server did not give."""

    code = "token_refused"


class NulRefused(Invalid):
    """An address with a NUL character, which no database keeps."""

    code = "nul_refused"


class Gate:
    """ASGI middleware. While accounts are off, whoever passes it is the person at the machine."""

    def __init__(self, app: ASGIApp, host: str, token: str) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host}
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it with a problem; a WebSocket is not opened then."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            # A WebSocket may change things, and browsers open one to any site from any page.
            self._check(Headers(scope=scope), scope.get("method", "WEBSOCKET"))
            _check_address(scope["path"], scope["query_string"])
        except FolioscopeError as error:
            await _refuse(error, scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["principal"] = LOCAL
        # Any other token was refused. Who has it may read the data folder: it is the user itself.
        state["holds_token"] = "authorization" in Headers(scope=scope)
        await self._app(scope, receive, send)

    def _check(self, headers: Headers, method: str) -> None:
        host = _without_port(headers.get("host", "").lower())
        if host not in self._hosts:
            msg = f"This server is not “{host[:100]}”."
            raise HostRefused(msg)
        origin = headers.get("origin")
        if origin is not None and method not in SAFE_METHODS:
            self._check_origin(origin, headers.get("host", ""))
        sent = headers.get("authorization")
        if sent is not None and not secrets.compare_digest(
            sent.encode(), f"Bearer {self._token}".encode()
        ):
            msg = "The token is not the one of this server."
            raise TokenRefused(msg)

    @staticmethod
    def _check_origin(origin: str, host: str) -> None:
        if origin not in (f"http://{host}", f"https://{host}"):
            msg = f"Pages of “{origin[:100]}” may change nothing here."
            raise OriginRefused(msg)


async def _refuse(error: FolioscopeError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        log.info("a WebSocket was refused: %s", error.message)
        await send({"type": "websocket.close", "reason": error.code})  # the client sees a 403
    else:
        await problem(status_of(error), error.code, error.message)(scope, receive, send)


def _check_address(path: str, query: bytes) -> None:
    if "\x00" in path or b"%00" in query:
        msg = "An address holds no NUL character."
        raise NulRefused(msg)


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() else host
