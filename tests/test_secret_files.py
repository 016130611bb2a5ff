"""Settings may stand in files that the environment names, as containers mount secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.doors.configuration import SettingInvalid, read_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ANTHROPIC_API_KEY", "FOLIOSCOPE_DATABASE_URL", "FOLIOSCOPE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_setting_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "address").write_text("postgresql://ada:swordfish@db/folioscope\n")
    monkeypatch.setenv("FOLIOSCOPE_DATABASE_URL_FILE", str(tmp_path / "address"))
    assert read_settings().database_address == "postgresql://ada:swordfish@db/folioscope"


def test_so_may_one_with_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-canary\r\n")
    monkeypatch.setenv("ANTHROPIC_API_KEY_FILE", str(tmp_path / "key"))
    settings = read_settings()
    assert settings.anthropic_api_key.get_secret_value() == "sk-canary"
    assert "sk-canary" not in repr(settings)


def test_the_environment_goes_before_the_file_and_the_file_before_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("FOLIOSCOPE_SECRET_KEY=of-dotenv\n")
    (tmp_path / "key").write_text("of-the-file")
    monkeypatch.setenv("FOLIOSCOPE_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert read_settings().secret_key.get_secret_value() == "of-the-file"
    monkeypatch.setenv("FOLIOSCOPE_SECRET_KEY", "of-the-environment")
    assert read_settings().secret_key.get_secret_value() == "of-the-environment"


def test_a_file_may_be_named_in_dotenv_and_goes_after_all_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("of-dotenv", "of-the-environment"):
        (tmp_path / name).write_text(name)
    named = "FOLIOSCOPE_SECRET_KEY_FILE=of-dotenv\nANTHROPIC_API_KEY_FILE=of-dotenv\n"
    (tmp_path / ".env").write_text(named)
    settings = read_settings()
    assert settings.secret_key.get_secret_value() == "of-dotenv"
    assert settings.anthropic_api_key.get_secret_value() == "of-dotenv"
    (tmp_path / ".env").write_text(f"{named}FOLIOSCOPE_SECRET_KEY=itself\n")
    assert read_settings().secret_key.get_secret_value() == "itself"
    monkeypatch.setenv("FOLIOSCOPE_SECRET_KEY_FILE", "of-the-environment")
    assert read_settings().secret_key.get_secret_value() == "of-the-environment"
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-canary")
    assert read_settings().anthropic_api_key.get_secret_value() == "sk-canary"


def test_a_file_that_dotenv_names_and_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FOLIOSCOPE_SECRET_KEY_FILE=nowhere\n")
    with pytest.raises(SettingInvalid, match="FOLIOSCOPE_SECRET_KEY_FILE: nowhere cannot be read"):
        read_settings()


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"x" * 70_000])
def test_a_file_that_cannot_be_read_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("FOLIOSCOPE_SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingInvalid, match="FOLIOSCOPE_SECRET_KEY_FILE") as caught:
        read_settings()
    assert "xxx" not in caught.value.message


def test_files_that_other_programs_are_told_of_are_let_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert read_settings().port > 0


@pytest.mark.parametrize("empty", ["", "  "])
@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "anthropic_api_key"])
def test_an_empty_variable_does_not_hide_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, empty: str
) -> None:
    (tmp_path / "key").write_text("of-the-file")
    for setting in (name, "FOLIOSCOPE_SECRET_KEY"):
        monkeypatch.setenv(setting, empty)
        monkeypatch.setenv(f"{setting.upper()}_FILE", str(tmp_path / "key"))
    settings = read_settings()
    assert settings.anthropic_api_key.get_secret_value() == "of-the-file"
    assert settings.secret_key.get_secret_value() == "of-the-file"


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "GOOGLE_API_KEY"])
def test_each_name_of_a_setting_goes_before_its_file_unless_it_is_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "key").write_text("of-the-file")
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)
    monkeypatch.setenv(name, "")
    monkeypatch.setenv("GOOGLE_API_KEY_FILE", str(tmp_path / "key"))
    assert read_settings().gemini_api_key.get_secret_value() == "of-the-file"
    monkeypatch.setenv(name, "of-the-environment")
    assert read_settings().gemini_api_key.get_secret_value() == "of-the-environment"


def test_a_file_is_not_read_where_the_variable_says_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOLIOSCOPE_SECRET_KEY", "of-the-environment")
    monkeypatch.setenv("FOLIOSCOPE_SECRET_KEY_FILE", "/nowhere")
    assert read_settings().secret_key.get_secret_value() == "of-the-environment"
