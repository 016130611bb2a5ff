"""The folders of the setting, and whose bases follow them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.features.accounts.tables import User
from folioscope.features.accounts.takeover_repository import TakeOver
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.watches.setting import Named, Wanted
from folioscope.features.watches.tables import Watch
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL


class OneModel:
    """The only embedding model there is."""

    async def get(self, name: str) -> Any:
        return SimpleNamespace(name=name)


async def started(database: Database, *named: Named, origin: str = "settings") -> None:
    """What a process does at its start with what the setting names."""
    embeddings = cast("EmbeddingModels", OneModel())
    await Wanted(named, origin, BaseDefaults("m", 900, 100), embeddings).settle(database)


async def found(database: Database) -> list[tuple[object, ...]]:
    """The watches, each with the name of its base, and whose both are."""
    asked = (
        select(KnowledgeBase.name, Watch.path, KnowledgeBase.owner_id, Watch.owner_id)
        .join(Watch, Watch.base_id == KnowledgeBase.id, isouter=True)
        .order_by(KnowledgeBase.name, Watch.path, KnowledgeBase.owner_id)
    )
    async with database.read() as session:
        return [tuple(row) for row in await session.execute(asked)]


@pytest.fixture
async def ada(database: Database) -> int:
    """Who has taken over what the setting had watched."""
    await started(database, ("people", Path("/cvs")))
    async with database.write() as session:
        user = User(name="ada", email="ada@example.org", role="owner")
        session.add(user)
        await session.flush()
        await TakeOver(session, LOCAL).give_all(user.id)
    return user.id


async def test_a_base_that_was_taken_over_follows_its_folder_still(
    database: Database, ada: int
) -> None:
    await started(database, ("people", Path("/cvs")))
    assert await found(database) == [("people", "/cvs", ada, ada)]


async def test_another_folder_of_the_same_base_is_followed_there(
    database: Database, ada: int
) -> None:
    await started(database, ("people", Path("/cvs")), ("people", Path("/more")))
    assert await found(database) == [("people", "/cvs", ada, ada), ("people", "/more", ada, ada)]


async def test_a_process_of_another_name_finds_the_base_by_its_folder(
    database: Database, ada: int
) -> None:
    await started(database, ("people", Path("/cvs")), origin="another:/data")
    assert await found(database) == [("people", "/cvs", ada, ada)]


async def test_what_the_setting_names_no_more_is_watched_no_more(
    database: Database, ada: int
) -> None:
    await started(database)
    assert await found(database) == [("people", None, ada, None)]


async def test_a_new_base_is_the_machines(database: Database, ada: int) -> None:
    await started(database, ("people", Path("/cvs")), ("offers", Path("/offers")))
    assert await found(database) == [("offers", "/offers", 0, 0), ("people", "/cvs", ada, ada)]
