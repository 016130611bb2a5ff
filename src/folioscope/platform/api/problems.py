"""Errors on the wire: kind of error → status, as RFC 9457 problem documents."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from folioscope import errors
from folioscope.errors import FolioscopeError, Invalid
from folioscope.platform.api.bodies import BrokenOff
from folioscope.telemetry.context import bound, current_ids

STATUS: Mapping[type[FolioscopeError], int] = {
    errors.Invalid: 422,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.LimitReached: 429,
    errors.Stopped: 409,
    errors.BackendBusy: 503,
    errors.BackendFailed: 502,
    FolioscopeError: 500,
}

REQUEST_ID, ID_HEADER = "request_id", "X-Request-ID"
"""What a request is called: in its state and in problem documents, and in headers."""

Headers: TypeAlias = Mapping[str, str] | None

UNREADABLE = "There was an error parsing the body"
"""What the framework says of JSON that is nested too deeply, or breaks off with its connection."""

log = logging.getLogger(__name__)


def status_of(error: FolioscopeError) -> int:
    """The status of the nearest kind."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


class Problem(JSONResponse):
    """A problem document. It says in the state of its request which one it was."""

    media_type = "application/problem+json"

    def __init__(self, status: int, body: Mapping[str, Any], headers: Headers = None) -> None:
        super().__init__(body, status, headers)
        self.code = str(body["code"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with it."""
        scope.setdefault("state", {})["problem"] = self.code
        await super().__call__(scope, receive, send)


def problem(status: int, code: str, message: str, headers: Headers = None) -> Problem:
    """A problem document; ``code`` is for programs and ``detail`` for people."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": message,
    }
    if request_id := current_ids().get(REQUEST_ID):
        body[REQUEST_ID] = request_id
    if status == HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": "Bearer", **(headers or {})}
    return Problem(status, body, headers)


def problem_of(error: FolioscopeError) -> JSONResponse:
    """The problem document of an error, which says when to try again where that is known.

    As an ASGI app it also answers a WebSocket that is not open yet.
    """
    retry_after = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    return problem(status_of(error), error.code, error.message, headers)


async def _raised_on_purpose(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FolioscopeError)
    return problem_of(error)


class NotAsDeclared(Invalid):
    """A request that is not as its schema says."""

    code = "invalid_request"


def not_as_declared(errors: Iterable[Mapping[str, Any]]) -> NotAsDeclared:
    """What a schema found, with the place of each finding."""
    return NotAsDeclared("; ".join(map(_finding, errors)))


def _finding(found: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in found["loc"])
    told = str(found["msg"]).removeprefix("Value error, ")
    return f"{place}: {told}" if place else told


async def _against_its_schema(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return await _raised_on_purpose(request, not_as_declared(error.errors()))


async def _of_the_framework(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.detail == UNREADABLE:
        return problem(error.status_code, "body_unreadable", "The body is no JSON to be read.")
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    return problem(error.status_code, code, str(error.detail), error.headers)


async def _sender_left(_request: Request, _error: Exception) -> JSONResponse:
    return problem_of(BrokenOff("The request broke off before its end."))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    # Not the address itself: what stands in it may be secret.
    route = getattr(request.scope.get("route"), "path_format", "none")
    # The framework answers this one outside of all that knows its id.
    request_id = request.scope.get("state", {}).get(REQUEST_ID)
    with bound(request_id=request_id):
        log.error("%s %s failed", request.method, route, exc_info=error)
        headers = {} if request_id is None else {ID_HEADER: request_id}
        told = "Something went wrong that should not have; see the log."
        return problem(500, "internal", told, headers)


def install(app: FastAPI) -> None:
    """Render every error of the app as a problem document."""
    app.add_exception_handler(FolioscopeError, _raised_on_purpose)
    app.add_exception_handler(RequestValidationError, _against_its_schema)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(ClientDisconnect, _sender_left)
    app.add_exception_handler(Exception, _unforeseen)
