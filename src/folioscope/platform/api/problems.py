"""Errors on the wire: kind of error → status, as RFC 9457 problem documents."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from folioscope import errors
from folioscope.errors import FolioscopeError, Invalid

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

log = logging.getLogger(__name__)


def status_of(error: FolioscopeError) -> int:
    """The status of the nearest kind."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A problem document; ``code`` is for programs and ``detail`` for people."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": message,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _raised_on_purpose(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FolioscopeError)
    retry_after = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    return problem(status_of(error), error.code, error.message, headers)


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
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    return problem(error.status_code, code, str(error.detail), error.headers)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(500, "internal", "Something went wrong that should not have; see the log.")


def install(app: FastAPI) -> None:
    """Render every error of the app as a problem document."""
    app.add_exception_handler(FolioscopeError, _raised_on_purpose)
    app.add_exception_handler(RequestValidationError, _against_its_schema)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(Exception, _unforeseen)
