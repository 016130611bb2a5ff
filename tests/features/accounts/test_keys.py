"""API keys: good for no more than their user, for no longer than they stand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from folioscope.doors.rechecks import LOOK_SECONDS
from folioscope.features.accounts.identify import TokenRefused
from folioscope.features.accounts.key_repository import MOST_KEYS
from folioscope.features.accounts.known_keys import KnownKeys
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.remembered import KEPT_SECONDS
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.tables import ApiKey, User
from folioscope.platform.database.base import now
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings
from tests.opened_program import PATIENCE, Program, frames_of, same_for_all
from tests.opened_socket import open_socket
from tests.opened_terminal import CommandLine, open_terminal
from tests.scripted_llm import ScriptedModel
from tests.signed_in import Accounts, open_accounts

ALL = ("read", "ask", "ingest")


async def _made(whose: Program, scopes: Sequence[str] = ALL, **wanted: Any) -> Any:
    asked = {"name": "import", "scopes": list(scopes), **wanted}
    return await whose.post("/api/keys", 201, asked)


async def _key_of(accounts: Accounts, whose: Program, scopes: Sequence[str] = ALL) -> Program:
    return await accounts.with_token((await _made(whose, scopes))["key"])


async def _set(program: Program, **values: Any) -> None:
    async with program.database.write() as session:
        await session.execute(update(ApiKey).values(**values))


async def test_a_key_is_told_once_and_only_its_digest_is_kept(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    made = await _made(ada, ["ask", "read"], days=7)
    key = made.pop("key")
    assert key.startswith("fsk_")
    assert len(key) >= 47
    assert made["start"] == key[:10]
    assert made["scopes"] == ["read", "ask"]
    assert (await ada.get("/api/keys"))["keys"] == [made]
    rows = await ada.rows("SELECT * FROM api_keys")
    assert key not in str(rows)
    assert digest_of(key) in rows[0]
    assert key not in str(await ada.rows("SELECT * FROM audit"))


async def test_a_key_does_what_its_scopes_say_as_its_user(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    await ada.fill("cvs", {"ada.txt": "Ada ran Kubernetes."})
    reading = await _key_of(accounts, ada, ["read"])
    assert await reading.search("cvs", "Kubernetes")
    assert (await reading.get("/api/kbs"))["kbs"][0]["name"] == "cvs"
    assert (await reading.post("/api/kbs", 403, {"name": "more"}))["code"] == "scope_missing"
    assert (await reading.post("/api/threads", 403, {}))["code"] == "scope_missing"
    bob = await accounts.someone("bob")
    foreign = await _key_of(accounts, bob)
    assert (await foreign.get("/api/kbs/cvs", 404))["code"] == "kb_not_found"


async def test_a_key_that_may_ask_alone_hears_its_answers_and_no_others(
    accounts: Accounts,
) -> None:
    ada = await accounts.someone("ada")
    thread_id, before = await ada.question("Who ran Kubernetes?")
    await ada.outcome(before)
    asking = await _key_of(accounts, ada, ["ask"])
    headers = {"Authorization": asking.client.headers["Authorization"]}
    assert (await asking.get(f"/api/runs/{before}/events", 403))["code"] == "scope_missing"
    async with open_socket(asking, headers) as socket:
        refused = await socket.ask("resume", run_id=before, after=0)
        assert (refused["code"], refused["run_id"]) == ("scope_missing", before)
        accepted = await socket.ask("ask", thread_id=thread_id, content="And who ran it before?")
        told = accepted
        while told["type"] != "done":
            told = await socket.next()
            assert told.get("run_id") == accepted["run_id"]


async def test_a_key_is_good_for_no_more_than_its_user(accounts: Accounts) -> None:
    member, admin = await accounts.someone("ada"), await accounts.someone("eve", "admin")
    asked = {"name": "x", "scopes": ["read", "admin"]}
    assert (await member.post("/api/keys", 403, asked))["code"] == "scopes_too_wide"
    key = await _key_of(accounts, admin, ["admin"])
    await key.get("/api/server")
    async with admin.database.write() as session:
        await session.execute(update(User).where(User.id == admin.user_id).values(role="member"))
    await _made(admin, ["read"], name="another")  # not what makes the first one less
    await _forget(accounts)
    assert (await key.get("/api/server", 403))["code"] == "role_too_low"


async def _forget(accounts: Accounts) -> None:
    """Have what is remembered of credentials read anew: revoke a key of the machine's."""
    made = await _made(accounts.local, ["read"], name="of the machine")
    await accounts.local.ask("DELETE", f"/api/keys/{made['key_id']}", 204)


