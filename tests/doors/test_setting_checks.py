"""What of the settings is wrong, and that each finding says how to mend it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from folioscope.doors import place_checks, setting_checks
from folioscope.doors.finding import Finding
from folioscope.settings.values import Settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
LONG = "x" * 40
OPEN = {"host": "0.0.0.0", "public_url": "https://cv.example.org"}
JWT = {"auth": "jwt", "secret_key": KEY, "jwt_issuer": "https://i.example", "jwt_audience": "cv"}
OIDC = {"auth": "oidc", "secret_key": KEY, **OPEN}


async def looked(name: str, chosen: dict[str, Any]) -> Finding:
    found: Finding = await getattr(setting_checks, name)(Settings(_env_file=None, **chosen))
    if found.state != "ok":
        assert found.mend, found
    return found


@pytest.mark.parametrize(
    ("name", "chosen", "state", "words"),
    [
        ("accounts", {}, "ok", "off"),
        ("accounts", {"host": "0.0.0.0"}, "failed", "FOLIOSCOPE_AUTH"),
        ("accounts", {"auth": "password", "secret_key": KEY}, "ok", "by password"),
        ("accounts", {"auth": "password", "secret_key": "short"}, "failed", "openssl rand"),
        ("accounts", {"auth": "password", "secret_key": LONG}, "failed", "openssl rand"),
        ("accounts", {"auth": "password"}, "ok", "by password"),
        (
            "accounts",
            {"auth": "password", "database_url": "postgresql://db/x"},
            "warning",
            "the same",
        ),
        ("accounts", {**OIDC}, "failed", "FOLIOSCOPE_OIDC_ISSUER, FOLIOSCOPE_OIDC_CLIENT_ID"),
        (
            "accounts",
            {**OIDC, "oidc_issuer": "https://i.example", "oidc_client_id": "cv"},
            "ok",
            "https://i.example",
        ),
        ("accounts", {**JWT}, "failed", "FOLIOSCOPE_JWT_JWKS_URL or FOLIOSCOPE_JWT_SECRET"),
        ("accounts", {**JWT, "jwt_secret": "short"}, "failed", "longer"),
        ("accounts", {**JWT, "jwt_secret": KEY}, "ok", "https://i.example"),
        (
            "accounts",
            {**JWT, "jwt_secret": KEY, "jwt_jwks_url": "https://i.example/jwks"},
            "failed",
            "two kinds",
        ),
        ("accounts", {**JWT, "jwt_issuer": "", "jwt_secret": KEY}, "failed", "JWT_ISSUER"),
        ("address", {}, "ok", "127.0.0.1, port 8000"),
        ("address", {"auth": "password", "host": "0.0.0.0"}, "warning", "PUBLIC_URL"),
        ("address", {"auth": "password", **OPEN}, "ok", "https://cv.example.org"),
        ("address", {"auth": "password", "public_url": "http://cv.example.org"}, "warning", "TLS"),
        ("address", {"auth": "password", "public_url": "http://localhost:8000"}, "ok", "localhost"),
        ("proxies", {}, "ok", "none"),
        ("proxies", {**OPEN}, "warning", "TRUSTED_PROXIES"),
        ("proxies", {**OPEN, "trusted_proxies": "10.0.0.0/8"}, "ok", "10.0.0.0/8"),
        ("proxies", {"trusted_proxies": "100.64.0.0/10"}, "ok", "100.64.0.0/10"),
        ("proxies", {"trusted_proxies": "0.0.0.0/0"}, "failed", "everybody"),
        ("proxies", {"trusted_proxies": "::/0"}, "failed", "everybody"),
        ("logs", {}, "ok", "no texts"),
        ("logs", {"log_content": True}, "warning", "FOLIOSCOPE_LOG_CONTENT"),
    ],
)
async def test_a_setting_is_told_with_what_to_do_about_it(
    name: str, chosen: dict[str, Any], state: str, words: str
) -> None:
    found = await looked({"logs": "privacy"}.get(name, name), chosen)
    assert found.state == state, found
    assert words in f"{found.told} {found.mend}"


async def test_no_finding_tells_a_secret() -> None:
    for chosen in ({"auth": "password", "secret_key": "geheim1"}, {**JWT, "jwt_secret": "geheim1"}):
        assert "geheim1" not in str(await looked("accounts", chosen))


async def test_what_the_settings_ask_for_and_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (await looked("extras", {})).state == "ok"
    there = {"psycopg", "procrastinate"}
    monkeypatch.setattr(setting_checks, "is_installed", there.__contains__)
    missing = await looked("extras", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "ocr": "auto"})
    assert (missing.state, missing.mend) == ("failed", "pip install 'folioscope[ocr,otel]'")
    chosen = {"database_url": "postgresql://db/x"}
    assert (await looked("extras", chosen)).told == "installed: postgres"


def test_a_module_that_is_nowhere_is_not_installed() -> None:
    assert setting_checks.is_installed("json")
    assert not setting_checks.is_installed("no_such_module")
    assert not setting_checks.is_installed("no_such_module.inside")


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "state"), [(4, "failed"), (9, "warning"), (50, "ok")])
async def test_a_disk_that_fills_is_told_before_it_is_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(100, 100 - free, free))
    found = await place_checks.disk(Settings(_env_file=None, data_dir=tmp_path / "new"))
    assert found.state == state
    assert bool(found.mend) is (state != "ok")


async def test_sqlite_on_a_disk_of_another_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(place_checks, "MOUNTS", mounts)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(100, 10, 90))
    place = tmp_path / "data"
    found = await place_checks.disk(Settings(_env_file=None, data_dir=place))
    assert (found.state, "nfs4" in found.told) == ("failed", True)
    assert place_checks.filesystem_of(Path("/elsewhere")) == "ext4"
    with_postgres = Settings(_env_file=None, data_dir=place, database_url="postgresql://db/x")
    assert (await place_checks.disk(with_postgres)).state == "ok"


@pytest.mark.parametrize(("age", "state"), [(None, "ok"), (1, "ok"), (31, "warning")])
async def test_an_old_safety_copy_is_told(tmp_path: Path, age: int | None, state: str) -> None:
    if age is not None:
        copy = tmp_path / "copies" / "one.db"
        copy.parent.mkdir()
        copy.write_bytes(b"")
        past = copy.stat().st_mtime - age * 86_400
        os.utime(copy, (past, past))
    found = await place_checks.copies(Settings(_env_file=None, data_dir=tmp_path))
    assert found.state == state
    assert "folioscope db backup" in f"{found.told} {found.mend}" or age == 1


async def test_a_clock_that_is_years_behind_is_told(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert (await place_checks.clock(settings)).state == "ok"
    monkeypatch.setattr(place_checks, "now", lambda: place_checks.WRITTEN_IN.replace(year=1970))
    found = await place_checks.clock(settings)
    assert (found.state, "1970" in found.told, bool(found.mend)) == ("failed", True, True)
