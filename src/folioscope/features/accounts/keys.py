"""API keys: how they look, how they are known again, and what each may be good for."""

from __future__ import annotations

from collections.abc import Collection

from folioscope.features.accounts.random_tokens import new_secret
from folioscope.platform.principal import SCOPES, Principal, Role, Scope

START = "fsk_"
SHOWN = 10  # characters that tell one key from another in a list, and are of no use otherwise
_ORDER: tuple[Scope, ...] = ("read", "ask", "ingest", "admin")


def new_key() -> str:
    """A key that nobody can guess."""
    return START + new_secret()


def scopes_for(principal: Principal, role: Role) -> frozenset[Scope]:
    """What a key of a user with this role may be good for, if ``principal`` makes it."""
    for_role = SCOPES if role in ("admin", "owner") else SCOPES - {"admin"}
    return for_role & principal.scopes


def in_order(scopes: Collection[str]) -> list[Scope]:
    """Scopes as they are kept and shown, from the least to the most."""
    return [scope for scope in _ORDER if scope in scopes]
