"""Who may do what to whose account, and what is left of it afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from folioscope.features.accounts.account_repository import Accounts as AllAccounts
from folioscope.features.accounts.tables import User
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Role
from folioscope.platform.runs.tables import Run
from tests.opened_program import PATIENCE, Program
from tests.signed_in import Accounts, Someone

PASSWORD = "correct horse battery"


async def change(actor: Program, user: Someone, status: int = 200, **wanted: object) -> Any:
    return await actor.ask("PATCH", f"/api/users/{user.user_id}", status, json=wanted)


async def is_in(someone: Someone) -> bool:
    return (await someone.client.get("/api/users/me")).status_code == 200


@pytest.mark.parametrize(
    ("actor", "target", "wanted", "status"),
    [
        ("member", "member", {"role": "admin"}, 403),
        ("member", "member", {"suspended": True}, 403),
        ("admin", "member", {"suspended": True}, 200),
        ("admin", "member", {"role": "member"}, 200),
        ("admin", "member", {"role": "admin"}, 403),
        ("admin", "member", {"role": "owner"}, 403),
        ("admin", "admin", {"suspended": True}, 403),
        ("admin", "owner", {"suspended": True}, 403),
        ("admin", "owner", {"role": "member"}, 403),
        ("owner", "member", {"role": "owner"}, 200),
        ("owner", "admin", {"role": "member"}, 200),
        ("owner", "owner", {"role": "member"}, 200),
        ("owner", "owner", {"suspended": True}, 200),
    ],
)
async def test_admins_look_after_members_and_owners_after_all(
    accounts: Accounts, actor: Role, target: Role, wanted: dict[str, object], status: int
) -> None:
    by, to = await accounts.someone("actor", actor), await accounts.someone("target", target)
    await give_password(accounts, by)
    await change(by, to, status, **wanted)


async def give_password(accounts: Accounts, someone: Someone) -> None:
    """Have somebody count as an owner who can log in."""
    theirs = update(User).where(User.id == someone.user_id)
    async with accounts.local.database.write() as session:
        await session.execute(theirs.values(password_hash="x"))


async def test_nobody_raises_themselves(accounts: Accounts) -> None:
    for role in ("member", "admin"):
        someone = await accounts.someone(role, role)
        await change(someone, someone, 403, role="owner")


async def test_the_last_owner_is_not_lost_by_any_way(accounts: Accounts) -> None:
    ada = await accounts.someone("ada", "owner")
    await give_password(accounts, ada)
    suspended = await accounts.someone("bob", "owner")
    await give_password(accounts, suspended)
    await change(ada, suspended, suspended=True)
    for actor in (ada, accounts.local):
        for wanted in ({"role": "admin"}, {"suspended": True}):
            assert (await change(actor, ada, 409, **wanted))["code"] == "last_owner"
    await accounts.local.ask("DELETE", f"/api/users/{ada.user_id}", 409)
    await ada.post("/api/users/me/erasure", 403, {"password": "wrong"})
    await change(ada, suspended, suspended=False)
    await change(ada, ada, role="admin")


async def test_accounts_are_listed_without_the_person_at_the_machine(accounts: Accounts) -> None:
    ada, root = await accounts.someone("ada"), await accounts.someone("root", "admin")
    await ada.get("/api/users", 403)
    listed = (await root.get("/api/users"))["users"]
    assert [(each["name"], each["role"], each["email"]) for each in listed] == [
        ("ada", "member", "ada@example.org"),
        ("root", "admin", "root@example.org"),
    ]
    assert "password" not in str(listed)


@pytest.mark.parametrize("number", [0, 99, -1, 2**40, "me", "x"])
async def test_there_is_nothing_to_change_about_who_is_not_there(
    accounts: Accounts, number: object
) -> None:
    for method, path, body in (
        ("PATCH", f"/api/users/{number}", {"role": "admin"}),
        ("PUT", f"/api/users/{number}/password", {"password": PASSWORD}),
        ("DELETE", f"/api/users/{number}", {}),
    ):
        response = await accounts.local.client.request(method, path, json=body)
        assert response.status_code in (404, 422), (method, path, response.text)


async def test_t27_nobody_slips_a_column_in(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    for column in ("epoch", "kind", "created_by", "password_hash", "issuer", "id", "email"):
        await accounts.local.ask("PATCH", f"/api/users/{ada.user_id}", 422, json={column: 1})
        await ada.ask("PATCH", "/api/users/me", 422, json={"name": "x", column: 1})


async def test_a_role_counts_from_the_next_request_on(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    await ada.get("/api/users", 403)
    await change(accounts.local, ada, role="admin")
    await ada.get("/api/users")
    await change(accounts.local, ada, role="member")
    await ada.get("/api/users", 403)


async def test_who_is_suspended_is_out_at_once_and_must_log_in_again_later(
    accounts: Accounts,
) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    key = await ada.post("/api/keys", 201, {"name": "x", "scopes": ["read"]})
    program = await accounts.with_token(key["key"])
    await program.get("/api/kbs")
    await change(accounts.local, ada, suspended=True)
    assert not await is_in(ada)
    await program.get("/api/kbs", 401)
    assert await is_in(bob)
    await change(accounts.local, ada, suspended=False)
    assert not await is_in(ada)
    await program.get("/api/kbs", 401)  # it may be why they were suspended
    await (await accounts.with_token((await new_key(accounts, ada))["key"])).get("/api/kbs")


async def queue(accounts: Accounts, owner_id: int, kind: str, actor_id: int) -> str:
    """A run that nobody here knows how to do, so that it waits for as long as nobody ends it."""
    actor = {"actor_kind": kind, "actor_id": actor_id}
    run = Run(owner_id=owner_id, **actor, kind="of.another.program")
    async with accounts.local.database.write() as session:
        session.add(run)
    return run.id


async def test_what_is_worked_on_for_who_is_suspended_ends(accounts: Accounts) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    ends = {
        await queue(accounts, ada.user_id, "user", ada.user_id),
        await queue(accounts, bob.user_id, "key", ada.user_id),
    }
    stays = {
        await queue(accounts, bob.user_id, "user", bob.user_id),
        await queue(accounts, ada.user_id, "user", bob.user_id),
    }
    await change(accounts.local, ada, suspended=True)
    async with asyncio.timeout(PATIENCE):
        while await runs_in(accounts, "cancelled") != ends:
            await asyncio.sleep(0.02)
    await change(accounts.local, ada, suspended=False)
    assert await runs_in(accounts, "queued") == stays


async def test_what_visitors_of_links_of_theirs_have_asked_ends_too(database: Database) -> None:
    async with database.write() as session:
        ada, bob = User(name="ada"), User(name="bob")
        session.add_all([ada, bob])
        await session.flush()
        came = [User(name="visitor", kind="visitor", created_by=one.id) for one in (ada, bob)]
        session.add_all(came)
        await session.flush()
        runs = [
            Run(owner_id=one.id, actor_kind="visitor", actor_id=one.id, kind="chat.answer")
            for one in came
        ]
        session.add_all(runs)
        await session.flush()
        await AllAccounts(session).stop_runs(ada.id)
        marked = select(Run.id).where(Run.cancel_requested_at.is_not(None))
        assert list(await session.scalars(marked)) == [runs[0].id]


async def runs_in(accounts: Accounts, status: str) -> set[str]:
    asked = "SELECT id FROM runs WHERE status = :status"
    return {row[0] for row in await accounts.local.rows(asked, status=status)}


async def new_key(accounts: Accounts, someone: Someone) -> Any:
    wanted = {"name": "another", "scopes": ["read"], "user_id": someone.user_id}
    return await accounts.local.post("/api/keys", 201, wanted)


async def test_another_password_given_by_an_admin_ends_all_logins(accounts: Accounts) -> None:
    ada, root = await accounts.someone("ada"), await accounts.someone("root", "admin")
    path = f"/api/users/{ada.user_id}/password"
    await root.ask("PUT", path, 204, json={"password": PASSWORD})
    assert not await is_in(ada)
    nobody = await accounts.with_token(None)
    body = {"email": "ada@example.org", "password": PASSWORD}
    await nobody.post("/api/auth/login", 200, body)
    await root.ask("PUT", path, 422, json={"password": "short"})


async def test_ones_own_account_is_not_taken_over_at_an_open_browser(accounts: Accounts) -> None:
    for role in ("admin", "owner"):
        actor = await accounts.someone(role, role)
        own = f"/api/users/{actor.user_id}"
        for refused in (
            await actor.ask("PUT", f"{own}/password", 403, json={"password": PASSWORD}),
            await actor.ask("DELETE", own, 403),
        ):
            assert refused["code"] == "own_account"
        assert await is_in(actor)


async def test_what_is_done_to_accounts_is_written_down(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    for wanted in ({"role": "admin"}, {"suspended": True}, {"suspended": False}):
        await change(accounts.local, ada, **wanted)
    logged = await accounts.local.rows("SELECT actor, action, subject FROM audit ORDER BY id")
    subject = str(ada.user_id)
    assert logged == [("local:0", act, subject) for act in ("role", "suspend", "restore")]


# Deleting


async def fill(someone: Someone) -> None:
    await someone.fill("cvs", {"cv.txt": "Ada Lovelace wrote the first program."})
    _, run_id = await someone.question("Who wrote the first program?", kbs=["cvs"])
    await someone.outcome(run_id)


async def left_of(accounts: Accounts, user_id: int) -> dict[str, int]:
    counts = {}
    for table in ("bases", "documents", "threads", "messages", "runs", "api_keys", "logins"):
        column = "user_id" if table in ("api_keys", "logins") else "owner_id"
        if table == "messages":
            rows = await accounts.local.rows("SELECT count(*) FROM messages")
        else:
            asked = f"SELECT count(*) FROM {table} WHERE {column} = :id"
            rows = await accounts.local.rows(asked, id=user_id)
        counts[table] = rows[0][0]
    return {table: count for table, count in counts.items() if count}


async def test_t28_a_deleted_user_takes_everything_along_and_leaves_a_receipt(
    accounts: Accounts,
) -> None:
    ada, root = await accounts.someone("ada"), await accounts.someone("root", "admin")
    await fill(ada)
    await ada.post("/api/keys", 201, {"name": "x", "scopes": ["read"]})
    assert set(await left_of(accounts, ada.user_id)) >= {"bases", "threads", "api_keys", "logins"}
    receipt = await root.ask("DELETE", f"/api/users/{ada.user_id}", 200)
    assert (receipt["erased"]["documents"], receipt["erased"]["users"]) == (1, 1)
    assert await left_of(accounts, ada.user_id) == {}
    await accounts.local.assert_kept(set())
    assert not await is_in(ada)
    kept = (await root.get("/api/erasures"))["erasures"]
    assert [each["erasure_id"] for each in kept] == [receipt["erasure_id"]]


async def test_an_admin_deletes_no_admin(accounts: Accounts) -> None:
    root, other = await accounts.someone("root", "admin"), await accounts.someone("b", "admin")
    assert (await root.ask("DELETE", f"/api/users/{other.user_id}", 403))["code"] == "rank_too_low"
    assert await is_in(other)


async def test_somebody_leaves_with_all_that_is_theirs(accounts: Accounts) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
    await fill(ada)
    await bob.fill("mine", {"cv.txt": "Bob is a plumber."})
    receipt = await ada.post("/api/users/me/erasure", 200, {})
    assert receipt["erased"]["documents"] == 1
    assert not await is_in(ada)
    assert await left_of(accounts, ada.user_id) == {}
    assert await bob.search("mine", "plumber")
    assert len((await accounts.local.get("/api/erasures"))["erasures"]) == 1
