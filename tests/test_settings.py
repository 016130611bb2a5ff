"""Settings come from the environment and .env, under the names people know."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.doors.configuration import SettingInvalid, read_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LLM_PROVIDER", "LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("FOLIOSCOPE_DATA_DIR", raising=False)


def test_without_any_setting_it_is_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    settings = read_settings()

    assert settings.data_dir == Path("/somewhere/folioscope")
    assert settings.database_address == "sqlite:////somewhere/folioscope/folioscope.db"
    assert (settings.host, settings.llm_provider) == ("127.0.0.1", "extractive")


def test_the_well_known_names_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDER", "openai")
    monkeypatch.setenv("LLM_MODEL", "small")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("FOLIOSCOPE_DATABASE_URL", "postgresql://host/db")
    settings = read_settings()

    assert (settings.llm_provider, settings.llm_model) == ("openai", "small")
    assert settings.openai_api_key.get_secret_value() == "sk-canary"
    assert settings.database_address == "postgresql://host/db"
    assert "sk-canary" not in repr(settings)


def test_a_file_named_env_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FOLIOSCOPE_PORT=9001\nLLM_MODEL=from-file\n")
    monkeypatch.setenv("FOLIOSCOPE_PORT", "9002")
    settings = read_settings()

    assert (settings.port, settings.llm_model) == (9002, "from-file")


def test_an_option_wins_over_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLIOSCOPE_PORT", "9002")
    assert read_settings(port=9003, host=None).port == 9003


@pytest.mark.parametrize(
    ("name", "value"),
    [("FOLIOSCOPE_PORT", "ninety"), ("LLM_PROVIDER", "oracle"), ("FOLIOSCOPE_CHUNK_SIZE", "1")],
)
def test_a_setting_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid, match=f"(?i){name.removeprefix('FOLIOSCOPE_')}"):
        read_settings()


def test_a_secret_is_not_told_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.setenv("FOLIOSCOPE_PORT", "-1")
    with pytest.raises(SettingInvalid) as caught:
        read_settings()
    assert "sk-canary" not in caught.value.message
