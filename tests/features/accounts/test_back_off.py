"""Who guesses passwords waits longer and longer, and learns nothing of who has an account."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update

from folioscope.features.accounts import logging_in
from folioscope.features.accounts.back_off import OF_ALL, OF_ONE_ADDRESS, BackOff, TooManyFailures
from folioscope.features.accounts.tables import LoginFailure
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from tests.opened_program import Program
from tests.signed_in import Accounts

ADA = {"email": "ada@example.org", "password": "correct horse battery"}
WRONG = {**ADA, "password": "wrong horse battery"}


@pytest.fixture(autouse=True)
def _clock_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a password takes to be looked at, no wait is over meanwhile."""
    moment = now()
    monkeypatch.setattr(logging_in, "now", lambda: moment)


async def statuses(nobody: Program, body: dict[str, str], times: int) -> list[int]:
    answers = [await nobody.client.post("/api/auth/login", json=body) for _ in range(times)]
    return [answer.status_code for answer in answers]


async def waited(database: Database) -> None:
    """Have everybody have waited."""
    async with database.write() as session:
        await session.execute(update(LoginFailure).values(until=now() - timedelta(hours=1)))


async def test_t25_failures_are_told_alike_whether_the_address_is_anybodys(
    accounts: Accounts,
) -> None:
    await accounts.local.post("/api/users", 201, {"name": "Ada", **ADA})
    nobody = await accounts.with_token(None)
    told = []
    for email in (ADA["email"], "nobody@example.org"):
        body = {**WRONG, "email": email}
        failed = [await nobody.client.post("/api/auth/login", json=body) for _ in range(6)]
        refused = await nobody.client.post("/api/auth/login", json=body)
        assert 1 <= int(refused.headers["Retry-After"]) <= 2
        problems = [answer.json() for answer in (*failed, refused)]
        told.append([(each["status"], each["code"], each["detail"][:20]) for each in problems])
    assert told[0] == told[1]
    assert Counter(each[:2] for each in told[0]) == {
        (401, "login_failed"): 6,
        (429, "too_many_failed_logins"): 1,
    }


async def test_who_waits_and_knows_the_password_is_let_in_and_begins_anew(
    accounts: Accounts,
) -> None:
    await accounts.local.post("/api/users", 201, {"name": "Ada", **ADA})
    nobody = await accounts.with_token(None)
    await statuses(nobody, WRONG, 6)
    assert await statuses(nobody, ADA, 1) == [429]  # the right password comes too soon as well
    await waited(accounts.local.database)
    assert await statuses(await accounts.with_token(None), ADA, 1) == [200]
    assert await statuses(nobody, WRONG, 6) == [401] * 6


async def test_many_tries_at_once_are_no_more_than_one_after_the_other(
    accounts: Accounts,
) -> None:
    nobody = await accounts.with_token(None)
    tries = (nobody.client.post("/api/auth/login", json=WRONG) for _ in range(20))
    found = Counter(answer.status_code for answer in await asyncio.gather(*tries))
    assert found == {401: 6, 429: 14}


async def fail(database: Database, client: str, times: int) -> int:
    """So many tries of which each waits its turn; how many were let through."""
    let_through = 0
    for _ in range(times):
        await waited(database)
        async with database.write() as session:
            await BackOff(session, "ada@example.org", client).take(now())
            let_through += 1
    return let_through


async def is_waiting(database: Database, client: str) -> bool:
    async with database.write() as session:
        try:
            await BackOff(session, "ada@example.org", client).take(now())
        except TooManyFailures:
            return True
    return False


async def test_all_addresses_of_one_network_are_one_stranger(database: Database) -> None:
    assert await fail(database, "2001:db8::1", 20) == 20
    assert await is_waiting(database, "2001:db8::2")
    assert not await is_waiting(database, "2001:db8:1::1")


async def test_no_text_counts_as_the_account_and_the_place_of_another(database: Database) -> None:
    for account in ("ada@example.org\n203.0.113.9", '["ada@example.org", "203.0.113.9"]', "5"):
        async with database.write() as session:
            for _ in range(6):
                await BackOff(session, account, "198.51.100.1").take(now())
    assert not await is_waiting(database, "203.0.113.9")
    async with database.write() as session:
        await BackOff(session, 5, "198.51.100.1").take(now())


async def test_the_failures_of_a_stranger_keep_nobody_else_out(database: Database) -> None:
    assert await fail(database, "203.0.113.9", 20) == 20
    assert await is_waiting(database, "203.0.113.9")
    assert not await is_waiting(database, "198.51.100.1")


async def test_many_addresses_together_wait_too(database: Database) -> None:
    for number in range(OF_ALL.free + 6):
        assert await fail(database, f"203.0.113.{number}", 1) == 1
    assert await is_waiting(database, "198.51.100.1")


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (5, 0), (6, 1), (7, 2), (10, 16), (15, 512), (99, 900)]
)
def test_each_failure_beyond_the_free_ones_doubles_the_wait(failures: int, seconds: int) -> None:
    assert OF_ONE_ADDRESS.wait_after(failures) == timedelta(seconds=seconds)


def test_the_owner_of_an_account_never_waits_long_for_strangers() -> None:
    assert OF_ALL.wait_after(10**6) == timedelta(minutes=1)
