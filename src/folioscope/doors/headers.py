"""The headers that go with every answer, whichever part of the program gave it.

An answer that says of itself how it may be shown or kept is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Policy = Mapping[str, str]
RawHeader = tuple[bytes, bytes]

NOTHING: Policy = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
"""For what is read by programs: were it taken for a page, nothing of it would run or load."""

PAGE: Policy = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "style-src": "'self' 'unsafe-inline'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
"""For the page. What it draws sets styles; scripts are files of it and nothing else."""

API_DOCS: Policy = {
    **NOTHING,
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
}

POLICY = "Content-Security-Policy"
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TLS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
PRIVATE = ("/api/", "/health/", "/metrics")
"""Where answers are for who asked alone, and as they are now: nobody keeps them."""

CALLED_WITH = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID")
TOLD = ("Content-Disposition", "ETag", "Location", "Retry-After", "X-Request-ID")
"""Headers that pages of listed origins may send, and may read."""


def written(policy: Policy, **otherwise: str) -> str:
    """A content security policy as a header; ``frame_ancestors`` and others may be given anew."""
    named = {name.replace("_", "-"): sources for name, sources in otherwise.items()}
    return "; ".join(f"{name} {sources}" for name, sources in {**policy, **named}.items())


def _raw(name: str, value: str) -> RawHeader:
    return name.lower().encode(), value.encode()


DEFAULT_POLICY = _raw(POLICY, written(NOTHING))
NO_FRAMES = _raw("X-Frame-Options", "DENY")
NOT_KEPT = _raw("Cache-Control", "no-store")


class Guarded:
    """ASGI app that puts the headers to what another one answers."""

    def __init__(self, app: ASGIApp, *, is_behind_tls: bool) -> None:
        self._app = app
        always = ALWAYS | (TLS_ONLY if is_behind_tls else {})
        self._always = [_raw(name, value) for name, value in always.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers that it left out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = list(message.get("headers", ()))
                message = {**message, "headers": said + self._left_out(said, scope["path"])}
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _left_out(self, said: Sequence[RawHeader], path: str) -> list[RawHeader]:
        """The headers that an answer of the app lacks."""
        given = {name.lower(): value for name, value in said}
        lacking = [header for header in self._always if header[0] not in given]
        policy = given.get(DEFAULT_POLICY[0])
        if policy is None:
            lacking.append(DEFAULT_POLICY)
        if policy is None or b"frame-ancestors 'none'" in policy:
            lacking.append(NO_FRAMES)  # for browsers that do not know the other
        if path.startswith(PRIVATE) and NOT_KEPT[0] not in given:
            lacking.append(NOT_KEPT)
        return lacking


def install(app: FastAPI, public_url: str, cors_origins: Sequence[str]) -> None:
    """Guard all that an app answers, also what it answers when something in it broke.

    Pages of the listed origins may call it, with a token and never with a cookie.
    """
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=list(CALLED_WITH),
            expose_headers=list(TOLD),
        )
    build = app.build_middleware_stack

    def guarded() -> ASGIApp:
        return Guarded(build(), is_behind_tls=public_url.startswith("https://"))

    app.build_middleware_stack = guarded  # type: ignore[method-assign]
