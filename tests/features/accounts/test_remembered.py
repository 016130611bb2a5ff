"""What is remembered of credentials, and for how long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from folioscope.features.accounts.last_seen import LastSeen
from folioscope.features.accounts.remembered import KEPT_SECONDS, MOST, Remembered
from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.revocations import TOPIC, Revocations
from folioscope.features.accounts.tables import User
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.wakeups import Wakeups
from tests.signed_in import Accounts


class Reading:
    """Counts how often something is read; None is nothing there."""

    def __init__(self, value: str | None = "x") -> None:
        self.value = value
        self.count = 0

    async def __call__(self) -> str | None:
        self.count += 1
        return self.value


class Time:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_what_stands_is_read_once_in_some_seconds() -> None:
    time, reading = Time(), Reading()
    remembered: Remembered[str] = Remembered(Revocations(Wakeups()), time)
    for time.now in (0.0, 1.0, KEPT_SECONDS - 0.1):
        assert await remembered.get("a", reading) == "x"
    assert reading.count == 1
    time.now = KEPT_SECONDS
    await remembered.get("a", reading)
    assert reading.count == 2


async def test_what_is_not_there_is_asked_for_each_time() -> None:
    reading = Reading(None)
    remembered: Remembered[str] = Remembered(Revocations(Wakeups()), Time())
    assert [await remembered.get("a", reading) for _ in range(2)] == [None, None]
    assert reading.count == 2


async def test_a_revocation_here_or_elsewhere_has_everything_read_anew() -> None:
    wakeups, reading = Wakeups(), Reading()
    revocations = Revocations(wakeups)
    remembered: Remembered[str] = Remembered(revocations, Time())
    for tell in (revocations.tell, lambda: wakeups.notify(TOPIC)):
        await remembered.get("a", reading)
        before = reading.count
        tell()
        await remembered.get("a", reading)
        assert reading.count == before + 1


async def test_t07_what_was_read_before_a_revocation_is_not_kept_after_it() -> None:
    revocations = Revocations(Wakeups())
    remembered: Remembered[str] = Remembered(revocations, Time())

    async def revoked_meanwhile() -> str:
        revocations.tell()
        return "from before"

    assert await remembered.get("a", revoked_meanwhile) == "from before"
    assert await remembered.get("a", Reading("from after")) == "from after"


async def test_credentials_that_are_made_up_do_not_fill_the_memory() -> None:
    remembered: Remembered[str] = Remembered(Revocations(Wakeups()), Time())
    for number in range(MOST + 10):
        await remembered.get(str(number), Reading())
    assert len(remembered._kept) <= MOST


async def test_hints_off_cost_nothing_within_a_process() -> None:
    revocations, reading = Revocations(Wakeups(enabled=False)), Reading()
    remembered: Remembered[str] = Remembered(revocations, Time())
    await remembered.get("a", reading)
    revocations.tell()
    await remembered.get("a", reading)
    assert reading.count == 2


# When somebody was seen last


async def test_users_are_seen_in_one_write_for_all(database: Database) -> None:
    async with database.write() as session:
        ada = await Users(session, LOCAL).add("ada")
    seen = LastSeen()
    for _ in range(1000):
        seen.note(ada.id)
    await seen.write_down(database)
    async with database.write() as session:
        at = (await Users(session, LOCAL).get(ada.id)).seen_at
        assert at is not None
        later = at + timedelta(hours=1)
        await session.execute(update(User).where(User.id == ada.id).values(seen_at=later))
    seen.note(ada.id)
    await seen.write_down(database)
    async with database.read() as session:
        assert (await Users(session, LOCAL).get(ada.id)).seen_at == later  # never goes back
    await seen.write_down(database)


async def test_no_request_writes_that_somebody_was_seen(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    for _ in range(3):
        await ada.get("/api/kbs")
    rows = await accounts.local.rows("SELECT seen_at FROM users WHERE id = :id", id=ada.user_id)
    assert rows == [(None,)]
