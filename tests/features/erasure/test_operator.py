"""Whoever has the server's own token erases what is anybody's: the operator answers for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from folioscope.platform.principal import ACTS_FOR
from folioscope.settings.values import Settings
from tests.features.erasure.planted import CV, FIRM, NAME, OTHER_CV, completed, everywhere
from tests.opened_terminal import CommandLine
from tests.signed_in import Accounts, Someone, open_accounts

PERSON = {"person": {"name": NAME}}


@pytest.fixture
async def accounts(settings: Settings) -> AsyncIterator[Accounts]:
    async with open_accounts(settings) as opened:
        yield opened


@pytest.fixture
async def ada(accounts: Accounts) -> Someone:
    ada = await accounts.someone("ada", "owner")
    await ada.fill("people", {"quilla.md": CV, "ada.md": OTHER_CV})
    return ada


@pytest.fixture
async def bob(accounts: Accounts) -> Someone:
    bob = await accounts.someone("bob")
    await bob.fill("people", {"welder.md": CV + "\nTwice.", "ada.md": OTHER_CV})
    return bob


async def test_a_person_is_found_in_the_bases_of_all_accounts(
    accounts: Accounts, ada: Someone, bob: Someone
) -> None:
    local = accounts.local
    for body in (PERSON, {"person": {"name": NAME, "kbs": ["people"]}}):
        shown = await local.post("/api/erasures/preview", 200, body)
        assert {(one["path"], one["email"]) for one in shown["documents"]} == {
            ("quilla.md", "ada@example.org"),
            ("welder.md", "bob@example.org"),
        }
    receipt = await local.post("/api/erasures", 201, PERSON)
    receipt = await completed(local, receipt["erasure_id"])
    assert (receipt["state"], receipt["erased"]["documents"]) == ("complete", 2)
    assert await everywhere(local) == []
    for owner in (ada, bob):
        left = (await owner.get("/api/kbs/people/documents"))["documents"]
        assert [one["path"] for one in left] == ["ada.md"]
        log = (await owner.get("/api/audit", action="erase"))["entries"]
        assert [entry["actor"] for entry in log] == ["local:0"]


async def test_one_account_is_searched_alone_where_the_machine_acts_for_it(
    accounts: Accounts, ada: Someone, bob: Someone
) -> None:
    as_bob = {ACTS_FOR: "bob@example.org"}
    asked = {"headers": as_bob, "json": PERSON}
    for who, content in ((accounts.local, asked), (bob, {"json": PERSON})):
        shown = await who.ask("POST", "/api/erasures/preview", 200, **content)
        assert [one["path"] for one in shown["documents"]] == ["welder.md"]
    receipt = await accounts.local.ask("POST", "/api/erasures", 201, **asked)
    assert receipt["erased"]["documents"] == 1
    assert len((await ada.get("/api/kbs/people/documents"))["documents"]) == 2
    (entry,) = (await bob.get("/api/audit", action="erase"))["entries"]
    assert (entry["actor"], entry["detail"]["by"]) == (f"user:{bob.user_id}", "local:0")


async def test_a_path_that_two_accounts_have_is_not_guessed(
    accounts: Accounts, ada: Someone, bob: Someone
) -> None:
    def named(path: str, kb: str = "people") -> Any:
        return {"document": {"document": path, "kb": kb}}

    local = accounts.local
    refused = await local.post("/api/erasures/preview", 409, named("ada.md"))
    assert refused["code"] == "document_unclear"
    for wrong in (named("nobody.md"), named("ada.md", "nowhere")):
        await local.post("/api/erasures/preview", 404, wrong)
    receipt = await local.post("/api/erasures", 201, named("welder.md"))
    assert (await completed(local, receipt["erasure_id"]))["erased"]["documents"] == 1
    assert receipt["erasure_id"] in str(await local.get("/api/erasures"))
    assert FIRM in str(await ada.search("people", "submarines"))


async def test_no_account_is_erased_past_the_office(accounts: Accounts, ada: Someone) -> None:
    await accounts.local.post("/api/erasures", 404, {"user_id": ada.user_id})


async def test_the_command_shows_whose_it_is(accounts: Accounts, ada: Someone) -> None:
    local = accounts.local
    assert local.unix_socket is not None
    token = local.client.headers["Authorization"].removeprefix("Bearer ")
    line = CommandLine(local.unix_socket, token)
    shown = (await line.succeed("erase", "--person", NAME, "--dry-run")).out
    assert "quilla.md" in shown
    assert "ada@example.org" in shown
    done = (await line.succeed("erase", "--person", NAME, "--yes")).out
    assert done.startswith("Erased.")
    assert await everywhere(local) == []
