"""``make migration``: compares the tables with a database of the present schema."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy.engine import Connection

from folioscope.migrations.apply import config_for, upgrade
from folioscope.platform.database.engine import Database, parse_url


def _draft(connection: Connection) -> None:
    upgrade(connection)
    command.revision(config_for(connection), sys.argv[1], autogenerate=True)


async def main() -> None:
    """Write a migration for what the tables have and the migrations have not."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(parse_url(f"sqlite:///{Path(folder) / 'draft.db'}"))
        await database.run_on_connection(_draft)
        await database.aclose()


if __name__ == "__main__":
    asyncio.run(main())
