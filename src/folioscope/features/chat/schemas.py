"""Threads and messages on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.search.schemas import SearchFilters
from folioscope.platform.api.texts import Text

Mode = Literal["hybrid", "strict"]


class ThreadCreate(BaseModel):
    """A conversation to be begun. ``kbs`` are ids or names; all of the caller's without."""

    model_config = ConfigDict(extra="forbid")

    user_id: int | None = Field(None, ge=0, lt=2**31)
    title: Text | None = Field(None, max_length=200)
    kbs: list[Text] | None = Field(None, min_length=1, max_length=100)
    mode: Mode = "hybrid"
    model: Text | None = Field(None, max_length=200)


class ThreadRead(BaseModel):
    """A conversation."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    thread_id: str = Field(validation_alias="id")
    user_id: int = Field(validation_alias="owner_id")
    title: str | None
    kbs: list[str] | None = Field(validation_alias="bases")
    mode: str
    model: str | None
    created_at: datetime
    updated_at: datetime


class MessageCreate(BaseModel):
    """A question. What is left out is as the thread says."""

    model_config = ConfigDict(extra="forbid")

    content: Text = Field(min_length=1, max_length=32_000)
    kbs: list[Text] | None = Field(None, min_length=1, max_length=100)
    mode: Mode | None = None
    model: Text | None = Field(None, max_length=200)
    filters: SearchFilters = SearchFilters()
    policy: Literal["reject"] = "reject"


class MessageAccepted(BaseModel):
    """The run that answers the message."""

    run_id: str
    message_id: str


class MessageRead(BaseModel):
    """One turn with its citations; ``status`` marks a partial answer."""

    model_config = ConfigDict(from_attributes=True)

    message_id: str = Field(validation_alias="id")
    run_id: str | None
    role: str
    content: str
    citations: list[dict[str, Any]]
    status: str
    created_at: datetime


class MessageList(BaseModel):
    """The messages of a thread, in order."""

    messages: list[MessageRead]
