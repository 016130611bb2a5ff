"""The key that tokens are signed with: that of the settings, or one kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from folioscope.errors import Invalid
from folioscope.settings.values import Settings

LEAST_BYTES = 32
LEAST_LETTERS = 8  # that differ: fewer are a word said over and over
NAME = "secret_key"
WELL_KNOWN = (
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",  # of FastAPI's tutorial
    "changeme",
    "change-me",
    "change_me",
    "change-this",
    "changethis",
    "django-insecure",
    "secret-key",
    "secretkey",
    "secret_key",
    "supersecret",
    "super-secret",
    "your-256-bit-secret",
    "your-secret",
)
"""What stands in examples, and is forgotten there."""


class SecretKeyUnsafe(Invalid):
    """A key for tokens that others may know or guess."""

    code = "secret_key_unsafe"


def secret_key_of(settings: Settings) -> bytes:
    """The key; ``SecretKeyUnsafe`` for one that is short, or known from examples."""
    chosen = settings.secret_key.get_secret_value()
    if not chosen:
        return _kept(settings.data_dir / NAME)
    check_key(chosen)
    return chosen.encode()


def check_key(key: str, setting: str = "FOLIOSCOPE_SECRET_KEY") -> None:
    """Refuse a key that others may know or guess; ``setting`` is where it stands."""
    if len(key.encode()) < LEAST_BYTES:
        raise SecretKeyUnsafe(f"{setting} needs {LEAST_BYTES} bytes at least.")
    if len(set(key)) < LEAST_LETTERS or any(known in key.lower() for known in WELL_KNOWN):
        raise SecretKeyUnsafe(f"{setting} is one that others know: take “openssl rand -hex 32”.")


def _kept(path: Path) -> bytes:
    """The key in the data folder, made if there is none; only who owns the folder reads it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        _make(path)
        return path.read_bytes()


def _make(path: Path) -> None:
    """Write a new key so that nobody ever sees half of one, nor two processes two of them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{NAME}-{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first: its key is the one
    finally:
        fresh.unlink()
