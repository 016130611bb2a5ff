"""A server lives as long as it answers, and is ready while every part of it works."""

from __future__ import annotations

from typing import NoReturn

import pytest
from sqlalchemy import text

from folioscope.doors import health
from folioscope.migrations.apply import newest
from folioscope.platform.database.engine import Database
from folioscope.platform.database.failures import DatabaseUnavailable
from folioscope.telemetry.context import current_ids
from folioscope.telemetry.instruments import Telemetry
from tests.opened_program import Program

PARTS = ("database", "schema", "writer", "disk")


async def failing(program: Program) -> dict[str, str]:
    """What is said to be wrong, part by part."""
    found = await program.get("/health/ready", 503)
    assert found["status"] == "failing"
    assert {name for name, is_well in found["checks"].items() if not is_well} == set(
        found["reasons"]
    )
    reasons: dict[str, str] = found["reasons"]
    return reasons


async def test_a_server_that_is_well_lives_and_is_ready(program: Program) -> None:
    assert await program.get("/health/live") == {"status": "ok"}
    ready = await program.get("/health/ready")
    assert ready == {"status": "ok", "checks": dict.fromkeys(PARTS, True), "reasons": {}}


async def test_without_room_it_is_not_ready_and_says_so(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 2.0)
    reasons = await failing(program)
    assert set(reasons) == {"disk"}
    assert "% is free" in reasons["disk"]
    assert await program.get("/health/live") == {"status": "ok"}


async def test_without_its_database_it_lives_and_is_not_ready(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def away(_self: Database) -> NoReturn:
        asked.append(current_ids().get("request_id"))  # what looks after runs asks too
        msg = "The database is away."
        raise DatabaseUnavailable(msg)

    monkeypatch.setattr(Database, "read", away)
    monkeypatch.setattr(Database, "write", away)
    assert await program.get("/health/live") == {"status": "ok"}
    assert not any(asked)
    assert set(await failing(program)) == {"database", "schema"}
    assert any(asked)


async def test_with_another_schema_it_is_not_ready(program: Program) -> None:
    async with program.database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await failing(program) == {
        "schema": f"The database is at schema 9999, and this program wants {newest()}."
    }


async def test_a_writer_that_stands_still_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for silent, told in ((21.0, "for 21 s"), (None, "Nothing writes")):
        monkeypatch.setattr(Telemetry, "silent_for", lambda _self, _part, silent=silent: silent)
        assert told in (await failing(program))["writer"]
    monkeypatch.setattr(Telemetry, "silent_for", lambda _self, _part: 19.0)
    await program.get("/health/ready")


async def test_a_writer_says_that_it_goes_round(database: Database) -> None:
    telemetry = Telemetry()
    assert telemetry.silent_for("writer") is None
    telemetry.beat("writer")
    silent = telemetry.silent_for("writer")
    assert silent is not None
    assert silent >= 0
