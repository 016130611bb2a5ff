"""Public links as their owners have them: made, changed, switched off, deleted, written down."""

from __future__ import annotations

import pytest

from folioscope.settings.values import Settings
from tests.features.visiting.strangers import (
    answered,
    come,
    owner_of_bases,
    publish,
    switch,
    token_of,
)
from tests.signed_in import Accounts, Someone, open_accounts


@pytest.fixture
async def owner(accounts: Accounts) -> Someone:
    return await owner_of_bases(accounts)


async def test_a_link_is_made_with_an_address_nobody_guesses(owner: Someone) -> None:
    links = [await publish(owner) for _ in range(2)]
    assert len({token_of(link) for link in links}) == 2
    assert all(len(token_of(link)) == 32 for link in links)  # 24 random bytes, 192 bits
    assert (await owner.get("/api/links"))["links"] == links
    one = links[0]
    assert (one["title"], one["origins"], one["is_on"]) == ("resume", [], True)


async def test_links_have_the_address_that_people_reach_the_server_at(settings: Settings) -> None:
    async with open_accounts(settings, public_url="https://cv.example.org") as accounts:
        owner = await owner_of_bases(accounts)
        assert (await publish(owner))["url"].startswith("https://cv.example.org/ask/")


async def test_only_the_owner_of_a_base_publishes_it(accounts: Accounts, owner: Someone) -> None:
    bob = await accounts.someone("bob")
    base = (await owner.get("/api/kbs/resume"))["kb_id"]
    assert (await bob.post("/api/links", 404, {"kb": base}))["code"] == "kb_not_found"
    shared = {"email": "bob@example.org", "access": "write"}
    await owner.ask("PUT", f"/api/kbs/{base}/shares", 200, json=shared)
    assert (await bob.post("/api/links", 403, {"kb": base}))["code"] == "kb_read_only"


async def test_the_link_of_somebody_else_is_as_one_that_is_not(
    accounts: Accounts, owner: Someone
) -> None:
    link, bob = await publish(owner), await accounts.someone("bob")
    assert (await bob.get("/api/links"))["links"] == []
    for link_id in (link["link_id"], "nothing"):
        for method, body in (("PATCH", {"json": {"is_on": False}}), ("DELETE", {})):
            refused = await bob.ask(method, f"/api/links/{link_id}", 404, **body)
            assert refused["code"] == "link_not_found"
    assert (await owner.get("/api/links"))["links"] == [link]


async def test_a_change_leaves_what_it_does_not_name(owner: Someone) -> None:
    link = await publish(owner, title="Ask Ada", greeting="Hello", daily_messages=7)
    path = f"/api/links/{link['link_id']}"
    end = "2100-01-01T00:00:00Z"
    changed = await owner.ask("PATCH", path, 200, json={"title": "Ask me", "expires_at": end})
    assert changed == {**link, "title": "Ask me", "expires_at": end}
    back = await owner.ask("PATCH", path, 200, json={"title": None, "expires_at": None})
    assert back == {**changed, "expires_at": None}


async def test_what_is_published_is_written_down(owner: Someone) -> None:
    link = await publish(owner)
    await switch(owner, link, is_on=False)
    await switch(owner, link, is_on=False)
    await switch(owner, link, is_on=True)
    await owner.ask("DELETE", f"/api/links/{link['link_id']}", 204)
    entries = (await owner.get("/api/audit"))["entries"]
    told = [(entry["action"], entry["subject"], entry["detail"]) for entry in entries]
    subject, detail = link["kb_id"], {"link": link["link_id"]}
    actions = ("unpublish", "publish", "unpublish", "publish")
    assert told == [(action, subject, detail) for action in actions]


