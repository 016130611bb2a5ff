"""One line, one duration and one span a request; and the id by which all that it did is found."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folioscope.platform.api.problems import ID_HEADER, REQUEST_ID
from folioscope.platform.principal import Principal
from folioscope.telemetry.context import bound, request_id_from
from folioscope.telemetry.instruments import Span, Telemetry

NO_ROUTE = "none"
STARTS = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})
SWITCHED, REFUSED, LIMITED = 101, 403, 429
LEFT, FAILED = 499, 500  # of requests that nobody answered: their clients were gone, or they broke
QUIET = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Asked every few seconds by machines; their lines would hide all others."""

TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

log = logging.getLogger("folioscope.access")


@dataclass
class _Answered:
    """What is known of a request when it is over.

    ``begun_after`` is how long its answer took to begin; what streams goes on after that.
    """

    method: str
    request_id: str
    status: int = 0
    begun: float = field(default_factory=time.perf_counter)
    begun_after: float | None = None

    def begin(self, status: int) -> None:
        """Note that the answer begins."""
        self.status = status
        self.begun_after = time.perf_counter() - self.begun

    def heard(self, send: Send) -> Send:
        """The same, noting what is sent, and saying the id of the request with it."""

        async def sending(message: Message) -> None:
            kind = message["type"]
            if kind in STARTS:
                self.begin(message.get("status", SWITCHED))
                MutableHeaders(scope=message)[ID_HEADER] = self.request_id
            elif kind == "websocket.close" and not self.status:
                self.begin(REFUSED)
            await send(message)

        return sending

    def end(self, error: BaseException | None) -> None:
        """Note that nothing more comes, and what it broke off with."""
        if not self.status:
            is_broken = error is not None and not isinstance(error, asyncio.CancelledError)
            self.status = FAILED if is_broken else LEFT


class RequestLog:
    """ASGI middleware before the gate: what that refuses is told too.

    Of an address nothing is told but the template of its route: what stands in it may be secret.
    """

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered, and tell of it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = request_id_from(headers.get(ID_HEADER))
        scope.setdefault("state", {})[REQUEST_ID] = request_id
        answered = _Answered(scope.get("method", "WEBSOCKET"), request_id)
        parent = headers.get("traceparent", "")
        traced = self._telemetry.span(
            answered.method,
            "server",
            about={"http.request.method": answered.method, "folioscope.request": request_id},
            parent=parent if TRACEPARENT.fullmatch(parent) else None,
        )
        with bound(request_id=request_id), traced as span:
            try:
                await self._app(scope, receive, answered.heard(send))
            finally:
                answered.end(sys.exception())
                _note(span, route_of(scope), answered)
                self._tell(scope, route_of(scope), answered)

    def _tell(self, scope: Scope, route: str, answered: _Answered) -> None:
        took = time.perf_counter() - answered.begun
        about = {
            "method": answered.method,
            "route": route,
            "status": answered.status,
            "ms": round(took * 1000, 1),
            "user_id": _user_of(scope),
            "code": scope["state"].get("problem"),
        }
        if answered.status == LIMITED:
            self._telemetry.count("limits_reached", code=str(about["code"]))
        level = logging.DEBUG if route in QUIET else logging.INFO
        told = "%s %s %s, %.1f ms"
        log.log(level, told, *list(about.values())[:4], extra=about)
        self._telemetry.observe(
            "http_request",
            took if answered.begun_after is None else answered.begun_after,
            method=answered.method,
            route=route,
            status=f"{answered.status // 100}xx",
        )


class KnownUser:
    """ASGI middleware behind the gate: what a request does is told with who asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the lines of the request carry its user."""
        with bound(user_id=_user_of(scope)):
            await self._app(scope, receive, send)


def _note(span: Span, route: str, answered: _Answered) -> None:
    span.rename(f"{answered.method} {route}")
    span.note({"http.route": route, "http.response.status_code": answered.status})
    if answered.status >= FAILED:
        span.fail(str(answered.status))


def route_of(scope: Scope) -> str:
    """The template of the route that answered; methods that no route has are none either."""
    return str(getattr(scope.get("route"), "path_format", NO_ROUTE))


def _user_of(scope: Scope) -> int | None:
    principal = scope.get("state", {}).get("principal")
    return principal.user_id if isinstance(principal, Principal) else None
