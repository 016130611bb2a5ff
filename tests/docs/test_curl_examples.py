"""Every command of the HTTP reference does what the reference says of its route."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest

from docs.curl_examples import curl
from docs.examples import BODIES, QUERIES, UNTRIED
from docs.generate import closed_app
from folioscope.doors.access import ACCESS
from folioscope.settings.values import Settings
from tests.docs.furnished import Furnished, furnished

ROUTES = {
    f"{method.upper()} {path}": route
    for path, methods in closed_app().openapi()["paths"].items()
    for method, route in methods.items()
}
VARIABLE = re.compile(r"\$\{?([A-Z_]+)\}?")
LATE = {
    "GET /api/resumes/own": 1,
    "POST /api/erasures": 1,
    "GET /api/erasures/{erasure_id}": 2,
    "DELETE /api/kbs/{kb}": 4,
    "DELETE /api/threads/{thread_id}": 4,
    "DELETE /api/resumes/{resume_id}": 4,
    "PUT /api/users/me/password": 6,
    "POST /api/auth/logout": 5,
    "POST /api/users/me/erasure": 7,
}
"""What takes away what others need; at 3 comes what is deleted, the inner before the outer."""


def example(name: str) -> str:
    """The command of a route."""
    return curl(name, ROUTES[name], is_open=ACCESS[name].scope is None)


def in_order() -> list[str]:
    """The routes, what makes things before what takes them away."""

    def place(name: str) -> tuple[int, int]:
        deletes = name.startswith("DELETE")
        return LATE.get(name, 3 if deletes else 0), -name.count("/") if deletes else 0

    return sorted((name for name in ROUTES if name not in UNTRIED), key=place)


async def tried(command: str, world: Furnished) -> tuple[int, str]:
    """How a command ended, and what it said; its variables are looked up first."""
    names = set(VARIABLE.findall(command)) - {"B"}
    values = {name: await world.value(name) for name in sorted(names)}
    process = await asyncio.create_subprocess_exec(
        "bash", "-euc", command,
        cwd=world.folder,
        env={"PATH": os.environ["PATH"], "CURL_HOME": str(world.folder), "B": "http://localhost",
             **values},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


@pytest.mark.slow
async def test_every_command_of_the_reference_works(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "somewhere"
    failed = []
    async with furnished(settings, folder, monkeypatch) as world:
        socket = world.program.unix_socket
        (folder / ".curlrc").write_text(f'unix-socket = "{socket}"\nsilent\nfail-with-body\n')
        archive = await world.program.client.get("/api/kbs/team/export")
        (folder / "team.tar").write_bytes(archive.content)
        for name in in_order():
            try:
                code, said = await tried(example(name), world)
            except (IndexError, AssertionError):
                code, said = 1, "there is nothing whose id it could name"
            if code:
                failed.append(f"{name}: {said[:500]}")
    assert "\n".join(failed) == ""


def test_what_is_not_tried_is_a_route_that_there_is() -> None:
    assert {*UNTRIED, *BODIES, *QUERIES} - ROUTES.keys() == set()


def test_a_command_for_a_body_with_an_id_lets_the_shell_put_it_in() -> None:
    command = example("POST /api/matches")
    assert r"\"$RESUME\"" in command
    assert example("GET /health/live") == 'curl "$B/health/live"'
