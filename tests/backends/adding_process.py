"""A process that adds chunks to a base, and looks for each at once; told what in JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from folioscope.platform.database.engine import Database, parse_url
from tests.backends.vector_places import Directions, VectorPlace
from tests.platform.indexes.stored_chunks import StoredBase


async def add(given: dict[str, Any]) -> None:
    """Add the texts one by one."""
    database = Database(parse_url(given["database"]))
    address = None if database.is_sqlite else given["database"]
    place = VectorPlace(given["kind"], database, address, Path(given["folder"]), given["url"])
    indexes = place.open()
    base = StoredBase(database, given["base"], given["document"], Directions(), stored=given["at"])
    for text in given["texts"]:
        await base.add(text)
        assert await base.nearest(indexes, text, 1) == [text]
    await indexes.aclose()
    await database.aclose()


if __name__ == "__main__":
    asyncio.run(add(json.loads(sys.argv[1])))
