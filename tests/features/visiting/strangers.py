"""Strangers who come to public chats, as the tests of them have it."""

from __future__ import annotations

from typing import Any

from tests.opened_program import Program
from tests.signed_in import Accounts, Someone

NOTE = "Ada Byron migrated 412 databases to Postgres at Globex in 2021."
QUESTION = "Which databases did Ada Byron migrate?"


async def owner_of_bases(accounts: Accounts) -> Someone:
    """Who has a base that is to be public, and one that is not."""
    owner = await accounts.someone("ada")
    await owner.fill("resume", {"note.txt": NOTE})
    await owner.fill("private", {"diary.txt": "Ada Byron thinks of leaving Globex."})
    return owner


async def publish(owner: Program, **said: Any) -> Any:
    """A public chat over the base that is to be public."""
    return await owner.post("/api/links", 201, {"kb": "resume", **said})


async def switch(owner: Program, link: Any, *, is_on: bool) -> None:
    """Switch a public chat off or on."""
    await owner.ask("PATCH", f"/api/links/{link['link_id']}", 200, json={"is_on": is_on})


def token_of(link: Any) -> str:
    """The last part of the address of a chat."""
    token: str = link["url"].rpartition("/")[2]
    return token


async def come(accounts: Accounts, link: Any) -> Program:
    """A stranger who has come by a link."""
    nobody = await accounts.with_token(None)
    visit = await nobody.post(f"/api/public/{token_of(link)}/visit", 201)
    return await accounts.with_token(visit["token"])


async def ask(visitor: Program, status: int = 202, **said: Any) -> Any:
    """What is answered to a question in a new conversation."""
    thread_id = (await visitor.post("/api/threads", 201, {}))["thread_id"]
    body = {"content": QUESTION, **said}
    return await visitor.post(f"/api/threads/{thread_id}/messages", status, body)


async def answered(visitor: Program, status: int = 202) -> Any:
    """The same, once the answer is there: a visitor's next question finds nothing open."""
    accepted = await ask(visitor, status)
    if status == 202:
        await visitor.outcome(accepted["run_id"])
    return accepted
