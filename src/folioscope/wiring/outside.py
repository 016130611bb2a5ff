"""Identities from elsewhere: outside tokens and logins at an issuer, as the settings have them."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from folioscope.errors import Invalid
from folioscope.features.accounts.last_seen import LastSeen
from folioscope.features.accounts.outside_keys import IssuerKeys, SharedSecret
from folioscope.features.accounts.outside_logins import OutsideLogins
from folioscope.features.accounts.outside_tokens import Trust
from folioscope.features.accounts.revocations import Revocations
from folioscope.outbound.short_answers import ShortAnswers
from folioscope.platform.database.engine import Database
from folioscope.settings.values import Settings
from folioscope.wiring.secret_key import check_key

if TYPE_CHECKING:
    from folioscope.features.accounts.single_sign_on import SingleSignOn

SEAL = b"folioscope: slips of single sign-on"


class IssuerNotSet(Invalid):
    """Settings that do not say whose word is believed, or believe too many."""

    code = "issuer_not_set"


def outside_logins_of(
    settings: Settings, database: Database, revocations: Revocations, seen: LastSeen
) -> OutsideLogins:
    """The resolver of outside tokens; ``IssuerNotSet``, ``SecretKeyUnsafe``."""
    if not settings.jwt_issuer or not settings.jwt_audience or not settings.jwt_subject_claim:
        raise IssuerNotSet(
            "FOLIOSCOPE_AUTH=jwt needs FOLIOSCOPE_JWT_ISSUER and FOLIOSCOPE_JWT_AUDIENCE."
        )
    trust = Trust(settings.jwt_issuer, settings.jwt_audience, settings.jwt_subject_claim)
    return OutsideLogins(database, trust, _keys_of(settings), revocations, seen)


def _keys_of(settings: Settings) -> IssuerKeys | SharedSecret:
    address, secret = settings.jwt_jwks_url, settings.jwt_secret.get_secret_value()
    # With both, one who knows only the public keys might sign with them as a secret.
    if bool(address) == bool(secret):
        raise IssuerNotSet(
            "FOLIOSCOPE_AUTH=jwt needs FOLIOSCOPE_JWT_JWKS_URL or FOLIOSCOPE_JWT_SECRET, not both."
        )
    if secret:
        check_key(secret, "FOLIOSCOPE_JWT_SECRET")
        return SharedSecret(secret.encode())

    async def locate() -> str:
        return address

    return IssuerKeys(_answers_of(address), locate)


def single_sign_on_of(settings: Settings, secret_key: bytes) -> SingleSignOn:
    """Logins at the issuer; ``IssuerNotSet``."""
    from folioscope.features.accounts.single_sign_on import Registered, SingleSignOn

    if not settings.oidc_issuer or not settings.oidc_client_id:
        raise IssuerNotSet(
            "FOLIOSCOPE_AUTH=oidc needs FOLIOSCOPE_OIDC_ISSUER and FOLIOSCOPE_OIDC_CLIENT_ID."
        )
    registered = Registered(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
    )
    seal = hmac.digest(secret_key, SEAL, hashlib.sha256)
    return SingleSignOn(registered, _answers_of(settings.oidc_issuer), seal)


def _answers_of(address: str) -> ShortAnswers:
    """A client that may ask the host that the operator named wherever it is, others in public."""
    return ShortAnswers(frozenset({urlsplit(address).hostname or ""}))
