"""The person at the machine acts for an account; nobody else does, whatever they show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from folioscope.doors import cli
from folioscope.doors.connection import connect
from folioscope.features.accounts.tables import User
from folioscope.features.audit.tables import AuditEntry
from folioscope.platform.database.base import now
from folioscope.platform.principal import ACTS_FOR
from folioscope.platform.terminal.session import Terminal
from folioscope.settings.values import Settings
from tests.features.visiting.strangers import come, publish
from tests.opened_program import Program
from tests.opened_terminal import CommandLine
from tests.signed_in import SECRET_KEY, Accounts, Someone, open_accounts

ADA = {ACTS_FOR: "ada@example.org"}


@pytest.fixture
async def accounts(settings: Settings) -> AsyncIterator[Accounts]:
    async with open_accounts(settings, public_chat=True) as opened:
        yield opened


@pytest.fixture
async def ada(accounts: Accounts) -> Someone:
    ada = await accounts.someone("ada", "owner")
    await ada.post("/api/kbs", 201, {"name": "of-ada"})
    return ada


async def names(program: Program, headers: dict[str, str]) -> list[str]:
    bases = await program.ask("GET", "/api/kbs", 200, headers=headers)
    return [base["name"] for base in bases["kbs"]]


async def refusal(program: Program, headers: dict[str, str], path: str = "/api/kbs") -> object:
    answer = await program.client.get(path, headers=headers)
    return answer.status_code, answer.json()["code"]


async def test_the_machine_sees_what_the_account_sees_and_no_more(
    accounts: Accounts, ada: Someone
) -> None:
    bob = await accounts.someone("bob")
    await bob.post("/api/kbs", 201, {"name": "of-bob"})
    await accounts.local.post("/api/kbs", 201, {"name": "of-the-machine"})
    assert await names(accounts.local, {}) == ["of-the-machine"]
    assert await names(accounts.local, ADA) == ["of-ada"]
    assert await names(accounts.local, {ACTS_FOR: quote(" Bob@Example.org")}) == ["of-bob"]
    me = await accounts.local.ask("GET", "/api/users/me", 200, headers=ADA)
    assert (me["user_id"], me["role"]) == (ada.user_id, "owner")
    as_bob = {ACTS_FOR: "bob@example.org"}
    assert await refusal(accounts.local, as_bob, "/api/users") == (403, "role_too_low")


async def test_nobody_else_acts_for_an_account(accounts: Accounts, ada: Someone) -> None:
    await ada.post("/api/kbs", 201, {"name": "resume"})
    link = await publish(ada)
    mallory = await accounts.someone("mallory", "owner")
    wanted = {"name": "k", "scopes": ["read", "ask", "ingest", "admin"]}
    key = (await mallory.post("/api/keys", 201, wanted))["key"]
    for asker in (
        mallory,
        ada,
        await accounts.with_cookie(mallory.token),
        await accounts.with_token(key),
        await come(accounts, link),
        await accounts.with_token(None),
    ):
        assert await refusal(asker, ADA) == (403, "not_the_machine")
    assert await refusal(await accounts.with_token("wrong"), ADA) == (401, "token_refused")


async def test_without_accounts_the_token_is_needed_all_the_same(program: Program) -> None:
    async with program.database.write() as session:
        session.add(User(name="ada", email="ada@example.org"))
    assert await names(program, ADA) == []
    request = program.client.build_request("GET", "/api/kbs", headers=ADA)
    del request.headers["Authorization"]
    assert (await program.client.send(request)).json()["code"] == "not_the_machine"


async def test_an_address_of_nobody_and_a_suspended_account_are_told(
    accounts: Accounts, ada: Someone
) -> None:
    for address, told in {
        "eve@example.org": (404, "user_not_found"),
        "eve": (422, "email_invalid"),
        quote("a\x00@example.org"): (422, "email_invalid"),
        "": (422, "email_invalid"),
    }.items():
        assert await refusal(accounts.local, {ACTS_FOR: address}) == told
    async with ada.database.write() as session:
        ended = update(User).where(User.id == ada.user_id).values(suspended_at=now())
        await session.execute(ended)
    assert await refusal(accounts.local, ADA) == (403, "account_suspended")


async def test_the_log_tells_that_it_was_the_machine(accounts: Accounts, ada: Someone) -> None:
    body = {"everyone": True, "access": "read"}
    await accounts.local.ask("PUT", "/api/kbs/of-ada/shares", 200, headers=ADA, json=body)
    async with ada.database.read() as session:
        entry = (await session.scalars(select(AuditEntry))).one()
    assert entry.actor == f"user:{ada.user_id}"
    assert (entry.detail or {})["by"] == "local:0"


async def test_a_command_acts_for_an_account(settings: Settings) -> None:
    chosen = {"auth": "password", "secret_key": SECRET_KEY}
    given = Settings(_env_file=None, **{**settings.model_dump(), **chosen})
    async with open_accounts(settings) as opened:
        await opened.someone("ada")
        await opened.someone("zoë")
    for name in ("ada", "zoë"):
        async with connect(given, f"{name}@example.org") as client:
            await client.post("/api/kbs", {"name": f"of-{name}"})
            bases = (await client.get("/api/kbs"))["kbs"]
            assert [base["name"] for base in bases] == [f"of-{name}"]
    async with connect(given) as client:
        assert (await client.get("/api/kbs"))["kbs"] == []


@click.command()
@click.pass_obj
def tell(terminal: Terminal) -> None:
    """Say for whom a command would connect."""
    click.echo(f"{terminal.connect()}")


@pytest.mark.parametrize("name", ["kb", "erase", "users", "db", "doctor"])
def test_commands_about_the_server_are_of_no_account(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(cli, "COMMANDS", {name: (f"{__name__}:tell", "Tells.")})
    monkeypatch.setattr(cli, "_connect", str)
    for given, meant in ((["--as", "ada@example.org"], "ada@example.org"), ([], "None")):
        said = CliRunner().invoke(cli.cli, [*given, name])
        assert said.output.strip() == ("None" if name in cli.OF_THE_SERVER else meant)


async def test_who_finds_nothing_at_the_machine_is_told_where_to_look(
    accounts: Accounts, ada: Someone
) -> None:
    local = accounts.local
    told = (await local.get("/api/kbs/of-ada", 404))["detail"]
    assert "There is no knowledge base “of-ada”." in told
    assert "folioscope --as EMAIL" in told
    bob = await accounts.someone("bob")
    assert "--as" not in (await bob.get("/api/kbs/of-ada", 404))["detail"]
    assert local.unix_socket is not None
    token = local.client.headers["Authorization"].removeprefix("Bearer ")
    line = CommandLine(local.unix_socket, token)
    assert "folioscope --as EMAIL" in (await line.succeed("kb", "list")).out
