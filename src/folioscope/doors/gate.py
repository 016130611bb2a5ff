"""What every request and WebSocket passes: the host it names, its origin, and who it is of."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from folioscope.doors.access import Access
from folioscope.doors.asked import Asked
from folioscope.doors.origins import WEBSOCKET, How, Origins
from folioscope.doors.permission import check
from folioscope.doors.rechecks import Rechecks
from folioscope.errors import BackendFailed, FolioscopeError, Forbidden, Invalid
from folioscope.features.accounts.identify import OWN_TOKEN, Identities, Identity, TokenRefused
from folioscope.features.accounts.revocations import Revocations
from folioscope.platform.api.cookies import ACCESS_COOKIE, cookie_of
from folioscope.platform.api.problems import problem, status_of
from folioscope.platform.principal import ACTS_FOR

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
HEALTH = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Asked by machines that know this one by its address alone. What they need to show, metrics see
to themselves."""

log = logging.getLogger(__name__)


class HostRefused(Forbidden):
    """A request for another host: a name that was pointed at this machine from outside."""

    code = "host_refused"


class NulRefused(Invalid):
    """An address with a NUL character, which no database keeps."""

    code = "nul_refused"


@dataclass(frozen=True, slots=True)
class Shown:
    """The credential of a request. A page sends its cookie with all it asks, good or not.

    ``acts_for`` is the mail address of an account that the machine wants to act for.
    """

    token: str | None
    is_cookie: bool = False
    acts_for: str | None = None

    @property
    def how(self) -> How:
        """How it came along."""
        if self.token is None:
            return "nothing"
        return "cookie" if self.is_cookie else "bearer"


class Gate:
    """ASGI middleware. It finds out who asks and whether they may, by the one table of access.

    Routes find the principal, and by what it is known, in the state of the request.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        origins: Origins,
        asked: Asked,
        identities: Identities,
        revocations: Revocations,
    ) -> None:
        self._rechecks = Rechecks(app, revocations)
        self._hosts = LOOPBACK | {host.lower() for host in hosts}
        self._origins = origins
        self._asked = asked
        self._identities = identities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it with a problem; a WebSocket is not opened then."""
        if scope["type"] not in ("http", "websocket"):
            await self._rechecks.pass_on(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            shown = shown_by(headers)
            if scope["path"] not in HEALTH:
                self._check_host(headers)
                # A WebSocket may change things, and browsers open one to any site from any page.
                self._origins.check(headers, scope.get("method", WEBSOCKET), shown.how)
            _check_address(scope["path"], scope["query_string"])
            access = self._asked.of(scope)
            who = await self._admitted(access, shown)
        except FolioscopeError as error:
            await _refuse(error, scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["identity"] = who
        state["is_open"] = access is None or access.scope is None
        state["principal"] = None if who is None else who.principal
        # Who has the server's own token may read the data folder: it is the user itself.
        state["holds_token"] = who is not None and who.credential == OWN_TOKEN
        if who is None or who.principal.kind == "local":
            await self._rechecks.pass_on(scope, receive, send)
        else:
            still = partial(self._still, shown, who)
            await self._rechecks.serve(scope, receive, send, still)

    async def _admitted(self, access: Access | None, shown: Shown) -> Identity | None:
        """Who asks, if they may; where nobody need be known, a bad credential is nobody's."""
        if access is None:
            return self._identities.nobody
        refused: TokenRefused | None = None
        try:
            who = await self._identities.identify(shown.token, acts_for=shown.acts_for)
        except TokenRefused as error:
            if not shown.is_cookie and access.scope is not None:
                raise
            who, refused = self._identities.nobody, error
        except BackendFailed:  # whoever would know them cannot be asked
            if access.scope is not None:
                raise
            who = self._identities.nobody
        check(access, None if who is None else who.principal, refused)
        return who

    async def _still(self, shown: Shown, who: Identity) -> bool:
        """Whether a credential is that of the same principal, who may do the same."""
        try:
            acts_for = shown.acts_for
            now = await self._identities.identify(shown.token, is_open=True, acts_for=acts_for)
        except BackendFailed as error:
            log.warning("whether a connection may go on waits: %s", error)
            return True
        except FolioscopeError:
            return False
        return now is not None and _powers(now) == _powers(who)

    def _check_host(self, headers: Headers) -> None:
        host = _without_port(headers.get("host", "").lower())
        if host not in self._hosts:
            msg = (
                f"This server is not “{host[:100]}”. If it is, name it in FOLIOSCOPE_PUBLIC_URL or "
                "FOLIOSCOPE_ALLOWED_HOSTS."
            )
            raise HostRefused(msg)


def shown_by(headers: Headers) -> Shown:
    """What a request shows: a bearer token, or else the cookie of the page."""
    named = headers.get(ACTS_FOR)
    acts_for = None if named is None else unquote(named)
    sent = headers.get("authorization")
    if sent is None:
        token = cookie_of(headers.get("cookie", ""), ACCESS_COOKIE)
        return Shown(token, is_cookie=token is not None, acts_for=acts_for)
    scheme, _, token = sent.partition(" ")
    # What is no bearer token at all is none of ours either.
    return Shown(token if scheme.lower() == "bearer" else "", acts_for=acts_for)


def _powers(who: Identity) -> tuple[object, ...]:
    principal = who.principal
    return principal, principal.role, principal.scopes


async def _refuse(error: FolioscopeError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        log.info("a WebSocket was refused: %s", error.message)
    retry_after = getattr(error, "retry_after", None)
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    answer = problem(status_of(error), error.code, error.message, headers)
    await answer(scope, receive, send)


def _check_address(path: str, query: bytes) -> None:
    if "\x00" in path or b"%00" in query:
        msg = "An address holds no NUL character."
        raise NulRefused(msg)


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() else host
