"""How many requests come through the doors: counted behind the gate, which knows who asks."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folioscope.errors import BackendFailed, FolioscopeError, LimitReached
from folioscope.platform.api.admission import Admission, whose
from folioscope.platform.api.client_addresses import Proxies, counted_for
from folioscope.platform.api.cookies import ACCESS_COOKIE, cookie_of
from folioscope.platform.api.problems import problem_of
from folioscope.platform.principal import Principal

log = logging.getLogger(__name__)

COUNTED = ("/api/", "/ask/")
"""What costs nothing is not counted: the files of the page, and whether the server lives. Whose
pages may show a public chat is looked up, so its page costs something."""

STARTS = ("http.response.start", "websocket.http.response.start")
UNAUTHENTICATED, LIMITED = 401, 429
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REFRESH = "/api/auth/refresh"
NO_ATTEMPTS = frozenset({REFRESH, "/api/auth/logout"})
"""Asked every few minutes by all who share an address, with tokens that nobody guesses."""


class Throttle:
    """ASGI middleware: answers who asks too often 429, before anything is read of the request.

    Whoever is known is counted by account, whatever the address; others by their address. Attempts
    to be let in count by address for everybody: who guesses may have a login of their own.
    """

    def __init__(self, app: ASGIApp, admission: Admission, proxies: Proxies) -> None:
        self._app = app
        self._admission = admission
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or say when to come back; a WebSocket is not opened then.

        Routes find in the state of the request from where it comes.
        """
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(COUNTED):
            scope.setdefault("state", {})["client"] = client_of(scope, self._proxies)
            try:
                await self._count(scope)
            except FolioscopeError as error:  # the counters may be in a database that is away
                await problem_of(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _count(self, scope: Scope) -> None:
        state = scope["state"]
        principal: Principal | None = state.get("principal")
        is_at_the_machine = principal is not None and principal.kind == "local"
        if _is_attempt(scope) and not is_at_the_machine:
            await self._admission.attempt(state["client"])
        if scope["path"] == REFRESH:
            await self._admission.refresh(state["client"])
        elif principal is None:
            await self._admission.admit_stranger(state["client"])
        else:
            await self._admission.admit(principal)


def _is_attempt(scope: Scope) -> bool:
    """Whether a request is for being let in, where nobody need be known."""
    is_safe = scope.get("method", "WEBSOCKET") in SAFE_METHODS
    return scope["state"].get("is_open", True) and not is_safe and scope["path"] not in NO_ATTEMPTS


class CountedRefusals:
    """ASGI middleware before the gate: who shows credentials that are not good is a stranger.

    Each costs a look into the database, so a few are answered 401 and then 429. Whoever is known
    is let in all the same, from the same address too; and whoever shows nothing, such as a page
    whose cookie has run out, costs nothing.
    """

    def __init__(self, app: ASGIApp, admission: Admission, proxies: Proxies) -> None:
        self._app = app
        self._admission = admission
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count what the gate refuses."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        is_replaced = False

        async def counting(message: Message) -> None:
            nonlocal is_replaced
            is_refused = message["type"] in STARTS and message["status"] == UNAUTHENTICATED
            if is_refused and _shows_something(scope):
                try:
                    address = client_of(scope, self._proxies)
                    await self._admission.admit_stranger(address)
                except LimitReached as error:
                    is_replaced = True
                    await problem_of(error)(scope, receive, send)
                except BackendFailed as error:
                    log.warning("a refused request is not counted: %s", error)
            if not is_replaced:
                await send(message)

        await self._app(scope, receive, counting)


class SlowRefusals:
    """ASGI middleware, the outermost: answers 429 to who is answered so again and again later.

    It does not matter which limit was reached, nor which part of the program found it.
    """

    def __init__(self, app: ASGIApp, admission: Admission, proxies: Proxies) -> None:
        self._app = app
        self._admission = admission
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer; a refusal when it is time for it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] in STARTS and message["status"] == LIMITED:
                await self._admission.tarpit.hold(self._whose(scope))
            await send(message)

        await self._app(scope, receive, sending)

    def _whose(self, scope: Scope) -> str:
        principal: Principal | None = scope.get("state", {}).get("principal")
        if principal is None:
            return counted_for(client_of(scope, self._proxies))
        return whose(principal)


def _shows_something(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    cookie = cookie_of(headers.get("cookie", ""), ACCESS_COOKIE)
    return cookie is not None or "authorization" in headers


def client_of(scope: Scope, proxies: Proxies) -> str:
    """The address that a request or a WebSocket comes from, as far as it can be believed."""
    peer = scope.get("client")
    forwarded = Headers(scope=scope).getlist("x-forwarded-for")
    return proxies.client_of(None if peer is None else peer[0], forwarded)
