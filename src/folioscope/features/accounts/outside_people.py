"""People as an issuer tells of them: whose word that is, under which name, at which address."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.features.accounts.addresses import EmailInvalid, checked
from folioscope.features.accounts.outside_tokens import Claims, Trust, subject_of

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an issuer knows. ``email`` is one that it says it has verified, in small letters."""

    issuer: str
    subject: str
    name: str
    email: str | None = None


def person_of(claims: Claims, trust: Trust) -> Person:
    """Who the claims of a token are about."""
    subject, email = subject_of(claims, trust), verified_email(claims)
    told = (claims.get("name"), claims.get("preferred_username"), email, subject)
    name = next(text for text in map(_clean, told) if text)
    return Person(trust.issuer, subject, name[:LONGEST_NAME], email)


def verified_email(claims: Claims) -> str | None:
    """The address in claims, if the issuer says that it is theirs who has it; else None.

    An address that anybody may write down for themselves would let them take the account of
    somebody else.
    """
    told = claims.get("email_verified")
    if told is not True and told != "true":  # some issuers write it as a text
        return None
    try:
        return checked(_clean(claims.get("email")))
    except EmailInvalid:
        return None


def _clean(told: object) -> str:
    """One line of text that can be stored and shown."""
    if not isinstance(told, str):
        return ""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in told).split())
