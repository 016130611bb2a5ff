"""Users and their accounts on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from folioscope.platform.api.texts import Text
from folioscope.platform.principal import Role

Name = Annotated[Text, Field(min_length=1, max_length=200)]
Email = Annotated[Text, Field(min_length=3, max_length=320, examples=["ada@example.org"])]
NewPassword = Annotated[
    Text, Field(max_length=1000, description="10 characters at least", examples=["correct horse"])
]
Password = Annotated[Text, Field(max_length=1000, examples=["correct horse"])]


class UserCreate(BaseModel):
    """A user to be made: with an address it is an account, without one somebody to act for."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    email: Email | None = None
    password: NewPassword | None = Field(None, description="Without one it logs in elsewhere.")
    role: Role = "member"
    takes_over: bool = Field(
        default=False,
        description="Have it own what the person at the machine owns, who alone may say so.",
    )

    @model_validator(mode="after")
    def _check_account(self) -> Self:
        is_account = self.email is not None
        if not is_account and (self.password or self.takes_over or self.role != "member"):
            msg = "an account needs an email"
            raise ValueError(msg)
        return self


class UserRead(BaseModel):
    """A user."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    user_id: int = Field(validation_alias="id")
    name: str


class AccountRead(UserRead):
    """An account, as whoever looks after it sees it."""

    email: str | None
    role: Role
    created_at: datetime
    seen_at: datetime | None = Field(description="When they were last here, to the minute.")
    suspended_at: datetime | None


class AccountList(BaseModel):
    """All accounts, the first that was made first."""

    users: list[AccountRead]


class AccountChange(BaseModel):
    """What is to be otherwise with an account."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    suspended: bool | None = None


class MeRead(UserRead):
    """Who is asking."""

    email: str | None
    role: Role


class MeChange(BaseModel):
    """What somebody changes about themselves."""

    model_config = ConfigDict(extra="forbid")

    name: Name


class PasswordChange(BaseModel):
    """Another password of one's own."""

    model_config = ConfigDict(extra="forbid")

    current: Password
    new: NewPassword


class PasswordSet(BaseModel):
    """The password that an account is given."""

    model_config = ConfigDict(extra="forbid")

    password: NewPassword


class LoginRead(BaseModel):
    """A login on one device."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    login_id: str = Field(validation_alias="id")
    agent: str = Field(description="what the browser or program calls itself")
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    is_this: bool = Field(default=False, description="whether it is the one that asks")


class LoginList(BaseModel):
    """The logins that stand, the one that was used last first."""

    logins: list[LoginRead]


class InvitationCreate(BaseModel):
    """Somebody to be invited: whoever has the address, or without one whoever has the token."""

    model_config = ConfigDict(extra="forbid")

    email: Email | None = None
    role: Role = "member"
    days: int = Field(7, ge=1, le=90, description="Days that it is good for.")


class InvitationRead(BaseModel):
    """An invitation that nobody has used yet."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    invitation_id: str = Field(validation_alias="id")
    email: str | None
    role: Role
    created_at: datetime
    expires_at: datetime


class InvitationMade(InvitationRead):
    """An invitation with its token, which is told this once."""

    token: str
    url: str = Field(description="where it is accepted, if this server knows its address")


class InvitationList(BaseModel):
    """The invitations that are good, the latest first."""

    invitations: list[InvitationRead]
