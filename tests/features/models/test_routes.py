"""Models over HTTP: listed, pulled by a run, tried, and removed unless they are needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.settings.values import Settings
from tests.features.models.opened_hub import TALL, TINY, filled_hub, pulling_settings
from tests.hub_server import HubServer, serving
from tests.opened_program import Program, open_program

FRENCH = {"ada.txt": b"she led a team of engineers", "bob.txt": b"who speak french"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with serving(filled_hub(tmp_path)) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str, tmp_path: Path, hub: HubServer) -> Settings:
    return pulling_settings(database_url, tmp_path / "data", hub)


@pytest.fixture
async def program(settings: Settings) -> AsyncIterator[Program]:
    async with open_program(settings) as opened:
        yield opened


async def start(program: Program, model: str = TINY) -> str:
    return str((await program.post("/api/models", 202, {"model": model}))["run_id"])


async def pulled(program: Program, model: str = TINY) -> str:
    return str((await program.outcome(await start(program, model)))["result"]["name"])


async def shown(program: Program, name: str) -> Any:
    models = (await program.get("/api/models"))["models"]
    return next((model for model in models if model["name"] == name), None)


async def begun(hub: HubServer) -> None:
    async with asyncio.timeout(20):
        while not hub.paths("storage"):
            await asyncio.sleep(0.01)


async def test_a_model_is_pulled_by_a_run_that_says_how_far_it_is(
    program: Program, hub: HubServer
) -> None:
    run_id = await start(program)
    name = f"{TINY}@{hub.commit(TINY)}"
    events = await program.events(run_id)
    assert events[-2].data["result"]["name"] == name
    progress = [event.data for event in events if event.type == "progress"]
    assert {told["stage"] for told in progress} == {"fetching"}
    assert progress[-1]["done"] == progress[-1]["total"] == 1
    model = await shown(program, name)
    assert (model["state"], model["licence"], model["languages"]) == ("ready", "mit", ["en"])
    assert model["used_by"] == []


async def test_a_base_pins_the_commit_of_its_model(program: Program) -> None:
    name = await pulled(program)
    made = await program.post("/api/kbs", 201, {"name": "people", "model": TINY})
    assert made["model"] == name
    await program.add("people", FRENCH)
    found = await program.search("people", "french")
    assert {hit["path"] for hit in found} == {"ada.txt", "bob.txt"}
    assert (await shown(program, name))["used_by"] == ["people"]


async def test_a_model_that_is_not_here_says_how_to_get_it(program: Program) -> None:
    problem = await program.post("/api/kbs", 502, {"name": "people", "model": TINY})
    assert problem["code"] == "model_not_pulled"
    assert f"folioscope models pull {TINY}" in problem["detail"]


async def test_a_model_that_a_base_needs_is_not_removed(program: Program) -> None:
    name = await pulled(program)
    await program.post("/api/kbs", 201, {"name": "people", "model": TINY})
    problem = await program.ask("DELETE", f"/api/models/{TINY}", 409)
    assert problem["code"] == "model_in_use"
    assert "“people”" in problem["detail"]
    await program.ask("DELETE", "/api/kbs/people", 204)
    await program.ask("DELETE", f"/api/models/{TINY}", 204)
    assert await shown(program, name) is None
    assert (await program.post("/api/kbs", 502, {"name": "x", "model": name}))["code"]
    assert (await program.ask("DELETE", f"/api/models/{TINY}", 404))["code"] == "model_not_found"


async def test_a_model_that_a_base_of_somebody_else_needs_is_not_removed(program: Program) -> None:
    await pulled(program)
    made = await program.post("/api/kbs", 201, {"name": "secret", "model": TINY})
    async with program.database.write() as session:
        stranger = User(name="stranger", created_by=None)
        session.add(stranger)
        await session.flush()
        (await session.get_one(KnowledgeBase, made["kb_id"])).owner_id = stranger.id
    problem = await program.ask("DELETE", f"/api/models/{TINY}", 409)
    assert "one of somebody else" in problem["detail"]
    assert "secret" not in problem["detail"]


async def test_the_same_model_is_pulled_once_at_a_time(program: Program, hub: HubServer) -> None:
    hub.gate.clear()
    run_id = await start(program)
    await begun(hub)
    for method, path in (("POST", "/api/models"), ("DELETE", f"/api/models/{TINY}")):
        problem = await program.ask(method, path, 409, json={"model": f"{TINY}@main"})
        assert problem["code"] == "pull_active"
    hub.gate.set()
    await program.outcome(run_id)


async def test_a_cancelled_pull_leaves_nothing(program: Program, hub: HubServer) -> None:
    hub.gate.clear()
    run_id = await start(program)
    await begun(hub)
    assert (await shown(program, f"{TINY}@{hub.commit(TINY)}"))["state"] == "unfinished"
    await program.post(f"/api/runs/{run_id}/cancel", 200)
    assert [frame.type for frame in await program.events(run_id)][-2:] == ["cancelled", "done"]
    assert await shown(program, f"{TINY}@{hub.commit(TINY)}") is None
    assert list((program.data_dir / "models" / "hub").iterdir()) == []


async def test_a_pull_that_a_stop_broke_off_goes_on(settings: Settings, hub: HubServer) -> None:
    hub.gate.clear()
    async with open_program(settings) as program:
        run_id = await start(program)
        await begun(hub)
    hub.gate.set()
    async with open_program(settings) as program:
        ended = await program.outcome(run_id)
        assert ended["result"]["name"] == f"{TINY}@{hub.commit(TINY)}"
    small = [path for path in hub.paths("hub") if path.endswith("tokenizer.json")]
    assert len(small) == 1


async def test_what_the_hub_refuses_is_the_error_of_the_run(
    program: Program, hub: HubServer
) -> None:
    hub.gated.add(TINY)
    (error,) = [e for e in await program.events(await start(program)) if e.type == "error"]
    assert error.data["code"] == "model_gated"
    assert "HF_TOKEN" in error.data["message"]


async def test_a_name_that_is_none_is_refused_at_once(program: Program) -> None:
    problem = await program.post("/api/models", 422, {"model": "../../etc"})
    assert problem["code"] == "model_name_invalid"


async def test_a_model_is_tried(program: Program) -> None:
    await pulled(program)
    trial = await program.post("/api/models/test", 200, {"model": TINY})
    assert (trial["dimensions"], len(trial["pairs"])) == (24, 3)
    assert trial["query_ms"] > 0
    assert trial["passages_per_second"] > 0


async def test_a_name_that_is_neither_model_nor_folder_is_refused_in_words(
    program: Program,
) -> None:
    for path, body in (("/api/models/test", {}), ("/api/kbs", {"name": "team"})):
        refused = await program.post(path, 422, {**body, "model": "0" * 280})
        assert refused["code"] == "unknown_model"


async def test_a_model_in_a_folder_that_is_not_allowed_is_not_opened(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "own").mkdir()
    for name in ("~/own", str(tmp_path / "own")):
        refused = await program.post("/api/models/test", 403, {"model": name})
        assert refused["code"] == "path_not_allowed"


@pytest.mark.parametrize(
    "name", ["/root", "/nope", "~root/x", "~nobody-of-that-name/x", "x/../../nope"]
)
async def test_t11_the_name_of_a_model_does_not_tell_what_is_on_the_machine(
    program: Program, name: str
) -> None:
    for path, body in (("/api/models/test", {}), ("/api/kbs", {"name": "team"})):
        refused = await program.post(path, 403, {**body, "model": name})
        assert refused["code"] == "path_not_allowed"
        assert f"“{name}” is outside" in refused["detail"], "nothing of it is spelled out"


async def test_a_model_whose_files_went_away_is_named_with_its_base(settings: Settings) -> None:
    async with open_program(settings) as program:
        name = await pulled(program)
        await program.post("/api/kbs", 201, {"name": "people", "model": TINY})
        await program.add("people", FRENCH)
    for folder in (settings.data_dir / "models" / "hub").iterdir():
        folder.rename(settings.data_dir / folder.name)
    async with open_program(settings) as program:
        assert (await shown(program, name))["state"] == "missing"
        accepted = await program.upload("people", {"eve.txt": b"five engineers"})
        events = await program.events(accepted["run_id"])
        (error,) = [event.data for event in events if event.type == "error"]
        assert error["code"] == "base_model_unusable"
        assert "“people”" in error["message"]
        assert f"folioscope models pull {name}" in error["message"]


async def test_the_model_of_new_bases_is_told(program: Program) -> None:
    models = (await program.get("/api/models"))["models"]
    assert [one["name"] for one in models if one["is_default"]] == ["all-MiniLM-L6-v2"]


async def test_a_rebuild_to_a_pulled_model_holds_it(program: Program, hub: HubServer) -> None:
    old, new = await pulled(program), await pulled(program, TALL)
    await program.post("/api/kbs", 201, {"name": "people", "model": TINY})
    await program.add("people", FRENCH)
    started = await program.ask("POST", "/api/kbs/people/rebuild", 202, data={"model": TALL})
    await program.outcome(started["run_id"])
    assert (await program.get("/api/kbs/people"))["model"] == new
    await program.ask("DELETE", f"/api/models/{old}", 204)
    assert await program.search("people", "french")
