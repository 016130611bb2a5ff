"""Tokens that another system has signed, and when one is believed: a rule, without any asking.

A key has one algorithm. What a token says of its own algorithm must be that one, and what it says
of where a key may be found (``jku``, ``jwk``, ``x5u``) is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.exceptions import PyJWTError

from folioscope.features.accounts.identify import LONGEST, TokenRefused

LEEWAY_SECONDS = 30
MOST_KEYS = 64
LARGEST_RSA = 8192  # bits; with larger ones, looking at a token takes too long
LEAST_SECRET = 32  # bytes
LONGEST_SUBJECT = 300

_CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")

Claims: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """What a signature is checked with, and the one algorithm that it is made for."""

    algorithm: str
    value: Any


@dataclass(frozen=True, slots=True)
class Header:
    """What a token says of itself before anything is checked."""

    algorithm: str
    kid: str | None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tokens are believed, those made for whom, and the claim that names their user."""

    issuer: str
    audience: str
    subject_claim: str = "sub"


def secret_key(secret: bytes) -> Key:
    """The key of a secret that is shared with the issuer."""
    return Key("HS256", secret)


def keys_of(document: object) -> Mapping[str | None, tuple[Key, ...]]:
    """The public keys of a JWKS by their id; what is no public key for signatures is left out."""
    listed = document.get("keys") if isinstance(document, dict) else None
    found: dict[str | None, tuple[Key, ...]] = {}
    for told in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        key = _key_of(told) if isinstance(told, dict) else None
        if key is not None:
            kid = told.get("kid")
            kid = kid if isinstance(kid, str) else None
            found[kid] = (*found.get(kid, ()), key)
    return found


def _key_of(told: Mapping[str, Any]) -> Key | None:
    algorithm = _algorithm_of(told)
    if algorithm is None or told.get("use", "sig") != "sig" or "d" in told:
        return None
    try:
        value = jwt.PyJWK(dict(told), algorithm).key
    except (PyJWTError, ValueError, TypeError, OverflowError):
        return None
    if isinstance(value, RSAPublicKey) and value.key_size > LARGEST_RSA:
        return None
    return Key(algorithm, value)


def _algorithm_of(told: Mapping[str, Any]) -> str | None:
    """The algorithm of a key: what it says, if its kind allows that; none of shared secrets."""
    kind, named = told.get("kty"), told.get("alg")
    if kind == "RSA":
        named = "RS256" if named is None else named
        return named if named in _RSA else None
    if kind in ("EC", "OKP"):
        own = _CURVES.get(str(told.get("crv")))
        return own if named in (None, own) else None
    return None


def read_header(token: str) -> Header:
    """The header of a token, which nobody has checked yet; ``TokenRefused``."""
    if len(token) > LONGEST:
        raise TokenRefused("The token is too long.")
    try:
        told = jwt.get_unverified_header(token)
    except (PyJWTError, ValueError) as error:
        raise TokenRefused("The token is no signed token.") from error
    algorithm = told.get("alg")
    if not isinstance(algorithm, str):
        raise TokenRefused("The token does not say how it is signed.")
    return Header(algorithm, told.get("kid"))


def check(token: str, key: Key, trust: Trust) -> Claims:
    """What a token says, once its signature, issuer, audience and times are found to be right."""
    try:
        claims: Claims = jwt.decode(
            token,
            key.value,
            algorithms=[key.algorithm],
            audience=trust.audience,
            issuer=trust.issuer,
            leeway=LEEWAY_SECONDS,
            options={
                "require": ["exp", "iss", "aud", trust.subject_claim],
                "enforce_minimum_key_length": True,
                "verify_sub": False,  # what a subject may be is said below
            },
        )
    except jwt.ExpiredSignatureError as error:
        raise TokenRefused("The token has expired.") from error
    except (PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise TokenRefused("The token is not one that is believed here.") from error
    subject_of(claims, trust)
    return claims


def subject_of(claims: Claims, trust: Trust) -> str:
    """Who a token is about; ``TokenRefused`` where that is no name one can keep."""
    told = claims.get(trust.subject_claim)
    subject = str(told) if isinstance(told, int) and not isinstance(told, bool) else told
    if (
        not isinstance(subject, str)
        or not 0 < len(subject) <= LONGEST_SUBJECT
        or not subject.isprintable()
    ):
        raise TokenRefused("The token does not say whose it is.")
    return subject
