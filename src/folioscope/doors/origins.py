"""Whose pages may have a browser do something here, with what they show of who somebody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from folioscope.errors import Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WEBSOCKET = "WEBSOCKET"

How = Literal["nothing", "cookie", "bearer"]
"""How a request tells who asks. A cookie comes along by itself, whoever has it sent."""


class OriginRefused(Forbidden):
    """A change, or a WebSocket, that a page of another site asks for."""

    code = "origin_refused"


@dataclass(frozen=True)
class Origins:
    """The server's own origin, where people reach it by another name, and those that are listed."""

    public: str | None
    listed: frozenset[str]

    def check(self, headers: Headers, method: str, shown: How) -> None:
        """Raise ``OriginRefused`` for what no page of ours, and no program, asks."""
        origin = headers.get("origin")
        if origin is None:
            self._check_unnamed(headers, method, shown)
        elif self._is_own(origin, headers.get("host", "")):
            return
        elif origin in self.listed and method != WEBSOCKET:
            # Its page may read the answer: of whom, a cookie must not decide.
            if shown != "bearer":
                msg = f"Pages of “{origin[:100]}” call with a bearer token."
                raise OriginRefused(msg)
        elif method not in SAFE_METHODS:
            msg = f"Pages of “{origin[:100]}” may change nothing here."
            raise OriginRefused(msg)

    def _is_own(self, origin: str, host: str) -> bool:
        return origin in (f"http://{host}", f"https://{host}") or origin == self.public

    @staticmethod
    def _check_unnamed(headers: Headers, method: str, shown: How) -> None:
        """Browsers name the origin of what changes something; where one does not, by its site."""
        if method in SAFE_METHODS:
            return
        site = headers.get("sec-fetch-site")
        is_foreign = site in ("cross-site", "same-site")
        if is_foreign or (shown == "cookie" and site != "same-origin"):
            msg = "A change by a cookie says of which page it comes, by its Origin."
            raise OriginRefused(msg)


def origins_of(public_url: str, listed: Sequence[str]) -> Origins:
    """The origins of the settings."""
    address = urlsplit(public_url)
    public = f"{address.scheme}://{address.netloc}".lower() if public_url else None
    return Origins(public, frozenset(origin.rstrip("/") for origin in listed))