async def test_what_is_changed_of_a_link_is_written_down_by_name(owner: Someone) -> None:
    link = await publish(owner, daily_messages=7)
    path = f"/api/links/{link['link_id']}"
    wanted = {"origins": ["https://ada.example"], "daily_messages": 9, "is_on": True}
    for _ in range(2):  # the second time nothing changes
        await owner.ask("PATCH", path, 200, json={**wanted, "expires_at": "2100-01-01T00:00:00Z"})
    entries = (await owner.get("/api/audit", action="change_link"))["entries"]
    changed = {"link": link["link_id"], "changed": ["daily_messages", "expires_at", "origins"]}
    assert [(one["subject"], one["detail"]) for one in entries] == [(link["kb_id"], changed)]


async def test_with_a_link_go_its_visitors_and_what_they_asked(
    accounts: Accounts, owner: Someone
) -> None:
    kept, gone = await publish(owner), await publish(owner)
    staying, leaving = await come(accounts, kept), await come(accounts, gone)
    for visitor in (staying, leaving):
        await answered(visitor)
    await owner.ask("DELETE", f"/api/links/{gone['link_id']}", 204)
    counted = "SELECT count(*) FROM users WHERE kind = 'visitor'"
    assert await owner.rows(counted) == [(1,)]
    assert await owner.rows("SELECT count(*) FROM threads") == [(1,)]
    assert len((await staying.get("/api/threads"))["threads"]) == 1
    await leaving.get("/api/threads", 401)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://ada.example", "https://ada.example"),
        ("HTTPS://Ada.Example/", "https://ada.example"),
        ("https://ada.example:443", "https://ada.example"),
        ("http://ada.example:80", "http://ada.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
async def test_origins_are_kept_as_browsers_name_them(owner: Someone, said: str, kept: str) -> None:
    assert (await publish(owner, origins=[said]))["origins"] == [kept]


@pytest.mark.parametrize(
    "said",
    [
        "*",
        "https://*",
        "https://*.example",
        "'self'",
        "https://ada.example 'unsafe-inline'",
        "https://ada.example; script-src *",
        "https://ada.example, https://evil.example",
        "https://ada.example\r\nX: y",
        "https://ada.example/page",
        "https://ada@evil.example",
        "https://ada.example:99999999",
        "javascript:alert(1)",
        "null",
        "data:",
        "",
    ],
)
async def test_what_is_no_origin_is_refused(owner: Someone, said: str) -> None:
    await owner.post("/api/links", 422, {"kb": "resume", "origins": [said]})


@pytest.mark.parametrize(("name", "most"), [("visitor_messages", 1000), ("daily_messages", 10_000)])
async def test_an_owner_allows_so_many_questions_at_the_most(
    owner: Someone, name: str, most: int
) -> None:
    link = await publish(owner, **{name: most})
    refused = await owner.post("/api/links", 422, {"kb": "resume", name: most + 1})
    assert refused["code"] == "invalid_request"
    await owner.ask("PATCH", f"/api/links/{link['link_id']}", 422, json={name: most + 1})


async def test_an_operator_may_have_no_public_chats_at_all(settings: Settings) -> None:
    async with open_accounts(settings) as accounts:
        owner = await owner_of_bases(accounts)
        link = await publish(owner)
        visit = await (await accounts.with_token(None)).post(
            f"/api/public/{token_of(link)}/visit", 201
        )
    async with open_accounts(settings, public_chat=False) as accounts:
        nobody = await accounts.with_token(None)
        shown = await nobody.get(f"/api/public/{token_of(link)}", 404)
        assert shown["code"] == "chat_closed"
        await nobody.post(f"/api/public/{token_of(link)}/visit", 404)
        visitor = await accounts.with_token(visit["token"])
        await visitor.get("/api/threads", 401)


async def test_without_accounts_a_visitor_is_a_visitor_all_the_same(settings: Settings) -> None:
    async with open_accounts(settings, auth="off") as accounts:
        await accounts.local.fill("resume", {"note.txt": "Ada Byron knows Kubernetes."})
        visitor = await come(accounts, await publish(accounts.local))
        await answered(visitor)
        assert (await visitor.get("/api/kbs", 403))["code"] == "not_for_visitors"
        assert (await accounts.local.get("/api/threads"))["threads"] == []
