"""Who people are."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from folioscope.settings.texts import is_address


class Accounts(BaseModel):
    """Accounts, logins and the tokens of other systems."""

    auth: Literal["off", "password", "oidc", "jwt"] = Field(
        "off",
        description="How people are known: off, so only this machine may connect and whoever does "
        "is its user; password; oidc, a login at an issuer; jwt, tokens that another system gives.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="At least 32 characters that nobody knows, with which tokens are signed; made "
        "and kept in the data folder without it. Several processes need the same one.",
    )
    access_minutes: int = Field(
        10, ge=1, le=60, description="Minutes that an access token is good for."
    )
    refresh_days: int = Field(
        30, ge=1, le=365, description="Days after which who did not come back logs in anew."
    )
    sign_up: Literal["closed", "open"] = Field(
        "closed",
        description="Who may make an account: closed, whoever was invited; open, everybody.",
    )
    public_chat: bool = Field(
        True, description="Let owners publish a base by a link that strangers may ask at."
    )
    visitor_days: int = Field(
        30, ge=1, le=3650, description="Days after which a silent visitor of a link is forgotten."
    )
    audit_days: int = Field(
        365,
        ge=1,
        le=36500,
        description="Days for which it is kept who logged in, read, unmasked, shared, erased.",
    )
    oidc_issuer: str = Field("", description="Address of the OpenID Connect issuer.")
    oidc_client_id: str = Field("", description="What the issuer knows this server as.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="Its secret there; public clients have none."
    )
    jwt_issuer: str = Field("", description="Who must have issued an outside token (iss).")
    jwt_audience: str = Field("", description="Whom it must be made for (aud).")
    jwt_jwks_url: str = Field(
        "", description="Address of the public keys that outside tokens are signed with (JWKS)."
    )
    jwt_secret: SecretStr = Field(
        SecretStr(""),
        description="Or the secret they are signed with (HS256), of at least 32 bytes.",
    )
    jwt_subject_claim: str = Field(
        "sub", description="Claim of an outside token that names its user."
    )

    @field_validator("oidc_issuer", "jwt_jwks_url")
    @classmethod
    def _check_issuer(cls, address: str) -> str:
        if address and not is_address(address):
            msg = "this is no address of a server: https://HOST/PATH"
            raise ValueError(msg)
        return address
