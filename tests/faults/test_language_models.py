"""Language models that refuse, fall silent, break off, or say what nobody understands."""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.checker import check
from tests.faults.processes import free_port
from tests.faults.world import World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
ANSWERED = {
    "500 once": "{{words=20 status=500 fails=1}}",
    "429 with Retry-After, once": "{{words=20 status=429 retry=1 fails=1}}",
    "split UTF-8": "{{words=20 fault=split_utf8}}",
    "odd shapes": "{{words=20 fault=odd_shapes}}",
    "cut in the middle, once": "{{words=20 fault=cut fails=1}}",
}
FAILED = {
    "401": "{{words=20 status=401}}",
    "500": "{{words=20 status=500}}",
    "429 with a long Retry-After": "{{words=20 status=429 retry=3600}}",
    "cut in the middle": "{{words=20 fault=cut}}",
    "bad JSON": "{{words=20 fault=bad_json}}",
    "no end marker": "{{words=20 fault=no_end}}",
    "10 MB at once": "{{words=20 fault=huge_delta}}",
    "an empty answer": "{{words=0}}",
}
SILENT = {
    "before the first token": "{{words=20 fault=silence after=0}}",
    "in the middle": "{{words=20 fault=silence after=5}}",
}


async def _ending(world: World, wish: str) -> str:
    posted = await world.ask(await world.thread(), wish)
    watch = await world.follow(posted)
    return watch.seen[-2].type


async def test_faults_after_which_a_question_is_answered(world: World) -> None:
    await world.start()
    endings = await asyncio.gather(*(_ending(world, wish) for wish in ANSWERED.values()))
    assert dict(zip(ANSWERED, endings, strict=True)) == dict.fromkeys(ANSWERED, "final")
    await check(world)


async def test_faults_that_are_told(world: World) -> None:
    await world.start()
    endings = await asyncio.gather(*(_ending(world, wish) for wish in FAILED.values()))
    assert dict(zip(FAILED, endings, strict=True)) == dict.fromkeys(FAILED, "error")
    await check(world)


async def test_silence_ends(world: World) -> None:
    await world.start()
    endings = await asyncio.gather(*(_ending(world, wish) for wish in SILENT.values()))
    assert dict(zip(SILENT, endings, strict=True)) == dict.fromkeys(SILENT, "error")
    assert await world.rows.one("SELECT max(attempt) FROM runs") <= 2
    await check(world)


async def test_a_language_model_that_is_not_there(world: World) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/v1"
    await world.start(OPENAI_BASE_URL=nobody)
    assert await _ending(world, "{{words=1}}") == "error"
    await check(world)


async def test_a_cancelled_answer_ends_the_call_of_the_language_model(world: World) -> None:
    await world.start()
    for wish in ("{{words=10 first=30}}", "{{words=100 gap=0.5}}", "{{fault=silence words=9}}"):
        asked = len(world.model.requests)
        world.model.disconnected.clear()
        posted = await world.ask(await world.thread(), wish)
        while len(world.model.requests) == asked:
            await asyncio.sleep(0.01)
        await world.cancel(posted.run_id)
        assert await asyncio.to_thread(world.model.disconnected.wait, 10)
        assert (await world.follow(posted)).seen[-2].type == "cancelled"
    await check(world)
