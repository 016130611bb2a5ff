"""Secrets that are shown once and kept as digests: refresh tokens, invitations."""

from __future__ import annotations

import hashlib
import secrets

REFRESH = "fsr_"
INVITATION = "fsi_"
RANDOM_BYTES = 32


def new_secret() -> str:
    """A text that nobody can guess."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def new_invitation() -> str:
    """A token that is leave to make one account."""
    return INVITATION + new_secret()


def new_refresh(login_id: str) -> str:
    """A token that keeps a login alive. It names the login, so that an old one tells of theft."""
    return f"{REFRESH}{login_id}.{new_secret()}"


def login_of(refresh: str) -> str | None:
    """Which login a refresh token says that it is of; None for what is no such token."""
    named, dot, _ = refresh.removeprefix(REFRESH).partition(".")
    return named if dot and refresh.startswith(REFRESH) else None


def digest_of(token: str) -> str:
    """What is kept of a token. It is random enough that no slower digest would help."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
