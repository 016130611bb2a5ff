"""Hints: whoever listens is woken, after the commit and not before, and nobody waits in vain."""

from __future__ import annotations

import asyncio

import pytest

from folioscope.platform.database.engine import Database
from folioscope.platform.runs.wakeups import Wakeups, events_of, woken

LONG = 30.0


async def test_everyone_who_listens_to_a_topic_is_woken_and_nobody_else() -> None:
    wakeups = Wakeups()
    with (
        wakeups.listening("a") as one,
        wakeups.listening("a") as other,
        wakeups.listening("b") as stranger,
    ):
        wakeups.notify("a")
        assert (one.is_set(), other.is_set(), stranger.is_set()) == (True, True, False)
        await woken(one, LONG)
        assert (one.is_set(), other.is_set()) == (False, True)


async def test_a_hint_that_came_before_one_waits_is_not_lost() -> None:
    wakeups = Wakeups()
    with wakeups.listening("a") as hint:
        wakeups.notify("a")
        await asyncio.wait_for(woken(hint, 3600), LONG)


async def test_without_a_hint_one_is_woken_all_the_same() -> None:
    wakeups = Wakeups(enabled=False)
    with wakeups.listening("a") as hint:
        wakeups.notify("a")
        assert not hint.is_set()
        await asyncio.wait_for(woken(hint, 0.01), LONG)


async def test_who_left_is_not_remembered() -> None:
    wakeups = Wakeups()
    with wakeups.listening("a") as left:
        pass
    with pytest.raises(LookupError), wakeups.listening("a") as failed:
        raise LookupError
    wakeups.notify("a")
    assert not left.is_set()
    assert not failed.is_set()
    assert wakeups._listeners == {}


async def rolled_back(database: Database, wakeups: Wakeups, topic: str) -> None:
    async with database.write() as session:
        wakeups.notify_after(session, topic)
        raise LookupError


async def test_the_hint_comes_with_the_commit_and_never_without(database: Database) -> None:
    wakeups = Wakeups()
    topic = events_of("r")
    with wakeups.listening(topic) as hint:
        async with database.write() as session:
            wakeups.notify_after(session, topic)
            assert not hint.is_set()
        assert hint.is_set()
        hint.clear()
        with pytest.raises(LookupError):
            await rolled_back(database, wakeups, topic)
        assert not hint.is_set()
