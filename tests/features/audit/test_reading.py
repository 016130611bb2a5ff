"""Whoever reads what is another's leaves a line of it; who looks after accounts sees theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from folioscope.features.accounts.repository import Users
from folioscope.features.audit.repository import AuditLog
from folioscope.features.audit.retention import forget_entries
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal
from tests.signed_in import Accounts, Someone

CV = """Ada Lovelace
ada@example.org

Experience
2019 - 2024 Engineer, Analytical Engines, London
Ran Kubernetes in production.

Education
2015 - 2018 Mathematics, University of London
"""


async def entries(program: Someone, action: str) -> list[tuple[str, str, str]]:
    found = (await program.get("/api/audit", action=action))["entries"]
    return [(one["actor"], one["subject_kind"], one["subject"]) for one in found]


async def shared_cv(owner: Someone, reader: Someone) -> tuple[str, str]:
    """The ids of a document of the owner that the reader may read, and of its profile."""
    kb = (await owner.post("/api/kbs", 201, {"name": "cvs"}))["kb_id"]
    assert (await owner.add("cvs", {"ada.txt": CV.encode()}))["added"] == 1
    share = {"email": "bob@example.org", "access": "read"}
    await owner.ask("PUT", f"/api/kbs/{kb}/shares", 200, json=share)
    document = (await owner.get("/api/kbs/cvs/documents"))["documents"][0]["document_id"]
    resume = (await owner.get("/api/resumes"))["resumes"][0]["resume_id"]
    return document, resume


async def test_who_reads_a_file_or_a_profile_of_another_is_written_down(
    accounts: Accounts,
) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    document, resume = await shared_cv(ada, bob)
    for reader in (ada, bob):
        assert (await reader.client.get(f"/api/documents/{document}/file")).status_code == 200
        assert (await reader.client.get(f"/api/resumes/{resume}")).status_code == 200
        assert (await reader.client.get(f"/api/resumes/{resume}/export")).status_code == 200
        await reader.post("/api/search", 200, {"query": "Kubernetes"})
    by = f"user:{bob.user_id}"
    assert await entries(ada, "read") == [
        (by, "resume", resume), (by, "resume", resume), (by, "document", document),
    ]  # fmt: skip
    assert await entries(bob, "read") == []


async def test_who_turns_pages_of_another_is_written_down_once_a_day(accounts: Accounts) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    document, _ = await shared_cv(ada, bob)
    for reader in (ada, bob):
        for part in ("text", "text?page=1", "facts", "text"):
            await reader.get(f"/api/documents/{document}/{part}")
    line = (f"user:{bob.user_id}", "document", document)
    assert await entries(ada, "read") == [line]
    async with ada.database.write() as session:
        aged = text("UPDATE audit SET at = :at WHERE action = 'read'")
        await session.execute(aged, {"at": now() - timedelta(hours=25)})
    await bob.client.get(f"/api/documents/{document}/pages/1.png")
    assert await entries(ada, "read") == [line] * 2


async def test_who_deletes_a_document_of_another_is_written_down(accounts: Accounts) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    document, _ = await shared_cv(ada, bob)
    to_write = {"email": "bob@example.org", "access": "write"}
    await ada.ask("PUT", "/api/kbs/cvs/shares", 200, json=to_write)
    await ada.add("cvs", {"own.txt": b"of my own"})
    await ada.ask("DELETE", "/api/kbs/cvs/documents?document=own.txt", 204)
    assert await entries(ada, "delete") == []
    await bob.ask("DELETE", "/api/kbs/cvs/documents?document=ada.txt", 204)
    assert await entries(ada, "delete") == [(f"user:{bob.user_id}", "document", document)]


async def test_a_file_that_may_not_be_read_leaves_no_line(accounts: Accounts) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    document, resume = await shared_cv(ada, bob)
    eve = await accounts.someone("eve")
    assert (await eve.client.get(f"/api/documents/{document}/file")).status_code == 404
    assert (await eve.client.get(f"/api/resumes/{resume}")).status_code == 404
    assert await entries(ada, "read") == []


@pytest.mark.parametrize(
    ("role", "scopes", "sees"),
    [
        ("member", {"read", "admin"}, ["own"]),
        ("admin", {"read", "admin"}, ["own", "theirs"]),
        ("owner", {"read", "admin"}, ["own", "theirs"]),
        ("owner", {"read"}, ["own"]),
    ],
)
async def test_who_looks_after_accounts_sees_what_was_done_to_them_and_to_no_things(
    database: Database, role: str, scopes: set[str], sees: list[str]
) -> None:
    async with database.write() as session:
        users = Users(session, LOCAL)
        me, other = (await users.add("me")).id, (await users.add("other")).id
        log = AuditLog(session, LOCAL)
        await log.note("login", ("login", "theirs"), other)
        await log.note("read", ("document", "private"), other)
        await log.note("login", ("login", "own"), me)
    principal = Principal("user", me, role, frozenset(scopes))  # type: ignore[arg-type]
    async with database.read() as session:
        found = await AuditLog(session, principal).latest(10)
    assert [one.subject for one in found] == sees


async def test_entries_are_kept_for_as_long_as_is_set(database: Database) -> None:
    async with database.write() as session:
        for name in ("old", "new"):
            await AuditLog(session, LOCAL).note("erase", ("erasure", name), LOCAL.user_id)
        aged = text("UPDATE audit SET at = :at WHERE subject = 'old'")
        await session.execute(aged, {"at": (now() - timedelta(days=31)).replace(tzinfo=None)})
    assert await forget_entries(database, 30) == 1
    assert await forget_entries(database, 30) == 0
    async with database.read() as session:
        assert [one.subject for one in await AuditLog(session, LOCAL).latest(10)] == ["new"]
