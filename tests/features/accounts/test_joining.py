"""How accounts come to be: made, by invitation, by signing up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from folioscope.features.accounts.tables import Invitation
from folioscope.platform.database.base import now
from folioscope.settings.values import Settings
from tests.signed_in import Accounts, open_accounts

ADA = {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery"}


async def invited(accounts: Accounts, **wanted: object) -> Any:
    return await accounts.local.post("/api/invitations", 201, wanted)


async def accept(accounts: Accounts, token: str, status: int = 201, **changed: object) -> Any:
    nobody = await accounts.with_token(None)
    told = {**ADA, "token": token, **changed}
    given = {name: value for name, value in told.items() if value is not None}
    return await nobody.post("/api/auth/accept", status, given)


async def test_who_was_invited_makes_an_account_once(accounts: Accounts) -> None:
    made = await invited(accounts, role="admin")
    assert made["token"].startswith("fsi_")
    assert (await accept(accounts, made["token"]))["role"] == "admin"
    again = await accept(accounts, made["token"], 404, email="eve@example.org")
    assert again["code"] == "invitation_not_found"
    nobody = await accounts.with_token(None)
    await nobody.post("/api/auth/login", 200, {"email": ADA["email"], "password": ADA["password"]})


async def test_an_invitation_to_an_address_is_for_that_address(accounts: Accounts) -> None:
    made = await invited(accounts, email="Ada@Example.org")
    await accept(accounts, made["token"], 404, email="eve@example.org")
    assert (await accept(accounts, made["token"], email=None))["email"] == "ada@example.org"


async def test_the_token_of_an_invitation_is_told_once_and_kept_as_a_digest(
    accounts: Accounts,
) -> None:
    made = await invited(accounts)
    listed = await accounts.local.get("/api/invitations")
    rows = await accounts.local.rows("SELECT * FROM invitations")
    assert made["invitation_id"] in str(listed)
    assert made["token"] not in str(listed) + str(rows)


async def test_where_an_invitation_is_accepted_is_told_where_it_is_known(
    settings: Settings,
) -> None:
    async with open_accounts(settings, public_url="https://cv.example.org") as accounts:
        made = await invited(accounts)
        assert made["url"] == f"https://cv.example.org/join#{made['token']}"


async def test_an_invitation_that_is_over_or_withdrawn_is_none(accounts: Accounts) -> None:
    over, withdrawn = await invited(accounts), await invited(accounts)
    async with accounts.local.database.write() as session:
        chosen = update(Invitation).where(Invitation.id == over["invitation_id"])
        await session.execute(chosen.values(expires_at=now() - timedelta(seconds=1)))
    path = f"/api/invitations/{withdrawn['invitation_id']}"
    await accounts.local.ask("DELETE", path, 204)
    await accounts.local.ask("DELETE", path, 404)
    for made in (over, withdrawn):
        await accept(accounts, made["token"], 404)
    assert (await accounts.local.get("/api/invitations"))["invitations"] == []


@pytest.mark.parametrize("token", ["", "fsi_", "fsi_x", "é", "x" * 9000])
async def test_a_token_that_nobody_gave_is_no_invitation(accounts: Accounts, token: str) -> None:
    nobody = await accounts.with_token(None)
    answer = await nobody.client.post("/api/auth/accept", json={**ADA, "token": token})
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("lost", ["suspended", "a member", "deleted"])
async def test_who_looks_after_accounts_no_more_has_invited_nobody(
    accounts: Accounts, lost: str
) -> None:
    await accept(accounts, (await invited(accounts, role="owner"))["token"], email="o@example.org")
    root = await accounts.someone("root", "owner")
    made = await root.post("/api/invitations", 201, {"role": "owner", "days": 90})
    kept = await invited(accounts, role="owner")
    address = f"/api/users/{root.user_id}"
    changes = {"suspended": {"suspended": True}, "a member": {"role": "member"}}
    if lost == "deleted":
        await accounts.local.ask("DELETE", address, 200)
    else:
        await accounts.local.ask("PATCH", address, 200, json=changes[lost])
    await accept(accounts, made["token"], 404)
    listed = (await accounts.local.get("/api/invitations"))["invitations"]
    assert [one["invitation_id"] for one in listed] == [kept["invitation_id"]]
    assert (await accept(accounts, kept["token"]))["role"] == "owner"


async def test_an_admin_invites_as_an_admin_may(accounts: Accounts) -> None:
    await accept(accounts, (await invited(accounts, role="owner"))["token"], email="o@example.org")
    root = await accounts.someone("root", "owner")
    owners = await root.post("/api/invitations", 201, {"role": "owner"})
    members = await root.post("/api/invitations", 201, {})
    await accounts.local.ask("PATCH", f"/api/users/{root.user_id}", 200, json={"role": "admin"})
    await accept(accounts, owners["token"], 404)
    await accept(accounts, members["token"])


async def test_admins_invite_members_alone(accounts: Accounts) -> None:
    root, ada = await accounts.someone("root", "admin"), await accounts.someone("ada")
    await root.post("/api/invitations", 201, {})
    assert (await root.post("/api/invitations", 403, {"role": "admin"}))["code"] == "rank_too_low"
    await ada.post("/api/invitations", 403, {})
    made = await invited(accounts, role="owner")
    await root.ask("DELETE", f"/api/invitations/{made['invitation_id']}", 403)


async def test_sign_up_is_closed_unless_it_is_opened(accounts: Accounts) -> None:
    nobody = await accounts.with_token(None)
    assert (await nobody.post("/api/auth/sign-up", 403, ADA))["code"] == "sign_up_closed"
    assert (await nobody.get("/api/auth"))["sign_up"] == "closed"


async def test_where_sign_up_is_open_everybody_becomes_a_member(settings: Settings) -> None:
    async with open_accounts(settings, sign_up="open") as accounts:
        nobody = await accounts.with_token(None)
        made = await nobody.post("/api/auth/sign-up", 201, ADA)
        assert (made["role"], made["name"]) == ("member", "Ada")
        taken = {**ADA, "email": "ADA@example.org"}
        other = await accounts.with_token(None)
        assert (await other.post("/api/auth/sign-up", 409, taken))["code"] == "email_taken"
        await other.post("/api/auth/sign-up", 422, {**ADA, "role": "owner"})


@pytest.mark.parametrize("email", ["ada", "@", "a@", "@b", "a b@c", "a@b@c", "a\x01@b", "é" * 321])
async def test_an_account_needs_an_address(accounts: Accounts, email: str) -> None:
    await accounts.local.post("/api/users", 422, {**ADA, "email": email})


@pytest.mark.parametrize("lacking", [{"password": "x" * 12}, {"role": "admin"}])
async def test_who_has_no_address_has_no_account(
    accounts: Accounts, lacking: dict[str, str]
) -> None:
    await accounts.local.post("/api/users", 422, {"name": "x", **lacking})


async def test_an_admin_makes_no_owner(accounts: Accounts) -> None:
    root = await accounts.someone("root", "admin")
    await root.post("/api/users", 201, ADA)
    await root.post("/api/users", 403, {**ADA, "email": "b@example.org", "role": "owner"})


# What was made before there were accounts


async def test_an_owner_takes_over_what_was_made_without_accounts(accounts: Accounts) -> None:
    local = accounts.local
    await local.fill("cvs", {"cv.txt": "Ada Lovelace wrote the first program."})
    thread, run_id = await local.question("Who wrote the first program?", kbs=["cvs"])
    await local.outcome(run_id)
    made = await local.post("/api/users", 201, {**ADA, "role": "owner", "takes_over": True})
    nobody = await accounts.with_token(None)
    form = {"username": ADA["email"], "password": ADA["password"]}
    given = await nobody.ask("POST", "/api/auth/token", 200, data=form)
    ada = await accounts.with_token(given["access_token"])
    assert [kb["name"] for kb in (await ada.get("/api/kbs"))["kbs"]] == ["cvs"]
    assert (await ada.get(f"/api/threads/{thread}"))["user_id"] == made["user_id"]
    assert (await ada.search("cvs", "program"))[0]["path"] == "cv.txt"
    assert len(await ada.events(run_id)) > 1
    assert (await local.get("/api/kbs"))["kbs"] == []
    asked = "SELECT DISTINCT owner_id, actor_kind, actor_id FROM runs"
    assert await local.rows(asked) == [(made["user_id"], "user", made["user_id"])]


async def test_nobody_else_gives_away_what_is_the_machines(accounts: Accounts) -> None:
    root = await accounts.someone("root", "owner")
    problem = await root.post("/api/users", 403, {**ADA, "takes_over": True})
    assert problem["code"] == "only_at_the_machine"
