"""Twenty clients for some minutes, while the server is killed and stopped at random."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections import Counter

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.world import World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
SECONDS = float(os.environ.get("SOAK_SECONDS", "0"))
SEED = int(os.environ.get("SOAK_SEED") or random.SystemRandom().randint(0, 10**6))
CLIENTS = 20
PATIENT = 300.0


@pytest.mark.skipif(not SECONDS, reason="make soak SECONDS=300 runs it")
async def test_soak(world: World) -> None:
    sys.stderr.write(f"\nSOAK_SEED={SEED}\n")
    dice = random.Random(SEED)
    await world.start()
    await world.remember()
    until = time.monotonic() + SECONDS
    killing = asyncio.create_task(_kill(world, random.Random(dice.random()), until))
    clients = [
        _client(world, number, random.Random(dice.random()), until) for number in range(CLIENTS)
    ]
    endings = sum(await asyncio.gather(*clients), Counter[str]())
    kills = await killing
    sys.stderr.write(f"{kills} kills and stops, {dict(endings)}\n")
    assert kills
    assert {"final", "cancelled"} <= set(endings)
    await check(world)


async def _kill(world: World, dice: random.Random, until: float) -> int:
    done = 0
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(2, 6))
        if dice.random() < 0.2:
            await world.server.stop()
        else:
            await world.server.kill()
        await world.start()
        done += 1
    return done


async def _client(world: World, number: int, dice: random.Random, until: float) -> Counter[str]:
    endings: Counter[str] = Counter()
    thread_id = await world.thread(number % 2)
    while time.monotonic() < until:
        wish = f"{{{{words={dice.randint(1, 80)} gap={dice.choice(['0', '0.01', '0.05'])}}}}}"
        posted = world.message(thread_id, wish, key=f"{number}-{dice.getrandbits(40)}")
        await world.insist(posted)
        leaving = dice.choice([None, None, 1, 3, 10])
        manner = Manner(vanish_every=leaving, pause=dice.choice([0, 0, 0.05]), patience=PATIENT)
        following = asyncio.create_task(world.follow(posted, manner=manner))
        if dice.random() < 0.15:
            await asyncio.sleep(dice.uniform(0, 1))
            await world.cancel_if_it_can(posted.run_id)
        endings[(await following).seen[-2].type] += 1
    return endings
