"""Who looks at a watched folder, and who sees it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from folioscope.errors import Stopped
from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.watches import service
from folioscope.features.watches.repository import Watches, WatchExists, WatchNotFound
from folioscope.features.watches.scan_repository import (
    Claim,
    FollowedDocuments,
    Looks,
)
from folioscope.features.watches.service import Folder
from folioscope.features.watches.tables import Watch
from folioscope.features.watches.target import Target
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import LOCAL, Principal


async def base_of(session: Session, principal: Principal) -> KnowledgeBase:
    base = KnowledgeBase(
        owner_id=principal.user_id, name="cvs", model="m", chunk_size=900, chunk_overlap=150
    )
    return await Bases(session, principal).add(base)


@pytest.fixture
async def watch(database: Database) -> Watch:
    async with database.write() as session:
        base = await base_of(session, LOCAL)
        return await service.watch(session, LOCAL, base, Folder("/cvs", trusted=True))


async def test_one_process_looks_until_it_concludes_or_its_lease_is_over(
    database: Database, watch: Watch
) -> None:
    async with database.write() as session:
        first = await Looks(session).claim(watch.id)
        assert await Looks(session).claim(watch.id) is None
    assert first is not None
    async with database.write() as session:
        await Looks(session).conclude(Claim(watch.id, first.attempt))
        assert await Looks(session).claim(watch.id) is not None
        assert await Looks(session).claim("nothing") is None


async def test_who_was_overtaken_writes_nothing_more(database: Database, watch: Watch) -> None:
    async with database.write() as session:
        first = await Looks(session).claim(watch.id)
        await Looks(session).expire_leases()
        second = await Looks(session).claim(watch.id)
    assert first is not None
    assert second is not None
    late = Target(first, Claim(watch.id, second.attempt - 1), LOCAL, "here")
    async with database.write() as session:
        with pytest.raises(Stopped):
            await late.held(session)
        await Looks(session).conclude(late.claim, state="failed")
        await Looks(session).renew(late.claim)
    async with database.read() as session:
        stored = await session.get_one(Watch, watch.id)
        assert (stored.state, stored.attempt) == ("new", second.attempt)
        assert stored.lease_until == second.lease_until


async def test_a_folder_of_somebody_who_is_suspended_waits_for_them(
    database: Database, watch: Watch
) -> None:
    async with database.write() as session:
        looks, claimed = Looks(session), await Looks(session).claim(watch.id)
        assert claimed is not None
        claim = Claim(watch.id, claimed.attempt)
        await session.execute(update(User).values(suspended_at=now()))
        assert await looks.watches() == []
        assert not await looks.is_held(claim), "what a look has begun is not gone on with"
        await looks.conclude(claim)
        assert await looks.claim(watch.id) is None
        await session.execute(update(User).values(suspended_at=None))
        assert await looks.watches() == [(watch.id, watch.path)]
        assert await looks.claim(watch.id) is not None


async def test_a_folder_is_watched_once_a_base(database: Database, watch: Watch) -> None:
    async with database.write() as session:
        base = await Bases(session, LOCAL).get("cvs")
        again = await service.watch(session, LOCAL, base, Folder("/cvs", trusted=False))
        assert (again.id, again.trusted) == (watch.id, True)
        twin = Watch(
            owner_id=0, actor_kind="local", actor_id=0, base_id=base.id, path="/cvs", trusted=True
        )
        with pytest.raises(WatchExists):
            await Watches(session, LOCAL).add(twin)


async def test_a_watch_of_another_looks_like_none(database: Database, watch: Watch) -> None:
    async with database.write() as session:
        other = Principal("user", (await Users(session, LOCAL).add("bob")).id)
        base = await Bases(session, LOCAL).get("cvs")
        theirs = Watches(session, other)
        assert await theirs.list(base) == []
        assert await theirs.of_origin("settings") == []
        for reference in (watch.id, watch.path):
            with pytest.raises(WatchNotFound):
                await theirs.get(base, reference)


async def test_documents_of_another_are_neither_moved_nor_withdrawn(database: Database) -> None:
    async with database.write() as session:
        other = Principal("user", (await Users(session, LOCAL).add("bob")).id)
        base = await base_of(session, LOCAL)
        documents = FollowedDocuments(session, other, base.id)
        await documents.rearrange([], ["/cvs/a.txt"])
        assert await documents.run_at_work() is None
