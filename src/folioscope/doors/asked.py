"""Which route a request is for, and so what is asked of who sends it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute
from starlette.types import Scope

from folioscope.doors.access import ACCESS, Access

WEBSOCKET = "WEBSOCKET"


class Asked:
    """What each route of an app asks, in the order in which the app looks for its routes.

    A route without a row is a ``KeyError`` when the app is built: nothing is served by accident.
    """

    def __init__(self, routes: Iterable[BaseRoute], rows: Mapping[str, Access] = ACCESS) -> None:
        self._rows: defaultdict[str, list[tuple[re.Pattern[str], Access]]] = defaultdict(list)
        for method, path, pattern in routes_of(routes):
            row = "GET" if method == "HEAD" else method
            self._rows[method].append((pattern, rows[f"{row} {path}"]))

    def of(self, scope: Scope) -> Access | None:
        """What is asked of a request; None where the app has no route for it."""
        method = scope.get("method", WEBSOCKET)
        path = scope["path"]
        return next((row for pattern, row in self._rows[method] if pattern.match(path)), None)


def routes_of(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Method, path and pattern of every route, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                yield method, route.path_format, route.path_regex
        elif isinstance(route, APIWebSocketRoute):
            yield WEBSOCKET, route.path_format, route.path_regex
        elif inner is not None:
            yield from routes_of(inner.routes)
