"""What the doctor finds: each thing by one name, whether it is well or not."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import text

from folioscope.backends.registry import BACKENDS
from folioscope.doors import checks
from folioscope.doors.checks import check_all
from folioscope.doors.commands import doctor
from folioscope.doors.finding import Check
from folioscope.doors.lock import Holder, folder_lock
from folioscope.migrations.apply import newest
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, parse_url, without_secrets
from folioscope.platform.runs.tables import Run
from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope
from tests.scripted_program import EMBEDDINGS
from tests.signed_in import open_accounts

NAMES = [
    "python", "data folder", "server", "database", "sqlite", "files", "workers", "embedding model",
    "reranker", "text recognition", "language model", "people", "clock", "disk", "copies",
    "accounts", "address", "proxies", "extras", "logs",
]  # fmt: skip


async def found(settings: Settings, **changed: object) -> dict[str, Check]:
    """What is found, by name; every check is made once and in order."""
    looked = await check_all(settings.model_copy(update=changed))
    assert [check.name for check in looked] == NAMES
    return {check.name: check for check in looked}


async def test_an_installation_that_is_well_is_told_so(settings: Settings) -> None:
    looked = await found(settings)
    assert {check.state for name, check in looked.items() if name != "sqlite"} == {"ok"}
    assert str(settings.data_dir) in looked["data folder"].told
    assert looked["server"].told == "none runs on this data folder"
    place = without_secrets(parse_url(settings.database_address))
    assert looked["database"].told.startswith(f"{place}, ")
    assert looked["database"].told.endswith(f"schema {newest()}")
    assert looked["embedding model"].told == "all-MiniLM-L6-v2, 64 dimensions"
    assert "LLM_PROVIDER" in looked["language model"].told


async def test_whether_anybody_executes_runs_is_told(settings: Settings) -> None:
    assert (await found(settings))["workers"].state == "ok"
    async with open_folioscope(settings):
        told = (await found(settings))["workers"].told
        is_shared = not str(settings.database_url).startswith("sqlite")
        assert ("at present" in told) == is_shared


async def test_looking_makes_nothing(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    looked = await found(settings, data_dir=folder, database_url=None)
    assert looked["database"].state == looked["data folder"].state == "ok"
    assert looked["database"].told.endswith("made when first used")
    assert not (tmp_path / "new").exists()


async def test_a_database_that_is_behind_is_a_warning_that_says_what_to_do(
    settings: Settings, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0006'"))
    check = (await found(settings))["database"]
    assert check.state == "warning"
    assert check.told.endswith(f"schema 0006, where {newest()} is wanted")
    assert check.mend == "folioscope db upgrade"


async def test_a_database_of_a_newer_program_fails_and_nobody_is_told_to_upgrade_it(
    settings: Settings, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    looked = await found(settings)
    check = looked["database"]
    assert (check.state, "schema 9999" in check.told) == ("failed", True)
    assert check.mend.startswith("Install that version, or go back to a copy")
    assert not any("db upgrade" in each.mend for each in looked.values())


async def test_a_database_that_is_away_fails_and_the_rest_is_looked_at(settings: Settings) -> None:
    away = "postgresql://ada:swordfish@127.0.0.1:1/nowhere"
    looked = await found(settings, database_url=away)
    assert looked["database"].state == "failed"
    assert looked["embedding model"].state == "ok"
    assert "swordfish" not in str(looked)
    told = ("warning", "unknown without the database")
    assert (looked["workers"].state, looked["workers"].told) == told


async def test_who_has_no_account_yet_is_told_how_the_first_is_made(
    settings: Settings, tmp_path: Path
) -> None:
    secret = SecretStr("0123456789abcdef" * 2)
    locked = settings.model_copy(update={"auth": "password", "secret_key": secret})
    for place in ({}, {"data_dir": tmp_path / "new", "database_url": None}):
        check = (await found(locked, **place))["people"]
        assert check.state == "warning"
        assert check.mend.endswith("folioscope users create EMAIL --role owner")
    async with open_accounts(settings) as accounts:
        await accounts.someone("ada", "owner")
    assert (await found(locked))["people"].state == "ok"


@pytest.mark.postgres_only
async def test_a_server_is_told_with_its_versions(settings: Settings) -> None:
    told = (await found(settings))["database"].told
    assert re.search(r", PostgreSQL \d+[.\d]*, pgvector \d+\.\d+[.\d]*, schema ", told)
    assert "psycopg" not in told
    assert "%2F" not in told


@pytest.mark.postgres_only
async def test_runs_for_which_nobody_is_there_are_a_warning_with_their_number(
    settings: Settings, database: Database
) -> None:
    row = {"owner_id": 0, "actor_kind": "user", "actor_id": 0, "kind": "talk"}
    async with database.write() as session:
        session.add_all(Run(**row, created_at=now() - timedelta(hours=1)) for _ in range(3))
    check = (await found(settings))["workers"]
    assert (check.state, "runs wait: 3" in check.told) == ("warning", True)


async def test_a_folder_for_files_that_can_be_none_fails(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert (await found(settings))["files"].state == "ok"
    shared = tmp_path / "shared" / "files"
    assert str(shared) in (await found(settings, files_dir=shared))["files"].told
    check = (await found(settings, files_dir=tmp_path / "file" / "x"))["files"]
    assert check.state == "failed"
    assert str(tmp_path / "file") in check.told


async def test_a_file_that_is_no_database_fails_and_stays_as_it_is(
    settings: Settings, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.db"
    letter.write_text("Dear reader, this is a letter. " * 50)
    check = (await found(settings, database_url=f"sqlite:///{letter}"))["database"]
    assert (check.state, "not a database" in check.told) == ("failed", True)
    assert letter.read_text().startswith("Dear reader")


async def test_a_password_is_not_told(settings: Settings, tmp_path: Path) -> None:
    address = f"sqlite://ada:swordfish@/{tmp_path}/x.db"
    assert "swordfish" not in str(await found(settings, database_url=address))


async def test_a_data_folder_that_can_be_none_fails(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        looked = await found(settings, data_dir=folder)
        assert looked["data folder"].state == "failed"
        assert str(tmp_path / "file") in looked["data folder"].told


async def test_a_full_disk_is_a_warning(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "LEAST_FREE_GB", 1e9)
    assert (await found(settings))["data folder"].state == "warning"


@pytest.mark.parametrize(("safe", "state"), [((3, 0, 0), "ok"), ((99, 0, 0), "warning")])
async def test_an_sqlite_with_a_known_fault_is_a_warning(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, safe: tuple[int, int, int], state: str
) -> None:
    monkeypatch.setattr(checks, "SAFE_SQLITE", safe)
    check = (await found(settings, database_url=None))["sqlite"]
    assert check.state == state
    assert check.told.startswith(sqlite3.sqlite_version)


async def test_the_server_that_holds_the_folder_is_named(settings: Settings) -> None:
    with folder_lock(settings.data_dir) as lock:
        lock.announce(Holder(os.getpid(), "http://127.0.0.1:1", "swordfish"))
        looked = await found(settings)
    assert looked["server"].told == f"at http://127.0.0.1:1 (process {os.getpid()})"
    assert "swordfish" not in str(looked)


async def test_a_model_that_is_not_there_is_named(settings: Settings) -> None:
    check = (await found(settings, embedding_model="nope"))["embedding model"]
    assert (check.state, check.told) == ("failed", "There is no embedding model “nope”.")


async def test_what_reranks_is_told_and_whether_it_is_there(
    settings: Settings, tmp_path: Path
) -> None:
    assert "FOLIOSCOPE_RERANK" in (await found(settings, rerank="off"))["reranker"].told
    check = (await found(settings, rerank=str(tmp_path)))["reranker"]
    assert check.state == "failed"
    assert str(tmp_path) in check.told
    missing = (await found(settings, rerank="acme/judge"))["reranker"]
    assert missing.state == "failed"
    assert "folioscope models pull acme/judge" in missing.told
    # The model of the tests tells nothing of tokens.
    late = (await found(settings, rerank="late-interaction"))["reranker"]
    assert (late.state, "single tokens" in late.told) == ("failed", True)


async def test_text_recognition_that_is_on_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    assert (await found(settings, ocr="off"))["text recognition"].state == "ok"
    check = (await found(settings, ocr="auto", ocr_data_dir=tmp_path))["text recognition"]
    assert check.state == "failed"
    assert "ocr" in check.told


async def test_a_language_model_that_cannot_be_reached_fails_and_no_key_is_told(
    settings: Settings,
) -> None:
    chosen = {
        "llm_provider": "openai",
        "llm_model": "large",
        "openai_base_url": "http://127.0.0.1:1/v1",
        "openai_api_key": SecretStr("swordfish"),
    }
    check = (await found(settings, **chosen))["language model"]
    assert check.state == "failed"
    assert check.told.startswith("written by openai:large; no text leaves this machine. ")
    assert "127.0.0.1:1 cannot be reached" in check.told
    assert "swordfish" not in check.told


async def test_a_key_that_sends_nothing_anywhere_is_told_by_its_name(settings: Settings) -> None:
    check = (await found(settings, openai_api_key=SecretStr("swordfish")))["language model"]
    assert check.state == "ok"
    assert "no text leaves this machine. Not used: OPENAI_API_KEY" in check.told


async def test_a_language_model_without_its_key_fails_and_says_what_to_set(
    settings: Settings,
) -> None:
    chosen = {"llm_provider": "openai", "openai_base_url": "https://api.openai.com/v1"}
    check = (await found(settings, **chosen))["language model"]
    assert (check.state, "OPENAI_API_KEY" in check.told) == ("failed", True)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(BACKENDS, "embeddings", EMBEDDINGS)
    monkeypatch.setenv("FOLIOSCOPE_DATA_DIR", str(tmp_path / "data"))
    return monkeypatch


def test_the_doctor_prints_what_is_found_and_fails_if_something_does(
    environment: pytest.MonkeyPatch,
) -> None:
    well = CliRunner().invoke(doctor)
    assert well.exit_code == 0
    assert re.search("✓  embedding model +all-MiniLM-L6-v2, 64 dimensions", well.stdout)
    environment.setenv("FOLIOSCOPE_EMBEDDING_MODEL", "nope")
    ill = CliRunner().invoke(doctor, ["--json"])
    assert ill.exit_code == 1
    states = {check["name"]: check["state"] for check in json.loads(ill.stdout)}
    assert list(states) == NAMES
    assert states["embedding model"] == "failed"
