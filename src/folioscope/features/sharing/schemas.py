"""Shares on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from folioscope.platform.api.texts import Text

SharedTo = Literal["read", "write"]
MOST_USERS = 2**31 - 1


class ShareWrite(BaseModel):
    """Whom a base is shared with: one user, or everyone who has an account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"everyone": True, "access": "read"}]},
    )

    user_id: int | None = Field(None, ge=0, le=MOST_USERS)
    email: Text | None = Field(None, min_length=3, max_length=320)
    everyone: bool = False
    access: SharedTo = Field("read", description="write: documents may be added and removed too")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        named = [self.user_id is not None, self.email is not None, self.everyone]
        if sum(named) != 1:
            msg = "Name one: a user_id, an email, or everyone."
            raise ValueError(msg)
        return self


class ShareRead(BaseModel):
    """That somebody may read or write a base. Without a user it is everyone with an account."""

    share_id: str
    user_id: int | None
    name: str | None
    email: str | None
    access: SharedTo
    created_at: datetime


class ShareList(BaseModel):
    """With whom a base is shared: with everyone first, if it is, then in the order of names."""

    shares: list[ShareRead]
