"""Migrations that are killed, run twice, run at once, and meet what they do not know."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, text

from folioscope.migrations.apply import config_for
from folioscope.platform.database.engine import Database, parse_url
from tests.faults.checker import check
from tests.faults.conftest import MakeWorld, upgrade
from tests.faults.processes import SOURCE, start
from tests.faults.rows import Rows
from tests.running_program import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.usefixtures("database_url")]
OLDEST = "0001"
STAMPS = {"created_at", "updated_at"}
WRITTEN = ("{}", "[]")  # columns of JSON, as text that either engine takes
MOMENT = "2026-01-02 03:04:05+00:00"
DATA: dict[str, dict[str, Any]] = {
    "users": {"id": 0, "name": "local"},
    "threads": {"id": "t", "owner_id": 0, "title": "Old", "mode": "hybrid"},
    "runs": {
        "id": "r", "owner_id": 0, "actor_kind": "local", "actor_id": 0, "kind": "chat.answer",
        "thread_id": "t", "status": "done", "attempt": 1, "max_attempts": 2, "next_seq": 3,
        "lease_until": 0.0, "not_before": 0.0, "input": "{}",
    },
    "messages": {
        "id": "m", "owner_id": 0, "thread_id": "t", "run_id": "r", "position": 1,
        "role": "assistant", "content": "An old answer.", "citations": "[]", "status": "complete",
    },
    "bases": {
        "id": "b", "owner_id": 0, "name": "kb", "model": "all-MiniLM-L6-v2", "chunk_size": 900,
        "chunk_overlap": 150, "edition": 1, "revision": 1,
    },
    "files": {"id": "f", "owner_id": 0, "digest": "ab" * 32, "size": 4},
    "documents": {
        "id": "d", "owner_id": 0, "base_id": "b", "file_id": "f", "source": "old.txt",
        "path": "old.txt", "name": "old.txt", "key": "", "kind": "document", "state": "ready",
        "page_count": 1, "edition": 1, "staged": 1,
    },
    "pages": {
        "document_id": "d", "edition": 1, "ordinal": 0, "text": "Person9 writes an old phrase.",
        "lines": "[]",
    },
    "chunks": {
        "id": 7, "base_id": "b", "document_id": "d", "edition": 1, "revision": 1, "ordinal": 0,
        "page_ordinal": 0, "start": 0, "end": 29, "text": "Person9 writes an old phrase.",
        "context": "", "vector": np.full(64, 0.125, np.float32).tobytes(),
    },
}  # fmt: skip
EVENTS = [
    (1, "final", '{"text":"","message_id":"m"}'),
    (2, "done", '{"status":"done"}'),
]


async def old_database(url: str) -> None:
    """A database as the first release left it, with something in every corner."""
    database = Database(parse_url(url))
    await database.run_on_connection(_make_old)
    await database.aclose()


def _make_old(connection: Connection) -> None:
    command.upgrade(config_for(connection), OLDEST)
    for name, values in DATA.items():
        table = Table(name, MetaData(), autoload_with=connection)
        stamps = dict.fromkeys(STAMPS & set(table.c.keys()), text(f"'{MOMENT}'"))
        written = {key: text(f"'{value}'") for key, value in values.items() if value in WRITTEN}
        if not connection.scalar(text(f"SELECT count(*) FROM {name}")):
            connection.execute(insert(table).values({**values, **stamps, **written}))
    for seq, kind, data in EVENTS:
        connection.execute(
            text("INSERT INTO run_events (run_id, seq, type, data) VALUES ('r', :s, :t, :d)"),
            {"s": seq, "t": kind, "d": data},
        )


async def newest(rows: Rows) -> str:
    return str(await rows.one("SELECT version_num FROM alembic_version"))


@pytest.mark.parametrize("old", [False, True], ids=["an empty database", "an older one"])
async def test_killed_at_each_statement(new_database: Callable[[bool], str], *, old: bool) -> None:
    url = new_database(True)
    if old:
        await old_database(url)
    else:
        Rows(url).engine.connect().close()
    killing = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.faults.migrating", url],
        env={**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert killing.returncode == 0, killing.stderr[-3000:]
    assert int(killing.stdout) >= 5
    rows = Rows(url)
    assert await newest(rows) != OLDEST
    if old:
        assert await rows.one("SELECT content FROM messages") == "An old answer."


async def test_an_older_database_is_brought_up_to_date_at_the_start(
    make_world: MakeWorld, new_database: Callable[[bool], str]
) -> None:
    url = new_database(True)
    await old_database(url)
    world = make_world(url)
    await world.start()
    messages = (await world.get("/api/threads/t/messages"))["messages"]
    assert [message["content"] for message in messages] == ["An old answer."]
    hits = await world.send("/api/search", {"query": "Person9", "kb": "kb"}, 200)
    assert [hit["chunk_id"] for hit in hits["hits"]] == ["7"]
    await world.answered(await world.ask(await world.thread()))


async def test_twice_and_four_at_once(
    make_world: MakeWorld, new_database: Callable[[bool], str]
) -> None:
    world = make_world(new_database(True))
    places = [f"beside{number}" for number in range(4)]
    started = [start(world.beside(name), "db", "upgrade") for name in places]
    assert [await server.ended(60) for server in started] == [0] * 4, [s.told() for s in started]
    found = await newest(world.rows)
    folder = world.place.folder.parent
    await asyncio.to_thread(upgrade, world.rows.url, folder)
    assert await newest(world.rows) == found
    await world.start()
    await world.answered(await world.ask(await world.thread()))
    await check(world)


async def test_a_newer_database_is_refused(make_world: MakeWorld) -> None:
    world = make_world()
    await world.rows.change("UPDATE alembic_version SET version_num = '9999'")
    server = start(world.place, "serve")
    assert await server.ended() == 5
    assert "newer" in server.told()
    assert "Traceback" not in server.told()
    assert await newest(world.rows) == "9999"
