"""How large a body may be. The framework counts; its refusal becomes a problem document."""

from __future__ import annotations

from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY, RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folioscope.platform.api.problems import problem

TOO_LARGE = 413


class BodyLimits:
    """ASGI middleware: refuses a body of more than ``most`` bytes, unless a router has its own.

    One that declares its size is refused before it is read, any other where it becomes too large.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._counting = RequestBodyLimitMiddleware(app, max_body_size=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer for what refused it."""
        if scope["type"] == "http":
            await self._counting(scope, receive, _Reworded(scope, receive, send))
        else:
            await self._counting(scope, receive, send)


class _Reworded:
    """Sends an answer, and another one in place of a refusal."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._is_replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == TOO_LARGE:
            self._is_replaced = True
            most = self._scope.get(MAX_BODY_SIZE_SCOPE_KEY)
            told = f"A request here has {most:,} bytes at the most." if most else "It is too large."
            refusal = problem(TOO_LARGE, "body_too_large", told)
            await refusal(self._scope, self._receive, self._send)
        elif not self._is_replaced:
            await self._send(message)
