"""Settings come from the environment and .env, under the names people know."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.doors.configuration import SettingInvalid, read_settings

KEYS = {
    "ANTHROPIC_API_KEY": "anthropic_api_key",
    "GEMINI_API_KEY": "gemini_api_key",
    "GOOGLE_API_KEY": "gemini_api_key",
    "HF_TOKEN": "hf_token",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LLM_PROVIDER", "LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL", *KEYS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("FOLIOSCOPE_DATA_DIR", raising=False)


def test_without_any_setting_it_is_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    settings = read_settings()

    assert settings.data_dir == Path("/somewhere/folioscope")
    assert settings.database_address == "sqlite:////somewhere/folioscope/folioscope.db"
    assert (settings.host, settings.llm_provider) == ("127.0.0.1", "auto")


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


@pytest.mark.parametrize(("name", "field"), KEYS.items())
def test_every_vendor_has_its_key_under_its_own_name(
    monkeypatch: pytest.MonkeyPatch, name: str, field: str
) -> None:
    monkeypatch.setenv(name, "swordfish")
    settings = read_settings()
    assert getattr(settings, field).get_secret_value() == "swordfish"
    assert "swordfish" not in repr(settings)


def test_a_model_in_a_file_may_be_under_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    for name in ("LLM_GGUF", "FOLIOSCOPE_GGUF"):
        monkeypatch.setenv(name, "~/small.gguf")
        assert read_settings().gguf == Path("/home/ada/small.gguf")
        monkeypatch.delenv(name)


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


EMPTY = {
    "FOLIOSCOPE_DATA_DIR": ("data_dir", Path("/somewhere/folioscope")),
    "FOLIOSCOPE_DATABASE_URL": ("database_url", None),
    "FOLIOSCOPE_FILES_DIR": ("files_dir", None),
    "FOLIOSCOPE_PORT": ("port", 8000),
    "FOLIOSCOPE_ALLOWED_ROOTS": ("allowed_roots", ()),
    "LLM_PROVIDER": ("llm_provider", "auto"),
    "LLM_MODEL": ("llm_model", ""),
    "OPENAI_BASE_URL": ("openai_base_url", "https://api.openai.com/v1"),
    "FOLIOSCOPE_EMBEDDING_THREADS": ("embedding_threads", None),
    "FOLIOSCOPE_COMPACT_AFTER_DAYS": ("compact_after_days", None),
    "FOLIOSCOPE_RETENTION_DAYS": ("retention_days", None),
    "FOLIOSCOPE_HINTS": ("hints", True),
}


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("is_in_file", [True, False])
def test_an_empty_setting_has_its_default_and_empty_days_are_never_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_in_file: bool
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    if is_in_file:
        (tmp_path / ".env").write_text(f"{name}=\n")
    else:
        monkeypatch.setenv(name, "")
    field, expected = EMPTY[name]
    assert getattr(read_settings(), field) == expected


def test_days_are_a_number_or_never(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().compact_after_days == 30
    for name in ("FOLIOSCOPE_COMPACT_AFTER_DAYS", "FOLIOSCOPE_RETENTION_DAYS"):
        monkeypatch.setenv(name, "never")
    settings = read_settings()
    assert (settings.compact_after_days, settings.retention_days) == (None, None)
    monkeypatch.setenv("FOLIOSCOPE_COMPACT_AFTER_DAYS", "7")
    assert read_settings().compact_after_days == 7


@pytest.mark.parametrize(
    ("value", "folders"),
    [
        ("/srv/cvs", ["/srv/cvs"]),
        ("/srv/cvs:~/cvs:", ["/srv/cvs", "/home/ada/cvs"]),
        ('["/srv/cvs", "~/a:b"]', ["/srv/cvs", "/home/ada/a:b"]),
        ("[]", []),
    ],
)
def test_folders_are_a_path_several_joined_or_a_json_list(
    monkeypatch: pytest.MonkeyPatch, value: str, folders: list[str]
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("FOLIOSCOPE_ALLOWED_ROOTS", value)
    assert read_settings().allowed_roots == tuple(map(Path, folders))


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("people=/srv/cvs", [("people", "/srv/cvs")]),
        ("a=/srv/cvs: b c = ~/x:", [("a", "/srv/cvs"), ("b c", "/home/ada/x")]),
        ("a=/x:a=/y=z", [("a", "/x"), ("a", "/y=z")]),
        ('{"a": "/x:y", "b": ["~/z", "/y"]}', [("a", "/x:y"), ("b", "/home/ada/z"), ("b", "/y")]),
        ("{}", []),
        ("", []),
    ],
)
def test_watched_folders_are_pairs_or_a_json_object(
    monkeypatch: pytest.MonkeyPatch, value: str, named: list[tuple[str, str]]
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("FOLIOSCOPE_WATCH", value)
    assert read_settings().watch == tuple((name, Path(folder)) for name, folder in named)


@pytest.mark.parametrize("apart", [" ", ",", ", ", ",\n"])
def test_lists_are_apart_by_spaces_or_commas(monkeypatch: pytest.MonkeyPatch, apart: str) -> None:
    for name, listed in {
        "FOLIOSCOPE_ALLOWED_HOSTS": ("a.example", "192.0.2.7", "fd00::7"),
        "FOLIOSCOPE_CORS_ORIGINS": ("https://a.example", "https://b.example:8443"),
        "FOLIOSCOPE_TRUSTED_PROXIES": ("10.0.0.0/8", "192.0.2.7"),
        "FOLIOSCOPE_BOARD_URLS": ("remotive=http://a/x,y", "arbeitnow=https://b"),
        "FOLIOSCOPE_LLM_PRICES": ("small=1/2.5", "large=3/15"),
    }.items():
        monkeypatch.setenv(name, apart.join(listed) + apart)
    settings = read_settings()
    assert settings.allowed_hosts == ("a.example", "192.0.2.7", "fd00::7")
    assert settings.cors_origins == ("https://a.example", "https://b.example:8443")
    assert settings.trusted_proxies == ("10.0.0.0/8", "192.0.2.7")
    assert settings.board_urls == {"remotive": "http://a/x,y", "arbeitnow": "https://b"}
    assert settings.llm_prices == {"small": (1, 2.5), "large": (3, 15)}


@pytest.mark.parametrize(
    ("host", "mend"),
    [
        ("https://cv.example.org", "“https://cv.example.org” {}: write cv.example.org"),
        ("cv.example.org:8443", "“cv.example.org:8443” {}: write cv.example.org"),
        ("cv.example.org/chat", "“cv.example.org/chat” {}: write cv.example.org"),
        ("a.example https://[fd00::7]:8443/", "“https://[fd00::7]:8443/” {}: write fd00::7"),
        ("*.example.org", "“*.example.org” {}."),
        ("https://", "“https://” {}."),
        ("http://[", "“http://[” {}."),
    ],
)
def test_a_host_that_no_request_names_is_refused(
    monkeypatch: pytest.MonkeyPatch, host: str, mend: str
) -> None:
    monkeypatch.setenv("FOLIOSCOPE_ALLOWED_HOSTS", host)
    with pytest.raises(SettingInvalid) as caught:
        read_settings()
    told = mend.format("is not the bare name of a host")
    assert f"FOLIOSCOPE_ALLOWED_HOSTS: {told}" in caught.value.message


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("FOLIOSCOPE_FILES_DIR", "~/files")
    settings = read_settings(data_dir=Path("~/data"))
    assert (settings.data_dir, settings.files_dir) == (
        Path("/home/ada/data"),
        Path("/home/ada/files"),
    )


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("FOLIOSCOPE_MAX_ACTIVE_RUNS", "0", "greater than or equal to 1"),
        ("LLM_PROVIDER", "oracle", "'codex' or 'gemini-cli'"),
        ("FOLIOSCOPE_ALLOWED_ROOTS", '["/srv', "this is no JSON list"),
        ("FOLIOSCOPE_ALLOWED_ROOTS", "[1]", "not a valid path"),
        ("FOLIOSCOPE_DATA_DIR", "~nobody-by-this-name/x", "“~nobody-by-this-name”"),
        ("FOLIOSCOPE_RETENTION_DAYS", "sometimes", "a valid integer"),
        ("FOLIOSCOPE_WATCH", "/srv/cvs", "give “base=folder”"),
        ("FOLIOSCOPE_WATCH", '{"people": "/srv', "this is no JSON object"),
        ("FOLIOSCOPE_WATCH", '{"people": [1]}', "not a valid path"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_by_the_name_of_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, cause: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid) as caught:
        read_settings()
    assert f"cannot be used: {name}: " in caught.value.message
    assert cause in caught.value.message
    assert "\n" not in caught.value.message


def test_an_option_that_cannot_be_is_told_as_it_was_given() -> None:
    with pytest.raises(SettingInvalid, match="--port: "):
        read_settings(port=99_999)


def test_a_file_of_settings_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LLM_MODEL=\xff\xfe\n")
    with pytest.raises(SettingInvalid, match=r"\.env is not UTF-8"):
        read_settings()


def test_a_key_is_sent_to_its_own_server_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-llm")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://llm/v1")
    assert read_settings().embeddings_server == ("http://llm/v1", "sk-llm")
    monkeypatch.setenv("FOLIOSCOPE_EMBEDDINGS_BASE_URL", "http://embeddings/v1")
    assert read_settings().embeddings_server == ("http://embeddings/v1", "")
    monkeypatch.setenv("FOLIOSCOPE_EMBEDDINGS_API_KEY", "sk-embeddings")
    assert read_settings().embeddings_server == ("http://embeddings/v1", "sk-embeddings")