async def test_a_key_makes_and_revokes_no_keys(accounts: Accounts) -> None:
    ada = await accounts.someone("ada", "owner")
    key = await _key_of(accounts, ada, [*ALL, "admin"])
    for method, path, body in (
        ("POST", "/api/keys", {"name": "child", "scopes": ["read"]}),
        ("GET", "/api/keys", None),
        ("DELETE", "/api/keys/x", None),
    ):
        assert (await key.ask(method, path, 403, json=body))["code"] == "not_by_key"


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"name": "x"},
        {"name": "", "scopes": ["read"]},
        {"name": "x" * 101, "scopes": ["read"]},
        {"name": "a\x00", "scopes": ["read"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["all"]},
        {"name": "x", "scopes": ["read"], "days": 0},
        {"name": "x", "scopes": ["read"], "days": 3651},
        {"name": "x", "scopes": ["read"], "user_id": -1},
        {"name": "x", "scopes": ["read"], "user_id": 2**40},
        {"name": "x", "scopes": ["read"], "digest": "0"},
        {"name": "x", "scopes": ["read"], "role": "owner"},
    ],
)
async def test_a_key_that_cannot_be_is_not_made(accounts: Accounts, wanted: object) -> None:
    await (await accounts.someone()).post("/api/keys", 422, wanted)


