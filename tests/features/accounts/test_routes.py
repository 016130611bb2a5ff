"""Users over HTTP, and who may be acted for."""

from __future__ import annotations

from tests.opened_program import Program


async def test_users_are_numbered_from_one(program: Program) -> None:
    for number, name in ((1, "ada"), (2, "ada")):
        assert await program.post("/api/users", 201, {"name": name}) == {
            "user_id": number,
            "name": name,
        }


async def test_a_user_needs_a_name(program: Program) -> None:
    for wanted in ({}, {"name": ""}, {"name": "x" * 201}, {"name": 5}, {"name": "x", "id": 7}):
        await program.post("/api/users", 422, wanted)


async def test_a_thread_is_the_users_or_the_local_persons(program: Program) -> None:
    await program.post("/api/users", 201, {"name": "ada"})
    for wanted, owner in (({"user_id": 1}, 1), ({}, 0), ({"user_id": 0}, 0)):
        thread = await program.post("/api/threads", 201, wanted)
        assert thread["user_id"] == owner
        assert await program.get(f"/api/threads/{thread['thread_id']}") == thread


async def test_nobody_acts_for_a_user_that_is_not_there(program: Program) -> None:
    for number in (1, 99_999, -1, 2**40):
        response = await program.client.post("/api/threads", json={"user_id": number})
        assert response.status_code in (404, 422)
