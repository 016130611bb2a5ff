"""The audit log on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from folioscope.platform.api.stored import AsStored
from folioscope.platform.api.texts import Text


class AuditEntryRead(BaseModel):
    """That somebody did something, to a thing that is named by its kind and id."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    actor: str = Field(description="who did it, as kind:user_id")
    action: str
    subject_kind: str
    subject: str = Field(description="its id, never a name")
    detail: Annotated[dict[str, Any] | None, AsStored()]


class EntriesWanted(BaseModel):
    """Which entries to list: the latest ones, of an action, about a thing."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=1000)
    action: Text | None = Field(None, max_length=32)
    subject: Text | None = Field(None, max_length=64, description="its id")


class AuditLogRead(BaseModel):
    """What was done, the latest first."""

    entries: list[AuditEntryRead]
