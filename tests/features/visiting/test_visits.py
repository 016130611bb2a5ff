"""A public chat over one base: who comes by a link asks that base, and nothing else."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import Update, update

from folioscope.features.accounts.tables import User
from folioscope.platform.api.open_streams import VISITOR_STREAMS, VISITORS_PART
from folioscope.platform.database.base import now
from folioscope.settings.values import Settings
from tests.features.visiting.strangers import (
    NOTE,
    QUESTION,
    ask,
    come,
    owner_of_bases,
    publish,
    switch,
    token_of,
)
from tests.opened_program import same_for_all
from tests.opened_socket import open_socket
from tests.scripted_llm import ScriptedModel
from tests.signed_in import Accounts, Someone, open_accounts


@pytest.fixture
async def owner(accounts: Accounts) -> Someone:
    return await owner_of_bases(accounts)


async def test_a_stranger_is_shown_what_a_chat_is_about(accounts: Accounts, owner: Someone) -> None:
    link = await publish(owner, title="Ask Ada", greeting="Hello.\nAsk me.")
    nobody = await accounts.with_token(None)
    shown = await nobody.get(f"/api/public/{token_of(link)}")
    assert (shown["title"], shown["greeting"]) == ("Ask Ada", "Hello.\nAsk me.")
    assert isinstance(shown["suggestions"], list)
    assert set(shown) == {"title", "greeting", "suggestions"}


async def test_a_visitor_asks_and_reads_what_is_cited(accounts: Accounts, owner: Someone) -> None:
    visitor = await come(accounts, await publish(owner))
    accepted = await ask(visitor)
    final = await visitor.outcome(accepted["run_id"])
    assert "412" in final["text"]
    cited = final["citations"][0]["document_id"]
    page = await visitor.get(f"/api/documents/{cited}/text")
    assert NOTE in page["text"]


async def test_answers_to_visitors_come_from_the_documents_alone(
    accounts: Accounts, owner: Someone
) -> None:
    visitor = await come(accounts, await publish(owner))
    thread = await visitor.post("/api/threads", 201, {"mode": "hybrid"})
    assert (thread["mode"], thread["model"]) == ("strict", None)
    path = f"/api/threads/{thread['thread_id']}/messages"
    for choice in ({"mode": "hybrid"}, {"model": "extractive"}):
        refused = await visitor.post(path, 403, {"content": QUESTION, **choice})
        assert refused["code"] == "chosen_by_owner"
    refused = await visitor.post("/api/threads", 403, {"model": "extractive"})
    assert refused["code"] == "chosen_by_owner"
    assert (await visitor.messages(thread["thread_id"])) == []


async def test_no_other_base_can_be_reached(accounts: Accounts, owner: Someone) -> None:
    visitor = await come(accounts, await publish(owner))
    private = (await owner.get("/api/kbs/private"))["kb_id"]
    document = (await owner.get("/api/kbs/private/documents"))["documents"][0]["document_id"]
    missing = await visitor.post("/api/threads", 404, {"kbs": ["nothing"]})
    for kb in ("private", private):
        foreign = await visitor.post("/api/threads", 404, {"kbs": [kb]})
        assert foreign["code"] == missing["code"] == "kb_not_found"
        await visitor.get(f"/api/kbs/{kb}/suggestions", 404)
    thread = (await visitor.post("/api/threads", 201, {}))["thread_id"]
    body = {"content": QUESTION, "kbs": [private]}
    await visitor.post(f"/api/threads/{thread}/messages", 404, body)
    await visitor.get(f"/api/documents/{document}/text", 404)
    await visitor.get(f"/api/documents/{document}/pages/1.png", 404)
    accepted = await visitor.post(
        f"/api/threads/{thread}/messages", 202, {"content": "Does Ada think of leaving Globex?"}
    )
    assert "leaving" not in str(await visitor.outcome(accepted["run_id"]))


async def test_visitors_change_nothing_and_open_no_file(accounts: Accounts, owner: Someone) -> None:
    visitor = await come(accounts, await publish(owner))
    document = (await owner.get("/api/kbs/resume/documents"))["documents"][0]["document_id"]
    for method, path in (
        ("GET", "/api/kbs"),
        ("GET", "/api/links"),
        ("GET", f"/api/documents/{document}"),
        ("GET", f"/api/documents/{document}/file"),
        ("POST", "/api/kbs/resume/documents"),
        ("POST", "/api/search"),
        ("DELETE", "/api/kbs/resume"),
        ("GET", "/api/resumes"),
        ("GET", "/api/audit"),
    ):
        refused = await visitor.ask(method, path, 403)
        assert refused["code"] == "not_for_visitors", path


async def test_visitors_do_not_see_each_other_and_owners_see_neither(
    accounts: Accounts, owner: Someone
) -> None:
    link = await publish(owner)
    one, other = await come(accounts, link), await come(accounts, link)
    accepted = await ask(one)
    thread = (await one.get("/api/threads"))["threads"][0]["thread_id"]
    for somebody in (other, owner, accounts.local):
        assert (await somebody.get("/api/threads"))["threads"] == []
        await somebody.get(f"/api/threads/{thread}/messages", 404)
        await somebody.get(f"/api/runs/{accepted['run_id']}", 404)


async def test_a_visitor_asks_over_a_socket_on_the_same_terms(
    accounts: Accounts, owner: Someone
) -> None:
    visitor = await come(accounts, await publish(owner, visitor_messages=1))
    thread = (await visitor.post("/api/threads", 201, {}))["thread_id"]
    async with open_socket(visitor) as socket:
        refused = await socket.ask("ask", thread_id=thread, content=QUESTION, mode="hybrid")
        assert (refused["code"], refused["status"]) == ("chosen_by_owner", 403)
        accepted = await socket.ask("ask", thread_id=thread, content=QUESTION)
        assert accepted["type"] == "accepted"
        await socket.until("done")
        refused = await socket.ask("ask", thread_id=thread, content=QUESTION)
        assert (refused["code"], refused["status"]) == ("visitor_limit", 429)


async def test_visitors_leave_sockets_to_those_who_have_accounts(settings: Settings) -> None:
    few = VISITOR_STREAMS + 1
    async with open_accounts(settings, max_streams=VISITORS_PART * few) as accounts:
        owner = await owner_of_bases(accounts)
        link = await publish(owner)
        one, two, three = [await come(accounts, link) for _ in range(3)]
        async with AsyncExitStack() as held:
            for visitor in (*[one] * VISITOR_STREAMS, two):
                socket = await held.enter_async_context(open_socket(visitor))
                assert await socket.ask("ping") == {"type": "pong"}
            for visitor, told in ((one, "one user"), (three, "visitors")):
                code, reason = await (await held.enter_async_context(open_socket(visitor))).closed()
                assert code == 1013
                assert reason is not None
                assert told in reason
            for _ in range(few):
                socket = await held.enter_async_context(open_socket(owner))
                assert await socket.ask("ping") == {"type": "pong"}


async def test_visitors_leave_streams_to_those_who_have_accounts(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    few = {"max_streams": VISITORS_PART, "llm_provider": "openai"}
    async with open_accounts(settings, **few) as accounts:
        owner = await owner_of_bases(accounts)
        visitor = await come(accounts, await publish(owner))
        run_id = (await ask(visitor))["run_id"]
        own_id = (await owner.question())[1]
        async with visitor.stream(run_id) as first, visitor.stream(run_id) as second:
            assert first.status_code == 200
            assert second.status_code == 503
            async with owner.stream(own_id) as third:
                assert third.status_code == 200


async def test_a_visitor_of_a_blind_base_sees_nobody_unmasked(
    accounts: Accounts, owner: Someone
) -> None:
    await owner.post("/api/kbs", 201, {"name": "blind", "blind": {}})
    await owner.add("blind", {"cv.txt": b"Name: Ada Byron\nSkills: Kubernetes"})
    visitor = await come(accounts, await publish(owner, kb="blind"))
    document = (await owner.get("/api/kbs/blind/documents"))["documents"][0]["document_id"]
    for query in ({}, {"unmasked": "true"}):
        refused = await visitor.get(f"/api/documents/{document}/pages/1.png", 403, **query)
        assert refused["code"] in ("document_masked", "kb_read_only")
    page = await visitor.get(f"/api/documents/{document}/text")
    assert "Byron" not in page["text"]
    assert await owner.rows("SELECT action FROM audit WHERE action = 'unmask'") == []


# How it ends


async def test_what_is_closed_is_as_what_never_was(accounts: Accounts, owner: Someone) -> None:
    nobody = await accounts.with_token(None)
    never = await nobody.client.get("/api/public/x")
    off, over = await publish(owner), await publish(owner)
    gone, kept = await publish(owner), await publish(owner)
    await switch(owner, off, is_on=False)
    past = (now() - timedelta(seconds=1)).isoformat()
    await owner.ask("PATCH", f"/api/links/{over['link_id']}", 200, json={"expires_at": past})
    await owner.ask("DELETE", f"/api/links/{gone['link_id']}", 204)
    for link in (off, over, gone):
        shown = await nobody.client.get(f"/api/public/{token_of(link)}")
        assert (shown.status_code, same_for_all(shown.json())) == (404, same_for_all(never.json()))
        visit = await nobody.client.post(f"/api/public/{token_of(link)}/visit")
        assert (visit.status_code, same_for_all(visit.json())) == (404, same_for_all(never.json()))
    await nobody.get(f"/api/public/{token_of(kept)}")


async def test_who_is_in_a_chat_that_is_switched_off_is_known_no_more(
    accounts: Accounts, owner: Someone
) -> None:
    link = await publish(owner)
    visitor = await come(accounts, link)
    await visitor.get("/api/threads")
    await switch(owner, link, is_on=False)
    assert (await visitor.get("/api/threads", 401))["code"] == "token_refused"
    await switch(owner, link, is_on=True)
    await visitor.get("/api/threads")


async def test_a_socket_ends_when_its_chat_is_switched_off(
    accounts: Accounts, owner: Someone
) -> None:
    link = await publish(owner)
    visitor = await come(accounts, link)
    async with open_socket(visitor) as socket:
        assert await socket.ask("ping") == {"type": "pong"}
        await switch(owner, link, is_on=False)
        assert (await socket.closed())[0] == 1008


async def test_the_chats_of_a_suspended_user_are_closed(accounts: Accounts, owner: Someone) -> None:
    link = await publish(owner)
    async with owner.database.write() as session:
        await session.execute(suspend(owner.user_id))
    nobody = await accounts.with_token(None)
    await nobody.get(f"/api/public/{token_of(link)}", 404)


def suspend(user_id: int) -> Update:
    """What suspends a user."""
    return update(User).where(User.id == user_id).values(suspended_at=now())
