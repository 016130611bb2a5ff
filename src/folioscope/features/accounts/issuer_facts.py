"""What an OpenID Connect issuer tells of itself (discovery), as far as a login needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from folioscope.errors import BackendFailed

WELL_KNOWN = "/.well-known/openid-configuration"
_METHODS = ("client_secret_basic", "client_secret_post")


class IssuerUnusable(BackendFailed):
    """An issuer that says of itself what cannot be right."""

    code = "issuer_unusable"


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """Its name in tokens, its addresses, and how it wants to be shown a client's secret."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str | None
    shows_secret: str


def facts_of(document: object, issuer: str) -> IssuerFacts:
    """What the issuer that the operator named says; ``IssuerUnusable``."""
    if not isinstance(document, dict):
        raise IssuerUnusable("The issuer does not describe itself.")
    named = document.get("issuer")
    # Many are written down with a slash at the end that is not part of their name.
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        raise IssuerUnusable("The issuer says that it is another one than the settings name.")
    is_secure = issuer.startswith("https://")
    return IssuerFacts(
        issuer=named,
        authorization=_address(document, "authorization_endpoint", is_secure=is_secure),
        token=_address(document, "token_endpoint", is_secure=is_secure),
        keys=_address(document, "jwks_uri", is_secure=is_secure),
        userinfo=_address(document, "userinfo_endpoint", is_secure=is_secure)
        if document.get("userinfo_endpoint")
        else None,
        shows_secret=_method(document),
    )


def _address(document: Mapping[str, Any], name: str, *, is_secure: bool) -> str:
    told = document.get(name)
    schemes = ("https://",) if is_secure else ("https://", "http://")
    if not isinstance(told, str) or not told.startswith(schemes) or not told.isprintable():
        raise IssuerUnusable(f"The issuer names no secure address as its {name}.")
    return told


def _method(document: Mapping[str, Any]) -> str:
    told = document.get("token_endpoint_auth_methods_supported")
    offered = told if isinstance(told, list) else []
    return next((method for method in _METHODS if method in offered), _METHODS[0])
