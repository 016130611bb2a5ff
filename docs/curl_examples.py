"""A command for each route, made of what the description of the API says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from docs.examples import BODIES, PLACES, QUERIES

PLACE = re.compile(r"\{(\w+)\}")
WIDTH = 96
FILES = {
    "multipart/form-data": "-F files=@cv.md",
    "application/octet-stream": "--data-binary @cv.md",
    "application/x-tar": "--data-binary @team.tar",
}
"""How a body that is no JSON is sent."""


def curl(name: str, route: Mapping[str, Any], *, is_open: bool) -> str:
    """The command of a route by its name, which is ``METHOD /path``.

    ``is_open``: nobody need be known.
    """
    method, _, path = name.partition(" ")
    parts = ["curl", *(["-X", method] if method != "GET" else [])]
    parts.append(f'"$B{_place(path)}{_query(name, route)}"')
    if not is_open:
        parts.append('-H "Authorization: Bearer $KEY"')
    return _wrapped([" ".join(parts), *_body(name, route)])


def _place(path: str) -> str:
    return PLACE.sub(lambda found: PLACES.get(found[1], _variable(found[1])), path)


def _variable(name: str) -> str:
    """How an id is written: ``{thread_id}`` is ``$THREAD``, and ``$KEY`` is what is shown."""
    return f"${{{name.removesuffix('_id').upper() if name != 'key_id' else 'KEY_ID'}}}"


def _query(name: str, route: Mapping[str, Any]) -> str:
    needed = {
        parameter["name"]: f"${parameter['name'].upper()}"
        for parameter in route.get("parameters", ())
        if parameter["in"] == "query" and parameter.get("required")
    }
    wanted = {**needed, **QUERIES.get(name, {})}
    told = "&".join(f"{key}={quote(value, safe='$')}" for key, value in wanted.items())
    return f"?{told}" if told else ""


def _body(name: str, route: Mapping[str, Any]) -> Iterator[str]:
    content = route.get("requestBody", {}).get("content", {})
    for kind in content:
        if kind == "application/json":
            yield "-H 'Content-Type: application/json'"
            yield f"-d {_quoted(BODIES.get(name, {}))}"
        elif kind == "application/x-www-form-urlencoded":
            fields = BODIES.get(name, {})
            yield from (f"--data-urlencode '{key}={value}'" for key, value in fields.items())
        elif kind == "multipart/form-data" and name in BODIES:
            yield from (f"-F {key}={value}" for key, value in BODIES[name].items())
        else:
            if kind != "multipart/form-data":
                yield f"-H 'Content-Type: {kind}'"
            yield FILES[kind]


def _quoted(body: Mapping[str, Any]) -> str:
    """JSON for a shell; a variable in it needs the quotes that let it be one."""
    told = json.dumps(body, ensure_ascii=False)
    if "$" not in told:
        return f"'{told}'"
    return '"' + told.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wrapped(parts: list[str]) -> str:
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) > WIDTH:
            lines[-1] += " \\"
            lines.append("  ")
        lines[-1] += (" " if lines[-1].strip() else "") + part
    return "\n".join(lines)
