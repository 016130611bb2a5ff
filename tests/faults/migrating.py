"""Kills a migration at each of its statements, in children of one process.

``python -m tests.faults.migrating ADDRESS`` prints how many statements there are, once a child
has lived through all of them. After each kill the database must be as it was.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from sqlalchemy import inspect, text

from folioscope import failpoints
from folioscope.migrations.apply import upgrade
from folioscope.platform.database.engine import Database, parse_url
from tests.faults.rows import open_rows


def state(url: str) -> Any:
    """Everything that a migration may change, roughly."""
    engine = open_rows(url)
    with engine.connect() as connection:
        found = inspect(connection)
        tables = sorted(found.get_table_names())
        return {
            name: (
                sorted(column["name"] for column in found.get_columns(name)),
                sorted(str(index["name"]) for index in found.get_indexes(name)),
                connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one(),
            )
            for name in tables
        }


async def _upgrade(url: str) -> None:
    database = Database(parse_url(url))
    await database.run_on_connection(upgrade)
    await database.aclose()


def killed_at(url: str, statement: int) -> bool:
    """Upgrade in a child that is killed at a statement; False if it came to its end before."""
    child = os.fork()
    if not child:
        armed = failpoints.read_failpoints(f"migrations.statement=kill@{statement}")
        failpoints._armed.update(armed)
        asyncio.run(_upgrade(url))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert status == 0, f"the child that was to be killed at {statement} failed"
    return False


def main(url: str) -> None:
    """Kill at the first statement, the second … until none is left."""
    before = state(url)
    statement = 1
    while killed_at(url, statement):
        assert state(url) == before, f"a kill at statement {statement} left something"
        statement += 1
    sys.stdout.write(f"{statement - 1}\n")


if __name__ == "__main__":
    main(sys.argv[1])
