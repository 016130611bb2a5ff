"""The cookies by which a page is known: sent to this server alone, read by no script."""

from __future__ import annotations

from typing import Literal, NamedTuple

from fastapi import Request, Response
from starlette.requests import cookie_parser


class Place(NamedTuple):
    """A cookie by its name, below which path it is sent, and whether from other sites too."""

    name: str
    path: str
    same_site: Literal["strict", "lax"] = "strict"


ACCESS_COOKIE = Place("folioscope_access", "/")
REFRESH_COOKIE = Place("folioscope_refresh", "/api/auth")


def cookie_of(header: str, place: Place) -> str | None:
    """What a request sends of a cookie."""
    return cookie_parser(header).get(place.name) or None


def keep(response: Response, request: Request, place: Place, value: str, seconds: int) -> None:
    """Have the browser keep a cookie for so long."""
    response.set_cookie(
        place.name,
        value,
        max_age=seconds,
        path=place.path,
        secure=_is_secure(request),
        httponly=True,
        samesite=place.same_site,
    )


def drop(response: Response, request: Request, place: Place) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(
        place.name,
        place.path,
        secure=_is_secure(request),
        httponly=True,
        samesite=place.same_site,
    )


def _is_secure(request: Request) -> bool:
    """Whether the page is reached by https, be it through a proxy that ends it."""
    public_url: str = request.app.state.public_url
    return public_url.startswith("https:") or request.url.scheme == "https"
