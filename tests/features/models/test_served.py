"""Bases whose embeddings a server makes: pinned by name, held to the length of their vectors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program
from tests.scripted_embeddings_server import EmbeddingsServer, serving

MODEL = "openai:words"
PEOPLE = {"ada.txt": b"Ada runs Kubernetes.", "bob.txt": b"Bob bakes sourdough bread."}


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with serving(EmbeddingsServer(dimensions=64, key="sk-canary")) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str, tmp_path: Path, server: EmbeddingsServer) -> Settings:
    given: dict[str, Any] = {
        "data_dir": tmp_path / "data",
        "database_url": database_url,
        "embeddings_base_url": server.base_url,
        "embeddings_api_key": "sk-canary",
        "OPENAI_API_KEY": "sk-of-another-server",
    }
    return Settings(_env_file=None, **given)


@pytest.fixture
async def program(settings: Settings) -> AsyncIterator[Program]:
    async with open_program(settings) as opened:
        await opened.post("/api/kbs", 201, {"name": "people", "model": MODEL})
        await opened.add("people", PEOPLE)
        yield opened


async def failure(program: Program, run_id: str) -> Any:
    (error,) = [event for event in await program.events(run_id) if event.type == "error"]
    return error.data


async def test_a_server_embeds_what_is_taken_in_and_what_is_asked(
    program: Program, server: EmbeddingsServer
) -> None:
    assert (await program.search("people", "sourdough"))[0]["path"] == "bob.txt"
    assert (await program.get("/api/kbs/people"))["model"] == MODEL
    assert set(server.keys) == {"Bearer sk-canary"}
    models = (await program.get("/api/models"))["models"]
    (served,) = [model for model in models if model["name"] == MODEL]
    assert (served["state"], served["used_by"]) == ("served", ["people"])


async def test_nan_is_the_error_of_the_run_and_nothing_is_stored(
    program: Program, server: EmbeddingsServer
) -> None:
    def spoil(answer: dict[str, Any]) -> dict[str, Any]:
        answer["data"][0]["embedding"] = [None] * 64
        return answer

    server.change = spoil
    accepted = await program.upload("people", {"eve.txt": b"Eve paints."})
    error = await failure(program, accepted["run_id"])
    assert error["code"] == "embeddings_invalid"
    assert "NaN" in error["message"]
    await program.assert_nothing_half_stored()


async def test_a_model_whose_vectors_became_longer_is_named_with_its_base(
    settings: Settings, server: EmbeddingsServer
) -> None:
    async with open_program(settings) as program:
        await program.post("/api/kbs", 201, {"name": "people", "model": MODEL})
        await program.add("people", PEOPLE)
    server.dimensions = 32
    async with open_program(settings) as program:
        found = await program.post("/api/search", 200, {"kb": "people", "query": "sourdough"})
        assert found["hits"][0]["path"] == "bob.txt"
        assert "“people” was searched by words only" in found["notes"][0]["message"]
        accepted = await program.upload("people", {"eve.txt": b"Eve paints."})
        error = await failure(program, accepted["run_id"])
        assert error["code"] == "base_model_changed"
        for told in ("“people”", MODEL, "32", "64", "folioscope kb rebuild people"):
            assert told in error["message"]
        started = await program.ask("POST", "/api/kbs/people/rebuild", 202)
        assert "result" in await program.outcome(started["run_id"])
        assert (await program.search("people", "sourdough"))[0]["path"] == "bob.txt"


async def test_a_server_that_fails_in_the_middle_of_a_rebuild_leaves_the_old_state(
    program: Program, server: EmbeddingsServer
) -> None:
    before = await program.search("people", "sourdough")
    server.most_characters = 10  # and no text gets as short as that
    started = await program.ask("POST", "/api/kbs/people/rebuild", 202)
    error = await failure(program, started["run_id"])
    assert error["code"] == "embeddings_refused"
    server.most_characters = 1000
    assert await program.search("people", "sourdough") == before
    await program.assert_nothing_half_stored()