async def test_a_name_is_given_again_once_its_key_is_revoked(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    made = await _made(ada)
    again = {"name": "import", "scopes": ["read"]}
    assert (await ada.post("/api/keys", 409, again))["code"] == "key_name_taken"
    await _made(await accounts.someone("bob"))
    for _ in range(2):
        await ada.ask("DELETE", f"/api/keys/{made['key_id']}", 204)
    await _made(ada)
    states = [key["revoked_at"] is None for key in (await ada.get("/api/keys"))["keys"]]
    assert states == [True, False]


async def test_a_user_has_only_so_many_good_keys(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    async with ada.database.write() as session:
        for number in range(MOST_KEYS - 1):
            named = {"name": str(number), "digest": str(number), "start": "fsk_", "scopes": []}
            session.add(ApiKey(user_id=ada.user_id, **named))
    last = await _made(ada)
    more = {"name": "one more", "scopes": ["read"]}
    assert (await ada.post("/api/keys", 409, more))["code"] == "too_many_keys"
    await ada.ask("DELETE", f"/api/keys/{last['key_id']}", 204)
    await ada.post("/api/keys", 201, more)


async def test_keys_of_others_are_as_if_there_were_none(accounts: Accounts) -> None:
    ada, bob = await accounts.someone("ada"), await accounts.someone("bob", "admin")
    made = await _made(ada)
    assert (await bob.get("/api/keys"))["keys"] == []
    foreign = await bob.ask("DELETE", f"/api/keys/{made['key_id']}", 404)
    missing = await bob.ask("DELETE", f"/api/keys/{'0' * 32}", 404)
    assert same_for_all(foreign) == same_for_all(missing)
    await (await accounts.with_token(made["key"])).get("/api/kbs")
    for user_id in (ada.user_id, 0, 999):
        asked = {"name": "theirs", "scopes": ["read"], "user_id": user_id}
        assert (await bob.post("/api/keys", 404, asked))["code"] == "user_not_found"


async def test_the_person_at_the_machine_makes_and_revokes_keys_of_everybody(
    accounts: Accounts,
) -> None:
    ada = await accounts.someone("ada")
    await ada.fill("cvs", {"ada.txt": "Ada ran Kubernetes."})
    made = await _made(accounts.local, user_id=ada.user_id)
    key = await accounts.with_token(made["key"])
    await key.get("/api/kbs/cvs")
    [listed] = (await accounts.local.get("/api/keys"))["keys"]
    assert listed["user_id"] == ada.user_id
    await accounts.local.ask("DELETE", f"/api/keys/{made['key_id']}", 204)
    await key.get("/api/kbs/cvs", 401)


async def test_when_a_key_was_used_is_noted_once_a_minute(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    key = await _key_of(accounts, ada)

    async def used() -> Any:
        return (await ada.get("/api/keys"))["keys"][0]["used_at"]

    assert await used() is None
    await key.get("/api/kbs")
    first = await used()
    assert first is not None
    await _forget(accounts)
    await key.get("/api/kbs")
    assert (await ada.rows("SELECT count(*) FROM api_keys WHERE used_at IS NOT NULL")) == [(1,)]
    assert (await ada.get("/api/keys"))["keys"][0]["used_at"] == first
    await _set(ada, used_at=now() - timedelta(seconds=61))
    await _forget(accounts)
    await key.get("/api/kbs")
    assert await used() > first


# What ends a key


async def test_t08_a_key_that_is_no_good_is_refused(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    key = (await _made(ada))["key"]
    digest = digest_of(key)
    shown = [
        key[:-1],
        key + "x",
        key.upper(),
        f" {key}",
        "fsk_",
        f"fsk_{digest}",
        digest,
        f"{key}.{ada.token}",
        key.replace("fsk_", "fsv_"),
        key.replace("fsk_", "fsr_"),
        "fsk_" + "x" * 9_000,
        "fsk_' OR 1=1 --",
    ]
    for token in shown:
        told = await (await accounts.with_token(token)).get("/api/kbs", 401)
        assert told["code"] == "token_refused", token
    await (await accounts.with_token(key)).get("/api/kbs")


async def test_t08_a_key_is_refused_once_it_is_over(accounts: Accounts) -> None:
    key = await _key_of(accounts, await accounts.someone("ada"))
    await key.get("/api/kbs")
    await _set(key, expires_at=now() + timedelta(hours=1))
    await _forget(accounts)
    await key.get("/api/kbs")
    await _set(key, expires_at=now() - timedelta(seconds=1))
    await _forget(accounts)
    assert (await key.get("/api/kbs", 401))["code"] == "token_refused"


async def test_t08_the_keys_of_who_is_suspended_or_gone_are_refused(accounts: Accounts) -> None:
    for end in (
        update(User).where(User.name == "ada").values(suspended_at=now()),
        delete(User).where(User.name == "ada"),
    ):
        ada = await accounts.someone("ada")
        key = await _key_of(accounts, ada)
        await key.get("/api/kbs")
        async with ada.database.write() as session:
            await session.execute(end)
        await _forget(accounts)
        assert (await key.get("/api/kbs", 401))["code"] == "token_refused"
        async with ada.database.write() as session:
            await session.execute(delete(User).where(User.name == "ada"))


async def test_t07_a_key_revoked_in_mid_stream_ends_the_stream(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    never = asyncio.Event()
    scripted_model.pieces = ("Ada ran ", never)
    async with open_accounts(settings, llm_provider="openai") as accounts:
        ada = await accounts.someone("ada")
        await ada.fill("cvs", {"ada.txt": "Ada ran Kubernetes at Acme."})
        made = await _made(ada)
        key = await accounts.with_token(made["key"])
        _, run_id = await key.question("Did Ada run Kubernetes at Acme?")
        async with key.stream(run_id) as response:
            assert response.status_code == 200
            frames = frames_of(response)
            while (await anext(frames)).type != "token":
                pass
            await ada.ask("DELETE", f"/api/keys/{made['key_id']}", 204)
            async with asyncio.timeout(PATIENCE):
                rest = [frame.type async for frame in frames]
        assert "done" not in rest
        async with key.stream(run_id, cursor=1) as response:
            assert response.status_code == 401
        never.set()


async def test_t07_a_key_revoked_while_a_websocket_is_open_closes_it(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    made = await _made(ada)
    bearer = {"Authorization": f"Bearer {made['key']}"}
    async with open_socket(ada, headers=bearer) as socket:
        await ada.ask("DELETE", f"/api/keys/{made['key_id']}", 204)
        assert (await socket.closed())[0] == 1008


async def test_t07_a_key_revoked_in_another_process_is_refused_soon(
    accounts: Accounts,
) -> None:
    ada = await accounts.someone("ada")
    made = await _made(ada)
    seconds = 0.0
    # Another process: nobody tells it of anything.
    revocations = Revocations(Wakeups(enabled=False))
    known = KnownKeys(ada.database, revocations, lambda: seconds)
    await known(made["key"], False)
    await ada.ask("DELETE", f"/api/keys/{made['key_id']}", 204)
    await known(made["key"], False)
    seconds = KEPT_SECONDS + LOOK_SECONDS
    assert seconds <= 30
    with pytest.raises(TokenRefused):
        await known(made["key"], True)


async def test_making_and_revoking_is_written_down(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    made = await _made(ada, ["read"])
    for _ in range(2):
        await ada.ask("DELETE", f"/api/keys/{made['key_id']}", 204)
    noted = await ada.rows("SELECT action, subject_kind, subject, actor FROM audit ORDER BY id")
    assert noted == [
        (action, "key", made["key_id"], f"user:{ada.user_id}")
        for action in ("make_key", "revoke_key")
    ]


# Without accounts, and at the terminal


async def test_a_key_narrows_what_the_person_at_the_machine_may(program: Program) -> None:
    await program.fill("cvs", {"ada.txt": "Ada ran Kubernetes."})
    made = await _made(program, ["read"])
    bearer = {"Authorization": f"Bearer {made['key']}"}
    asked = await program.client.get("/api/kbs/cvs", headers=bearer)
    assert asked.status_code == 200
    refused = await program.client.post("/api/kbs", json={"name": "x"}, headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


@pytest.fixture
async def terminal(settings: Settings) -> AsyncIterator[CommandLine]:
    async with open_terminal(settings) as opened:
        yield opened


async def test_keys_are_made_listed_and_revoked_at_the_terminal(terminal: CommandLine) -> None:
    made = await terminal.succeed("keys", "create", "nightly", "--scope", "read", "--days", "3")
    assert made.out.startswith("fsk_")
    assert made.out.count("\n") == 1
    assert "not shown again" in made.told
    listed = await terminal.succeed("keys", "list", "--json")
    assert "nightly" in listed.out
    assert made.out.strip() not in listed.out
    key_id = listed.out.split('"key_id": "')[1].split('"')[0]
    shown = (await terminal.succeed("keys", "list")).out
    assert "nightly" in shown
    assert "never" in shown
    await terminal.succeed("keys", "revoke", key_id)
    assert "revoked" in (await terminal.succeed("keys", "list")).out
    assert (await terminal.run("keys", "revoke", "nobodys")).code == 4


async def test_a_key_without_an_end_is_asked_for(terminal: CommandLine) -> None:
    said = await terminal.succeed("keys", "create", "x", "--scope", "read", "--no-end", "--json")
    assert '"expires_at": null' in said.out
    assert (await terminal.run("keys", "create", "y")).code == 2
