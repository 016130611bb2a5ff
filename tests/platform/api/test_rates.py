"""Counting in windows of time, wherever the counters are kept."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from limits.aio.storage import RedisStorage, Storage

from folioscope.errors import BackendBusy, LimitReached
from folioscope.platform.api.rates import Rate, Rates, waiting
from folioscope.platform.api.window_repository import Windows
from folioscope.platform.api.windows import WindowsInDatabase, WindowsInMemory
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, parse_url

REDIS = shutil.which("redis-server")


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


class Enough(LimitReached):
    code = "enough"


THREE = Rate("cups", 3, 60, "cups of one guest a minute", Enough)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """A real Redis, where Debian's is installed."""
    if REDIS is None:
        pytest.skip("there is no redis-server")
    socket = tmp_path / "redis.sock"
    command = [REDIS, "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "accept connections" in line)
        yield f"async+redis+unix://{socket}"
        process.terminate()


@pytest.fixture(params=["memory", "database", "redis"])
async def storage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Storage]:
    if request.param == "redis":
        url = request.getfixturevalue("redis")
        yield RedisStorage(url, wrap_exceptions=True, implementation="redispy")
    elif request.param == "database":
        yield WindowsInDatabase(database)
    else:
        yield WindowsInMemory()


async def test_the_last_that_may_be_is_let_in_and_the_next_is_not(storage: Storage) -> None:
    rates = Rates(storage)
    for count in range(3):
        assert await rates.used(THREE, "ada") == count
        await rates.take(THREE, "ada")
    with pytest.raises(Enough, match="3 cups of one guest a minute") as refused:
        await rates.take(THREE, "ada")
    assert 1 <= refused.value.retry_after <= 60
    await rates.take(THREE, "bob")
    assert (await rates.used(THREE, "ada"), await rates.used(THREE, "bob")) == (3, 1)


async def test_several_processes_count_together(database: Database) -> None:
    one, other = Rates(WindowsInDatabase(database)), Rates(WindowsInDatabase(database))
    await one.take(THREE, "ada")
    await other.take(THREE, "ada")
    await one.take(THREE, "ada")
    for rates in (one, other):
        with pytest.raises(Enough):
            await rates.take(THREE, "ada")


async def test_after_a_window_there_is_a_new_one() -> None:
    clock = Clock()
    rates = Rates(WindowsInMemory(clock), clock)
    for _ in range(3):
        await rates.take(THREE, "ada")
    clock.at += 59
    with pytest.raises(Enough, match="Try again in 1 second") as refused:
        await rates.take(THREE, "ada")
    assert refused.value.retry_after == 1
    clock.at += 1
    for _ in range(3):
        await rates.take(THREE, "ada")
    with pytest.raises(Enough):
        await rates.take(THREE, "ada")


async def test_who_goes_on_is_not_kept_out_for_longer() -> None:
    clock = Clock()
    rates = Rates(WindowsInMemory(clock), clock)
    for second in range(60):
        clock.at += 1
        if second >= 3:
            with pytest.raises(Enough):
                await rates.take(THREE, "ada")
        else:
            await rates.take(THREE, "ada")
    clock.at += 2
    await rates.take(THREE, "ada")


async def test_what_is_refused_again_and_again_asks_no_counter() -> None:
    asked = WindowsInMemory()
    rates = Rates(asked)
    for _ in range(100):
        try:
            await rates.take(THREE, "ada")
        except Enough:
            continue
    assert await asked.get(next(iter(asked._open))) == 4


async def test_a_rate_of_nought_is_none() -> None:
    rates = Rates(WindowsInMemory())
    for _ in range(100):
        await rates.take(Rate("cups", 0, 60, "cups", Enough), "ada")


async def test_memory_keeps_so_many_windows_and_forgets_the_oldest() -> None:
    storage = WindowsInMemory(most=100)
    for number in range(1000):
        await storage.incr(f"guest {number}", 60)
    assert len(storage._open) == 100
    assert (await storage.get("guest 999"), await storage.get("guest 0")) == (1, 0)


async def test_without_redis_nobody_is_refused() -> None:
    nowhere = RedisStorage(
        "async+redis://127.0.0.1:1", wrap_exceptions=True, implementation="redispy"
    )
    rates = Rates(nowhere)
    for _ in range(10):
        await rates.take(THREE, "ada")
    assert await rates.used(THREE, "ada") == 0


async def test_without_the_database_its_error_is_told(tmp_path: Path) -> None:
    database = Database(parse_url(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}"))
    with pytest.raises(BackendBusy):
        await Rates(WindowsInDatabase(database)).take(THREE, "ada")
    await database.aclose()


async def test_windows_that_are_over_are_deleted_and_begin_anew(database: Database) -> None:
    async with database.write() as session:
        windows = Windows(session)
        await windows.count("over", 5, now() - timedelta(seconds=1))
        await windows.count("open", 5, now() + timedelta(minutes=1))
        assert await windows.find("over") is None
        assert (await windows.count("over", 2, now() + timedelta(minutes=1))).used == 2
        assert (await windows.count("open", 2, now() + timedelta(days=9))).used == 7
        await windows.count("gone", 1, now() - timedelta(seconds=1))
        assert await windows.forget() == 1


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(1, "1 second"), (59, "59 seconds"), (150, "3 minutes"), (7201, "3 hours")],
)
def test_waiting_is_told_in_words(seconds: int, told: str) -> None:
    assert waiting(seconds) == told
