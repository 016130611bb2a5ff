"""Secrets that are shown once and kept as digests: refresh tokens, invitations."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

REFRESH = "fsr_"
INVITATION = "fsi_"
RANDOM_BYTES = 32
_LOGIN_ID = re.compile("[0-9a-f]{32}")


def new_secret() -> str:
    """A text that nobody can guess."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def new_invitation() -> str:
    """A token that is leave to make one account."""
    return INVITATION + new_secret()


def new_refresh(login_id: str, key: bytes, before: str = "") -> str:
    """A token that keeps a login alive; after the same one ``before`` it is the same.

    It names the login, so that an old one tells of theft, and is sealed: who only knows the id of
    a login cannot make one that seems old.
    """
    secret = _mac(key, f"next {before}") if before else new_secret()
    unsealed = f"{REFRESH}{login_id}.{secret}"
    return f"{unsealed}.{_mac(key, unsealed)}"


def login_of(refresh: str) -> str | None:
    """Which login a refresh token says that it is of; None for what is no such token."""
    named, _, _ = refresh.removeprefix(REFRESH).partition(".")
    is_one = refresh.startswith(REFRESH) and _LOGIN_ID.fullmatch(named)
    return named if is_one else None


def is_sealed(refresh: str, key: bytes) -> bool:
    """Whether a refresh token was given by a server with this key, however long ago."""
    unsealed, _, seal = refresh.rpartition(".")
    return hmac.compare_digest(seal.encode("utf-8", "surrogatepass"), _mac(key, unsealed).encode())


def digest_of(token: str) -> str:
    """What is kept of a token. It is random enough that no slower digest would help."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _mac(key: bytes, text: str) -> str:
    mac = hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
