"""The same POST twice is done once and answered alike."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from folioscope.platform.api.idempotency import fingerprint
from tests.opened_program import Program


async def post(program: Program, path: str, body: dict[str, Any], key: str) -> tuple[int, Any]:
    response = await program.client.post(path, json=body, headers={"Idempotency-Key": key})
    return response.status_code, response.json()


async def test_the_same_key_and_body_give_the_same_ids(program: Program) -> None:
    thread = await post(program, "/api/threads", {"title": "x"}, "k1")
    assert thread == await post(program, "/api/threads", {"title": "x"}, "k1")
    path = f"/api/threads/{thread[1]['thread_id']}/messages"
    asked = await post(program, path, {"content": "hello"}, "k2")
    assert asked[0] == 202
    await program.events(asked[1]["run_id"])
    assert asked == await post(program, path, {"content": "hello"}, "k2")
    assert len(await program.messages(thread[1]["thread_id"])) == 2


@pytest.mark.parametrize("path", ["/api/users", "/api/kbs"])
async def test_a_thing_is_made_once(program: Program, path: str) -> None:
    first = await post(program, path, {"name": "x"}, "k")
    assert first[0] == 201
    assert first == await post(program, path, {"name": "x"}, "k")


async def test_nobody_guesses_a_password_by_what_is_kept_of_a_request() -> None:
    user = {"name": "ada", "email": "ada@example.org"}
    path = "/api/users"
    assert fingerprint(path, user | {"password": "a"}) == fingerprint(path, user)
    assert fingerprint(path, user | {"name": "bob"}) != fingerprint(path, user)


async def test_the_same_key_with_another_body_or_path_is_refused(program: Program) -> None:
    _, thread = await post(program, "/api/threads", {"title": "x"}, "k")
    for path, body in (
        ("/api/threads", {"title": "y"}),
        (f"/api/threads/{thread['thread_id']}/messages", {"content": "hello"}),
        ("/api/kbs", {"name": "x"}),
    ):
        status, problem = await post(program, path, body, "k")
        assert (status, problem["code"]) == (422, "idempotency_key_reused")


async def test_a_request_that_failed_may_be_made_again_under_its_key(program: Program) -> None:
    assert (await post(program, "/api/threads", {"kbs": ["x"]}, "k"))[0] == 404
    await program.post("/api/kbs", 201, {"name": "x"})
    assert (await post(program, "/api/threads", {"kbs": ["x"]}, "k"))[0] == 201


async def test_twenty_at_once_are_one(program: Program) -> None:
    thread_id = (await program.post("/api/threads", 201, {}))["thread_id"]
    path = f"/api/threads/{thread_id}/messages"
    answers = await asyncio.gather(
        *(post(program, path, {"content": "hello"}, "same") for _ in range(20))
    )
    assert {status for status, _ in answers} == {202}
    assert len({(body["run_id"], body["message_id"]) for _, body in answers}) == 1
    assert len(await program.rows("SELECT id FROM runs")) == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_that_cannot_be_kept_is_refused(program: Program, key: str) -> None:
    assert (await post(program, "/api/threads", {}, key))[0] == 422
