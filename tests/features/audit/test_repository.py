"""Who did what is told to whom it was done, and to nobody else."""

from __future__ import annotations

import pytest

from folioscope.features.accounts.repository import Users
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal


async def test_the_log_is_of_the_owner_latest_first(database: Database) -> None:
    async with database.write() as session:
        user = Principal("user", (await Users(session, LOCAL).add("guest")).id)
        await AuditLog(session, LOCAL).note("unmask", ("document", "a"), user.user_id)
        await AuditLog(session, user).note("erase", ("erasure", "b"), user.user_id, {"n": 1})
        await AuditLog(session, LOCAL).note("erase", ("erasure", "c"), LOCAL.user_id)
    async with database.read() as session:
        told = [(one.actor, one.action, one.subject, one.detail)
                for one in await AuditLog(session, user).latest(10)]  # fmt: skip
        assert told == [
            (f"user:{user.user_id}", "erase", "b", {"n": 1}),
            ("local:0", "unmask", "a", None),
        ]
        stranger = Principal("user", user.user_id + 1)
        assert await AuditLog(session, stranger).latest(10) == []
        everything = await AuditLog(session, LOCAL).latest(10)
        assert [one.subject for one in everything] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("action", "subject", "found"),
    [("erase", None, ["c", "b"]), (None, "a", ["a"]), ("erase", "a", []), (None, None, ["c", "b"])],
)
async def test_the_log_is_narrowed_down(
    database: Database, action: str | None, subject: str | None, found: list[str]
) -> None:
    async with database.write() as session:
        log = AuditLog(session, LOCAL)
        for name, of in (("unmask", "a"), ("erase", "b"), ("erase", "c")):
            await log.note(name, ("x", of), LOCAL.user_id)
    async with database.read() as session:
        log = AuditLog(session, LOCAL)
        told = [one.subject for one in await log.latest(2, action, subject)]
    assert told == found
