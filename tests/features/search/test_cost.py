"""How often a search asks the database: each time costs it, however little is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from folioscope.features.search.wanted import Filters
from tests.features.search.opened_library import Library


@contextmanager
def counted(library: Library) -> Iterator[list[str]]:
    """The statements that read what is somebody's, meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        # Whatever a search reads it joins with the bases that its caller may see.
        if statement.startswith("SELECT") and "bases.owner_id" in statement:
            statements.append(statement)

    engine = library.folioscope.database._reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_search_reads_bases_once_and_passages_once(library: Library) -> None:
    await library.fill("one", {"ada.txt": "Ada bakes bread."})
    await library.fill("two", {"bob.txt": "Bob bakes bread."}, model="wider")
    await library.search("bread")  # so that the indexes are there
    for wanted, most in (
        ({}, 2),
        ({"explain": True}, 2),
        ({"neighbours": 3}, 3),
        ({"filters": Filters(kinds=("document",))}, 3),
    ):
        with counted(library) as statements:
            assert len(await library.search("bread", **wanted)) == 2
        assert len(statements) == most, statements
    with counted(library) as statements:
        assert await library.search(" ") == []
    assert len(statements) == 1
