"""A process is killed while a model comes, or while a base changes to another one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.features.models.opened_hub import TINY, filled_hub
from tests.hub_server import serving as serving_hub
from tests.opened_program import Program
from tests.running_program import Place, serving, talking_to

pytestmark = pytest.mark.slow

LONG = "Paragraph {number} of {name} tells of bread and of nothing else in the world.\n\n"
PEOPLE = {
    f"{name}.txt": "".join(LONG.format(number=number, name=name) for number in range(600))
    for name in ("ada", "bob", "eve")
}


def armed(place: Place, failpoints: str) -> Place:
    return replace(place, settings={**place.settings, "FOLIOSCOPE_FAILPOINTS": failpoints})


async def killed_during(place: Place, failpoint: str, path: str, **content: Any) -> str:
    """Start a run in a process that dies of it; the id of the run."""
    with serving(armed(place, failpoint)) as process:
        async with talking_to(place) as program:
            run_id = (await program.ask("POST", path, 202, **content))["run_id"]
        assert await asyncio.to_thread(process.wait, 60) == -9
    return str(run_id)


async def dimensions(program: Program) -> set[int]:
    """Of the vectors that can be found."""
    stored = "SELECT DISTINCT length(vector) FROM chunks WHERE revision > 0"
    return {row[0] // 4 for row in await program.rows(stored)}


async def test_a_base_answers_by_its_old_model_until_the_new_one_is_whole_over_a_kill(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path / "data", {})
    with serving(place):
        async with talking_to(place) as program:
            await program.fill("people", PEOPLE)
            before = await program.search("people", "bread of Bob", k=5)
    wanted = {"data": {"model": "wider"}}
    run_id = await killed_during(
        place, "staging.staged=kill@2", "/api/kbs/people/rebuild", **wanted
    )
    slow = replace(place, settings={"SCRIPTED_EMBEDDING_SECONDS": "0.3"})
    with serving(slow):
        async with talking_to(place) as program:
            assert await dimensions(program) == {64}
            assert await program.search("people", "bread of Bob", k=5) == before
            assert (await program.get("/api/kbs/people"))["model"] == "all-MiniLM-L6-v2"
            result = (await program.outcome(run_id))["result"]
            assert (result["documents"], result["failed"]) == (3, [])
            assert await dimensions(program) == {128}
            assert (await program.get("/api/kbs/people"))["model"] == "wider"
            after = await program.search("people", "bread of Bob", k=5)
            assert {hit["path"] for hit in after} == {hit["path"] for hit in before}
            await program.assert_nothing_half_stored()


async def test_a_rebuild_by_a_model_that_fails_midway_leaves_the_old_one(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", {})
    with serving(place):
        async with talking_to(place) as program:
            await program.fill("people", PEOPLE)
            before = await program.search("people", "bread of Bob", k=5)
    wanted = {"data": {"model": "wider"}}
    with serving(armed(place, "staging.embedded=error@2")):
        async with talking_to(place) as program:
            answer = await program.ask("POST", "/api/kbs/people/rebuild", 202, **wanted)
            failed = await program.outcome(answer["run_id"])
            assert failed["code"] == "failpoint_hit"
            assert await program.search("people", "bread of Bob", k=5) == before
            assert await dimensions(program) == {64}
            await program.assert_nothing_half_stored()


async def test_a_pull_goes_on_after_a_kill(tmp_path: Path) -> None:
    with serving_hub(filled_hub(tmp_path)) as hub:
        place = Place(tmp_path / "data", {"HF_ENDPOINT": hub.endpoint})
        run_id = await killed_during(
            place, "models.fetching=kill@2", "/api/models", json={"model": TINY}
        )
        small = [asked for asked in hub.paths() if asked.endswith(".json")]
        with serving(place):
            async with talking_to(place) as program:
                result = (await program.outcome(run_id))["result"]
                assert result["name"] == f"{TINY}@{hub.commit(TINY)}"
        assert [asked for asked in hub.paths() if asked.endswith("config.json")] == small[:1]
