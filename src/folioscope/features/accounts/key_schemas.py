"""API keys on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from folioscope.platform.api.texts import Text
from folioscope.platform.principal import Scope

USUAL_DAYS = 90
MOST_DAYS = 3650


class KeyCreate(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(
        min_length=1,
        max_length=100,
        description="What it is for, to know it again by.",
        examples=["nightly import"],
    )
    scopes: frozenset[Scope] = Field(
        min_length=1,
        description="What it is good for: read and search, ask, ingest (change), admin.",
        examples=[["read", "ask"]],
    )
    days: int | None = Field(
        USUAL_DAYS,
        ge=1,
        le=MOST_DAYS,
        description="Days that it is good for; null for a key without an end.",
    )
    user_id: int | None = Field(
        None,
        ge=0,
        lt=2**31,
        description="Whom it is for. Only the person at the machine may name somebody else.",
    )


class KeyRead(BaseModel):
    """A key as it is listed."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    key_id: str = Field(validation_alias="id")
    user_id: int
    name: str
    start: str = Field(description="How it begins.")
    scopes: list[Scope]
    created_at: datetime
    used_at: datetime | None = Field(description="When it was used last, to the minute.")
    expires_at: datetime | None
    revoked_at: datetime | None


class KeyMade(KeyRead):
    """A key that was made, with the key itself, which is told this once."""

    key: str


class KeyList(BaseModel):
    """Keys, the newest first."""

    keys: Sequence[KeyRead]
