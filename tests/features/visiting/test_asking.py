"""How many questions strangers may ask, and what they are told when they have asked them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from folioscope.features.visiting.asking import HOUR
from folioscope.features.visiting.tables import PublicLink, Visitor
from folioscope.platform.database.base import now
from tests.features.visiting.strangers import answered, come, owner_of_bases, publish, token_of
from tests.signed_in import Accounts, Someone

N = 2


@pytest.fixture
async def owner(accounts: Accounts) -> Someone:
    return await owner_of_bases(accounts)


async def asked_today(owner: Someone) -> int:
    links = (await owner.get("/api/links"))["links"]
    return int(links[0]["asked_today"])


async def test_a_visitor_asks_so_often_in_an_hour(accounts: Accounts, owner: Someone) -> None:
    link = await publish(owner, visitor_messages=N, daily_messages=10)
    visitor, other = await come(accounts, link), await come(accounts, link)
    for _ in range(N):
        await answered(visitor)
    refused = await visitor.post("/api/threads", 201, {})
    path = f"/api/threads/{refused['thread_id']}/messages"
    answer = await visitor.client.post(path, json={"content": "one more?"})
    assert (answer.status_code, answer.json()["code"]) == (429, "visitor_limit")
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    assert f"{N} questions in an hour" in answer.json()["detail"]
    assert await asked_today(owner) == N
    await answered(other)
    async with owner.database.write() as session:
        await session.execute(update(Visitor).values(hour_began=now() - HOUR))
    await answered(visitor)


async def test_all_visitors_together_ask_so_often_in_a_day(
    accounts: Accounts, owner: Someone
) -> None:
    link = await publish(owner, daily_messages=N)
    one, other, third = [await come(accounts, link) for _ in range(3)]
    await answered(one)
    await answered(other)
    refused = await answered(third, 429)
    assert refused["code"] == "link_limit"
    assert await asked_today(owner) == N
    nobody = await accounts.with_token(None)
    late = await nobody.client.post(f"/api/public/{token_of(link)}/visit")
    assert (late.status_code, late.json()["code"]) == (429, "link_limit")
    assert 0 < int(late.headers["Retry-After"]) <= 24 * 3600 + 1
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    async with owner.database.write() as session:
        await session.execute(update(PublicLink).values(counted_on=yesterday))
    assert await asked_today(owner) == 0
    await answered(third)
    assert await asked_today(owner) == 1


async def test_what_is_refused_or_sent_twice_is_not_counted_twice(
    accounts: Accounts, owner: Someone
) -> None:
    visitor = await come(accounts, await publish(owner))
    thread = (await visitor.post("/api/threads", 201, {}))["thread_id"]
    path = f"/api/threads/{thread}/messages"
    body: dict[str, Any] = {"content": "Which databases?"}
    await visitor.post(path, 404, {**body, "kbs": ["private"]})
    await visitor.post(path, 404, {**body, "replaces": "nothing"})
    for _ in range(2):
        again = {"Idempotency-Key": "k"}
        await visitor.ask("POST", path, 202, json=body, headers=again)
    assert await asked_today(owner) == 1


async def test_the_questions_of_owners_are_none_of_these(
    accounts: Accounts, owner: Someone
) -> None:
    await publish(owner, daily_messages=1, visitor_messages=1)
    for _ in range(2):
        _, run_id = await owner.question("Which databases?", kbs=["resume"])
        await owner.outcome(run_id)
    assert await asked_today(owner) == 0
