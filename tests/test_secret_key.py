"""The key that tokens are signed with: safe where it is chosen, kept where it is made."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from folioscope.settings.values import Settings
from folioscope.wiring.secret_key import SecretKeyUnsafe, secret_key_of
from tests.signed_in import SECRET_KEY


def settings_with(folder: Path, key: str = "") -> Settings:
    return Settings.model_construct(data_dir=folder, secret_key=SecretStr(key))


@pytest.mark.parametrize(
    "key",
    [
        "short",
        "0123456789abcdef0123456789abcde",
        "a" * 64,
        "0101" * 16,
        "changeme-changeme-changeme-changeme",
        "please-Change-Me-in-production-0123456789",
        "django-insecure-0123456789abcdefghijklmnop",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    ],
)
def test_t08_a_key_that_others_may_know_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(SecretKeyUnsafe) as refused:
        secret_key_of(settings_with(tmp_path, key))
    assert key not in refused.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", [SECRET_KEY, "é" * 8 + "abcdefghijklmnop"])
def test_a_key_that_is_chosen_is_taken_as_it_is(tmp_path: Path, key: str) -> None:
    assert secret_key_of(settings_with(tmp_path, key)) == key.encode()


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = secret_key_of(settings_with(folder))
    assert len(made) >= 32
    assert secret_key_of(settings_with(folder)) == made
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert secret_key_of(settings_with(tmp_path / "other")) != made


def test_processes_that_begin_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(secret_key_of, [settings_with(tmp_path)] * 32))
    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
