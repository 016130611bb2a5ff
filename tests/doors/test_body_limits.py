"""Every route that brings no files takes a small body and refuses a large one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from folioscope.doors.http import MAX_BODY
from tests.opened_program import Program

READING = frozenset({"get", "head", "options"})
LARGER = {
    ("post", "/api/kbs/{kb}/documents"),
    ("post", "/api/kbs/{kb}/rebuild"),
    ("post", "/api/kbs/import"),
    ("post", "/api/evaluations"),
    ("post", "/api/resumes/parse"),
    ("delete", "/api/evaluations/{evaluation_id}"),
}
"""What brings files, or reports; they have limits of their own."""


def changing(described: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The routes that may be sent a body, by method and path."""
    for path, methods in described["paths"].items():
        yield from ((method, path) for method in methods if method not in READING)


async def test_no_route_takes_a_large_body_but_those_for_files(program: Program) -> None:
    routes = set(changing(await program.get("/openapi.json")))
    assert routes > LARGER
    small = routes - LARGER
    body = b"{" + b" " * MAX_BODY
    codes = {}
    for method, path in sorted(small):
        address = re.sub(r"\{\w+\}", "nobody", path)
        refused = await program.client.request(
            method, address, content=body, headers={"Content-Type": "application/json"}
        )
        codes[method, path] = (refused.status_code, refused.json()["code"])
    assert codes == dict.fromkeys(codes, (413, "body_too_large"))
