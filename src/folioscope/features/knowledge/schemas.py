"""Knowledge bases and documents on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from folioscope.platform.api.texts import Text


class BaseCreate(BaseModel):
    """A knowledge base to be made; what is left out is as the settings say."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(min_length=1, max_length=200)
    model: Text | None = Field(None, max_length=500)
    chunk_size: int | None = Field(None, ge=100, le=8000)
    chunk_overlap: int | None = Field(None, ge=0, le=4000)


class BaseRead(BaseModel):
    """A knowledge base and what is in it."""

    kb_id: str
    name: str
    model: str
    chunk_size: int
    chunk_overlap: int
    documents: int
    ready: int
    failed: int
    chunks: int
    created_at: datetime
    updated_at: datetime


class BaseList(BaseModel):
    """The knowledge bases of the caller."""

    kbs: list[BaseRead]


class DocumentRead(BaseModel):
    """A document, its state, and the reason when it failed."""

    model_config = ConfigDict(from_attributes=True)

    document_id: str = Field(validation_alias="id")
    document: str = Field(validation_alias="name")
    path: str
    kind: str
    title: str | None
    state: str
    reason: dict[str, Any] | None
    pages: int = Field(validation_alias="page_count")
    updated_at: datetime


class DocumentList(BaseModel):
    """A page of documents by path. ``next`` goes into ``after`` for the next page."""

    documents: list[DocumentRead]
    next: str | None


class PathsToImport(BaseModel):
    """Files and folders on the server, under the roots it allows."""

    model_config = ConfigDict(extra="forbid")

    paths: list[Text] = Field(min_length=1, max_length=1000)


class Refusal(BaseModel):
    """A file that was not taken, and why."""

    path: str
    code: str
    message: str


class Accepted(BaseModel):
    """An upload: the run that takes it in, none when nothing was new."""

    run_id: str | None
    accepted: int
    unchanged: int
    refused: list[Refusal]


class RunStarted(BaseModel):
    """The run that does it."""

    run_id: str
