"""Logging in, on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.accounts.schemas import Email, MeRead, Name, NewPassword, Password
from folioscope.platform.api.texts import Text


class AuthRead(BaseModel):
    """How people are known here, and who is asking."""

    mode: Literal["off", "password", "oidc", "jwt"]
    sign_up: Literal["closed", "open"]
    me: MeRead | None = Field(description="nobody without a login")


class LoginWanted(BaseModel):
    """An address and its password."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    password: Password


class SignUpWanted(BaseModel):
    """An account that somebody makes for themselves."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    email: Email
    password: NewPassword


class AcceptWanted(BaseModel):
    """An account that somebody makes who was invited; the address may stand in the invitation."""

    model_config = ConfigDict(extra="forbid")

    token: Text = Field(max_length=8192)
    name: Name
    email: Email | None = None
    password: NewPassword


class RefreshWanted(BaseModel):
    """The refresh token of a program; a page sends its cookie."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: Text | None = Field(None, max_length=8192)


class TokensRead(BaseModel):
    """What a program shows from now on, as OAuth 2 has it."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="seconds")
    refresh_token: str = Field(description="shown once at /api/auth/refresh for the next")
