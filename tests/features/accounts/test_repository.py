"""Users as rows, and the person at the machine among them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, select

from folioscope.features.accounts.repository import UserNotFound, Users, ensure_local_user
from folioscope.features.accounts.tables import User
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, LOCAL_USER_ID, Principal


async def test_the_person_at_the_machine_is_there_once(database: Database) -> None:
    for _ in range(2):
        async with database.write() as session:
            await ensure_local_user(session)
    async with database.read() as session:
        users = (await session.scalars(select(User))).all()
        assert (await Users(session, LOCAL).get(LOCAL_USER_ID)).name == "local"
    assert [(user.id, user.created_by) for user in users] == [(0, None)]


async def test_several_processes_begin_on_an_empty_database(database: Database) -> None:
    async with database.write() as session:
        await session.execute(delete(User))
    is_sqlite, begun = database.is_sqlite, asyncio.Barrier(3)

    async def begin() -> None:
        async with database.write() as session:
            if not is_sqlite:  # where one writes at a time, and others wait before they look
                await session.execute(select(User))
                await begun.wait()
            await ensure_local_user(session)

    await asyncio.gather(*(begin() for _ in range(3)))
    async with database.read() as session:
        assert [user.id for user in await session.scalars(select(User))] == [LOCAL_USER_ID]


async def test_a_user_belongs_to_whoever_made_it(database: Database) -> None:
    async with database.write() as session:
        ada = await Users(session, LOCAL).add("ada")
        same_name = await Users(session, LOCAL).add("ada")
    assert ada.created_by == LOCAL_USER_ID
    assert ada.id != same_name.id
    async with database.read() as session:
        assert (await Users(session, LOCAL).get(ada.id)).id == ada.id
        assert (await Users(session, Principal("user", ada.id)).get(ada.id)).id == ada.id
        with pytest.raises(UserNotFound, match=f"no user {same_name.id}"):
            await Users(session, Principal("user", ada.id)).get(same_name.id)


async def test_the_number_of_a_deleted_user_is_not_given_again(database: Database) -> None:
    async with database.write() as session:
        gone = (await Users(session, LOCAL).add("gone")).id
    async with database.write() as session:
        await session.delete(await Users(session, LOCAL).get(gone))
    async with database.write() as session:
        assert (await Users(session, LOCAL).add("next")).id > gone
        with pytest.raises(UserNotFound):
            await Users(session, LOCAL).get(gone)
