"""A run on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class RunRead(BaseModel):
    """State of a run. Its text and result are in its events."""

    model_config = ConfigDict(from_attributes=True)

    run_id: str = Field(validation_alias="id")
    kind: str
    status: str
    attempt: int
    thread_id: str | None
    usage: dict[str, Any] | None
    error: dict[str, Any] | None
    cancel_requested_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    superseded_at: datetime | None
    compacted_at: datetime | None
