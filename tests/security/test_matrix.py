"""T5: every route, asked by everybody about what is somebody's.

What is not the caller's is as if it were not there: the same answer, to the letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from docs.generate import closed_app
from folioscope.doors.access import ACCESS
from folioscope.platform.database.base import new_id
from folioscope.settings.values import Settings
from tests.opened_socket import OpenSocket, open_socket
from tests.security.askers import Asker, Matrix, open_matrix
from tests.security.matrix_rows import FIELDS, ROWS, Row
from tests.security.world import OF_BASE, PRIVATE, World

LEVELS = ("read", "write", "own")
OF_READERS = frozenset({"kb", "document", "resume"})
"""What of a world whoever may read its base may see."""
OF_ADMINS = frozenset({"invitation"})
REFUSALS = frozenset(
    {"kb_read_only", "role_too_low", "not_for_visitors", "not_by_key", "scope_missing"}
)

Outcome = Literal["answered", "unknown", "refused", "read_only", "missing"]


@dataclass(frozen=True)
class Question:
    """A row, asked by somebody about a world."""

    route: str
    row: Row
    asker: Asker

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    def expected(self) -> Outcome:
        """What is to come of it, by the table of access and by what the thing is."""
        access, asker, thing = ACCESS[self.route], self.asker, self.row.thing
        if access.scope is not None:
            if not asker.kind:
                return "unknown"
            if (
                (asker.kind == "visitor" and not access.visitors)
                or (asker.kind == "key" and not access.keys)
                or (access.role == "admin" and asker.role != "admin")
            ):
                return "refused"
        if thing == "nothing" or (thing == "private" and asker.level == "own"):
            return "answered"
        if thing in ("private", "nobody") or not asker.level:
            return "missing"
        is_enough = LEVELS.index(asker.level) >= LEVELS.index(thing)
        return "answered" if is_enough else "read_only"

    async def ask(self, world: World) -> httpx2.Response:
        """The answer."""
        fresh = {**self.asker.own, "fresh": f"n{new_id()}"}
        path = self.row.path or re.sub(r"\{(\w+)\}", _field, self.route.partition(" ")[2])
        asked = {"path": path, "query": self.row.query, "body": self.row.body}
        filled = world.filled(asked, fresh)
        url = f"{filled['path']}?{filled['query']}".rstrip("?")
        sent: dict[str, Any] = {"headers": dict(self.row.headers)}
        if self.row.files:
            sent["files"] = [("files", ("new.txt", b"COBOL"))]
        elif self.row.content is not None:
            sent["content"] = self.row.content
        elif filled["body"] is not None:
            sent["json"] = filled["body"]
        return await self.asker.program.client.request(self.method, url, **sent)


def _field(parameter: re.Match[str]) -> str:
    name = FIELDS.get(parameter[1], parameter[1])
    return f"${name}" if name in World.__dataclass_fields__ else name


def told(response: httpx2.Response, world: World) -> tuple[int, str, Any]:
    """An answer without the ids in it, and without what each answer has of its own."""
    text = world.hidden(response.text)
    try:
        body = json.loads(text)
    except ValueError:
        return response.status_code, "", text
    if isinstance(body, dict):
        body.pop("request_id", None)
        return response.status_code, str(body.get("code", "")), body
    return response.status_code, "", body


async def faults(question: Question, world: World) -> AsyncIterator[str]:
    """What is wrong with the answer to a question."""
    response = await question.ask(world)
    status, code, body = told(response, world)
    expected = question.expected()
    if expected in ("answered", "missing"):
        nowhere = World.nowhere()
        missing = told(await question.ask(nowhere), nowhere) if expected == "missing" else None
        if missing is not None and (status, code, body) != missing:
            yield f"{status} {body}, and of what is not there {missing}"
        if missing is not None and status != 404:
            yield f"{status} {code}, not 404"
        if missing is None and not _is_answered(question.row, status, code):
            yield f"not answered: {status} {code or body}"
    elif (status, code) != _refusal(expected, code):
        yield f"{status} {code}, not {expected}"
    for leaked in _leaks(question, world, response):
        yield f"{status} tells of {leaked}"


def _is_answered(row: Row, status: int, code: str) -> bool:
    if row.code:
        return code == row.code
    if row.thing == "nothing":
        return status < 500 and status != 401 and code not in REFUSALS
    return status < 400


def _refusal(expected: Outcome, code: str) -> tuple[int, str]:
    match expected:
        case "unknown":
            return 401, code
        case "read_only":
            return 403, "kb_read_only"
        case _:
            return 403, code if code in REFUSALS - {"kb_read_only"} else "a refusal"


def _leaks(question: Question, world: World, response: httpx2.Response) -> Iterator[str]:
    """What an answer tells that its asker may not know, and has not said themselves."""
    asker, said = question.asker, str(response.request.url) + str(question.row.body)
    if asker.level == "own":
        return
    may_see = OF_READERS if asker.level else OF_ADMINS if asker.role == "admin" else frozenset()
    hidden = [PRIVATE] if asker.level else [PRIVATE, OF_BASE]
    yield from (canary for canary in hidden if canary in response.text)
    for name, id_ in world.ids().items():
        is_said = f"${name}" in said or id_ in said
        if id_ in response.text and name not in may_see and not is_said:
            yield name


@pytest.fixture
async def matrix(settings: Settings, tmp_path: Path) -> AsyncIterator[Matrix]:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text("COBOL")
    async with open_matrix(settings, folder) as opened:
        yield opened


def test_t05_every_route_has_its_row_in_the_matrix() -> None:
    described = {
        f"{method.upper()} {path}"
        for path, operations in closed_app().openapi()["paths"].items()
        for method in operations
    }
    assert ROWS.keys() == ACCESS.keys()
    assert described <= ROWS.keys()
    assert [route for route, rows in ROWS.items() if not rows] == []


async def test_t05_what_is_somebody_elses_is_as_if_it_were_not_there(matrix: Matrix) -> None:
    wrong: list[str] = []
    asked = 0
    world, is_changing = await matrix.maker.make(), False
    for route, rows in ROWS.items():
        if route.startswith("WEBSOCKET"):
            continue
        for row in rows:
            is_fresh = not is_changing and route.startswith("GET")
            world = world if is_fresh else await matrix.maker.make()
            is_changing = not route.startswith("GET")
            for asker in matrix.askers:  # if one did something they may not, the owner misses it
                question = Question(route, row, asker)
                asked += 1
                found = [fault async for fault in faults(question, world)]
                wrong += [f"{asker.name}: {route} {row.query}{row.path}: {one}" for one in found]
                if asker.name == "writer" and row.thing == "write":  # and does what they may
                    world = await matrix.maker.make()
    assert not wrong, "\n".join(wrong)
    assert asked >= len(matrix.askers) * (len(ROWS) - 1)


SAID: tuple[Mapping[str, Any], ...] = (
    {"type": "resume", "run_id": "$run"},
    {"type": "resume", "run_id": "$run", "after": 1},
    {"type": "cancel", "run_id": "$run"},
    {"type": "ask", "thread_id": "$thread", "content": "Who ran Kubernetes?"},
)
IN_A_BASE = {"type": "ask", "thread_id": "$my_thread", "content": "Who?", "kbs": ["$kb"]}


async def answer(socket: OpenSocket, said: Mapping[str, Any], world: World, asker: Asker) -> Any:
    """The answer to a message, without the ids in it."""
    await socket.connection.send(json.dumps(world.filled(said, asker.own)))
    return json.loads(world.hidden(json.dumps(await socket.next())))


async def test_t05_a_websocket_tells_nothing_that_http_does_not(matrix: Matrix) -> None:
    nowhere = World.nowhere()
    for asker in matrix.askers:
        world = await matrix.maker.make()
        headers = dict(asker.program.client.headers)
        shown = {name: headers[name] for name in headers if name == "authorization"}
        if not asker.kind:
            with pytest.raises(InvalidStatus) as refused:
                async with open_socket(asker.program, shown):
                    pass
            assert refused.value.response.status_code == 401
            continue
        async with open_socket(asker.program, shown) as socket:
            for said in SAID if asker.level != "own" else ():
                got = await answer(socket, said, world, asker)
                assert got["type"] == "error", (asker.name, said, got)
                assert got == await answer(socket, said, nowhere, asker), (asker.name, said)
            got = await answer(socket, IN_A_BASE, world, asker)
            if asker.level:
                assert got["type"] == "accepted", (asker.name, got)
            else:
                assert got == await answer(socket, IN_A_BASE, nowhere, asker)
