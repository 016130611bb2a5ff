"""What keeps a program out of its database is told by where it is and what to look at."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from folioscope.platform.database.engine import (
    Database,
    DatabaseUrlInvalid,
    parse_url,
    without_secrets,
)
from folioscope.platform.database.failures import DatabaseUnreachable, unreachable

CONNECTION = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '


def told(reason: str) -> str:
    error = OperationalError(None, None, Exception(f"{CONNECTION}{reason}\nand hints"))
    return unreachable("db/cvs", error).message


@pytest.mark.parametrize(
    "reason",
    [
        'password authentication failed for user "ada"',
        'database "cvs" does not exist',
        'no pg_hba.conf entry for host "192.0.2.1"',
    ],
)
def test_a_server_that_refuses_the_login_is_not_said_to_be_away(reason: str) -> None:
    assert told(f"FATAL:  {reason}") == (
        f"The server of the database at db/cvs refused the login: {reason}. "
        "Check what FOLIOSCOPE_DATABASE_URL says."
    )


def test_a_server_that_is_away_is_said_to_be() -> None:
    assert told("Connection refused") == (
        "The database at db/cvs cannot be reached: Connection refused. "
        "Check that it runs and what FOLIOSCOPE_DATABASE_URL says."
    )


@pytest.mark.postgres_only
async def test_a_user_whom_the_server_does_not_know_is_refused(database_url: str) -> None:
    database = Database(parse_url(database_url).set(username="nobody"))
    with pytest.raises(DatabaseUnreachable, match='refused the login: role "nobody" does not'):
        await database.check()
    await database.aclose()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql://ada:swordfish@db:5433/cvs", "db:5433/cvs"),
        ("postgresql://db", "db"),
        ("postgresql:///cvs?host=%2Fvar%2Frun", "/var/run/cvs"),
        ("postgresql://", "this machine's socket"),
        ("postgresql:///cvs", "this machine's socket/cvs"),
        ("sqlite:////tmp/x.db", "/tmp/x.db"),
    ],
)
def test_a_place_is_readable_and_without_secrets(
    monkeypatch: pytest.MonkeyPatch, address: str, place: str
) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    assert without_secrets(parse_url(address)) == place


def test_the_host_of_the_environment_is_told_where_the_address_names_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    assert without_secrets(parse_url("postgresql:///cvs")) == "db.example/cvs"


def test_the_short_name_of_postgresql_is_understood() -> None:
    assert parse_url("postgres://db/cvs") == parse_url("postgresql://db/cvs")
    with pytest.raises(DatabaseUrlInvalid, match="“postgresx”"):
        parse_url("postgresx://db/cvs")
