"""Hints cross from process to process, gathered, and come again when a connection breaks."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import psycopg
import pytest

from folioscope.backends.wakeups.postgres import PAYLOAD_BYTES, PostgresRelay, payloads
from folioscope.platform.database.engine import driver_address, parse_url


@pytest.fixture
def address(database_url: str) -> str:
    return driver_address(parse_url(database_url))


class Heard:
    """What a process was told."""

    def __init__(self) -> None:
        self.topics: list[str | None] = []
        self._more = asyncio.Event()

    def __call__(self, topic: str | None) -> None:
        self.topics.append(topic)
        self._more.set()

    async def hears(self, topic: str | None, times: int = 1) -> None:
        async with asyncio.timeout(60):
            while self.topics.count(topic) < times:
                self._more.clear()
                await self._more.wait()


@pytest.mark.postgres_only
async def test_what_one_process_publishes_the_other_hears_once(address: str) -> None:
    here, there = PostgresRelay(address), PostgresRelay(address)
    at_home, abroad = Heard(), Heard()
    async with here.listening(at_home), there.listening(abroad):
        await asyncio.gather(at_home.hears(None), abroad.hears(None))
        for _ in range(50):
            here.publish("runs")
        await abroad.hears("runs")
        there.publish("run:1")
        await at_home.hears("run:1")
    assert abroad.topics.count("runs") <= 2, "fifty hints at once are one notification"
    assert "runs" not in at_home.topics, "what one says one need not hear"


@pytest.mark.postgres_only
async def test_a_broken_connection_is_renewed_and_everyone_is_woken(address: str) -> None:
    here, there = PostgresRelay(address), PostgresRelay(address)
    abroad = Heard()
    async with here.listening(Heard()), there.listening(abroad):
        await abroad.hears(None)
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await abroad.hears(None, times=2)
        async with asyncio.timeout(60):
            while "run:2" not in abroad.topics:  # the first may be lost with its connection
                here.publish("run:2")
                await asyncio.sleep(0.05)


async def test_without_a_database_publishing_does_not_wait() -> None:
    relay = PostgresRelay("postgresql://nobody@127.0.0.1:1/none")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(relay.listening(Heard()))
        for number in range(1000):
            relay.publish(f"run:{number}")


def test_topics_are_split_over_as_many_notifications_as_they_need() -> None:
    topics = [f"run:{number:032}" for number in range(1000)]
    sent = list(payloads(topics))
    assert [topic for payload in sent for topic in payload.split("\n")] == topics
    assert all(len(payload) <= PAYLOAD_BYTES for payload in sent)
    assert len(sent) == 5


def test_nothing_is_sent_of_nothing() -> None:
    assert list(payloads([])) == []
