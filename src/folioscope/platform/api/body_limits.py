"""How large a body may be, and how slow. The framework counts; its refusal becomes a problem."""

from __future__ import annotations

import asyncio

from fastapi.responses import JSONResponse
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY, RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folioscope.platform.api.problems import problem

TOO_LARGE, TOO_SLOW = 413, 408
GRACE_SECONDS = 30.0  # for a body as a whole, and then as long as its pace allows
LEAST_PACE = 16 * 1024  # bytes a second


class BodyLimits:
    """ASGI middleware: refuses a body of more than ``most`` bytes, unless a router has its own.

    One that declares its size is refused before it is read, any other where it becomes too large.
    One that comes drop by drop is not waited for.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._counting = RequestBodyLimitMiddleware(app, max_body_size=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer for what refused it."""
        if scope["type"] == "http":
            paced = _Paced(receive)
            await self._counting(scope, paced, _Reworded(scope, paced, send))
        else:
            await self._counting(scope, receive, send)


class _Paced:
    """Receives a body at some pace at least, and then whatever else is told of the client.

    Only the time counts in which this server waits for the client, not what it does meanwhile. Of
    a body that is too slow it is told that its client is gone: nobody waits for the rest.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._patience = GRACE_SECONDS
        self._is_whole = False
        self.is_too_slow = False

    async def __call__(self) -> Message:
        if self._is_whole:
            return await self._receive()
        clock = asyncio.get_running_loop().time
        asked = clock()
        try:
            async with asyncio.timeout(self._patience):
                message = await self._receive()
        except TimeoutError:
            self.is_too_slow = self._is_whole = True
            return {"type": "http.disconnect"}
        self._patience += len(message.get("body", b"")) / LEAST_PACE - (clock() - asked)
        self._is_whole = not message.get("more_body", False)
        return message


class _Reworded:
    """Sends an answer, and another one in place of a refusal."""

    def __init__(self, scope: Scope, receive: _Paced, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._is_replaced = False

    async def __call__(self, message: Message) -> None:
        is_start = message["type"] == "http.response.start"
        if is_start and (self._receive.is_too_slow or message["status"] == TOO_LARGE):
            self._is_replaced = True
            await self._refusal()(self._scope, self._receive, self._send)
        elif not self._is_replaced:
            await self._send(message)

    def _refusal(self) -> JSONResponse:
        if self._receive.is_too_slow:
            told = f"Too little came of the request: less than {LEAST_PACE:,} bytes a second."
            return problem(TOO_SLOW, "body_too_slow", told, {"Connection": "close"})
        most = self._scope.get(MAX_BODY_SIZE_SCOPE_KEY)
        told = f"A request here has {most:,} bytes at the most." if most else "It is too large."
        return problem(TOO_LARGE, "body_too_large", told)
