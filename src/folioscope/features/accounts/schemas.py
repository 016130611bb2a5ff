"""Users on the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from folioscope.platform.api.texts import Text


class UserCreate(BaseModel):
    """A user to be made."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(min_length=1, max_length=200)


class UserRead(BaseModel):
    """A user."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    user_id: int = Field(validation_alias="id")
    name: str
