"""A login as the cookies of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from folioscope.features.accounts.logging_in import LoggedIn, Terms
from folioscope.platform.api.cookies import ACCESS_COOKIE, REFRESH_COOKIE, drop, keep

if TYPE_CHECKING:
    from fastapi import Request, Response


def keep_login(response: Response, request: Request, login: LoggedIn, terms: Terms) -> None:
    """Have the browser keep the tokens of a login."""
    seconds = int(terms.tokens.lasts.total_seconds())
    keep(response, request, ACCESS_COOKIE, login.access, seconds)
    keep(response, request, REFRESH_COOKIE, login.refresh, int(terms.lasts.total_seconds()))


def drop_login(response: Response, request: Request) -> None:
    """Have the browser forget them."""
    for place in (ACCESS_COOKIE, REFRESH_COOKIE):
        drop(response, request, place)
