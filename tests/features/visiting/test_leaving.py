"""Visitors who are not coming back are forgotten, with what they asked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from folioscope.features.accounts.tables import User
from folioscope.features.chat.tables import Thread
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.visiting.leaving import VISITORS_AT_ONCE, forget_left
from folioscope.features.visiting.repository import OpenChats
from folioscope.features.visiting.tables import PublicLink, Visitor
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL_USER_ID

DAYS = 30


async def welcome(database: Database, name: str, **about: timedelta) -> int:
    """A visitor with a conversation; ``about`` is how long ago what was of them."""
    moments = {column: now() - ago for column, ago in about.items()}
    async with database.write() as session:
        link = await session.scalar(select(PublicLink))
        if link is None:
            base = KnowledgeBase(
                owner_id=LOCAL_USER_ID, name="x", model="m", chunk_size=900, chunk_overlap=150
            )
            session.add(base)
            await session.flush()
            link = PublicLink(
                owner_id=LOCAL_USER_ID, base_id=base.id, token="t", title="x",
                visitor_messages=1, daily_messages=1,
            )  # fmt: skip
            session.add(link)
            await session.flush()
        user_id = await OpenChats(session).welcome(link, name)
        session.add(Thread(owner_id=user_id, title=name))
        if moments:
            changed = update(Visitor).where(Visitor.user_id == user_id)
            await session.execute(changed.values(moments))
    return user_id


async def there(database: Database) -> set[str | None]:
    """Whose conversations are there, by what they are called."""
    async with database.read() as session:
        visitors = select(User.id).where(User.kind == "visitor")
        chosen = select(Thread.title).where(Thread.owner_id.in_(visitors))
        return set((await session.scalars(chosen)).all())


async def test_those_who_asked_nothing_for_long_are_forgotten(database: Database) -> None:
    month, day, minute = timedelta(days=DAYS), timedelta(days=1), timedelta(minutes=1)
    asked = {"hour_began": month, "created_at": month}
    await welcome(database, "silent", seen_at=month + minute, **asked)
    await welcome(database, "back", seen_at=month - minute, **asked)
    await welcome(database, "never asked", created_at=day + minute)
    await welcome(database, "just came", created_at=day - minute)
    assert await forget_left(database, DAYS) == 2
    assert await there(database) == {"back", "just came"}


async def test_those_whose_link_went_with_its_base_are_forgotten(database: Database) -> None:
    await welcome(database, "left behind")
    async with database.write() as session:
        await session.execute(delete(KnowledgeBase))
    assert await there(database) == {"left behind"}
    assert await forget_left(database, DAYS) == 1
    assert await there(database) == set()


async def test_they_go_with_the_user_whose_base_they_asked(database: Database) -> None:
    await welcome(database, "guest")
    async with database.write() as session:
        await session.execute(delete(User).where(User.id == LOCAL_USER_ID))
    assert await there(database) == set()


async def test_all_of_many_are_forgotten(database: Database) -> None:
    for number in range(VISITORS_AT_ONCE + 1):
        await welcome(database, f"guest {number}", created_at=timedelta(days=2))
    assert await forget_left(database, DAYS) == VISITORS_AT_ONCE + 1
