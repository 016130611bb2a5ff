"""Knowledge bases and documents on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from folioscope.features.knowledge.access_repository import Access
from folioscope.features.knowledge.purposes import Purpose
from folioscope.platform.api.stored import AsStored
from folioscope.platform.api.texts import Text

LANGUAGE = "of all documents, ISO 639-1; “auto” or nothing: found out for each"


class BlindSetting(BaseModel):
    """How a blind base masks: names, contacts and personal details always, these if wanted."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    schools: bool = Field(default=False, description="names of schools and universities as well")
    graduation_years: bool = Field(default=False, description="the dates of studies as well")


class BlindChange(BaseModel):
    """How a base is to mask from now on."""

    model_config = ConfigDict(extra="forbid")

    blind: BlindSetting | None = Field(description="null: not at all")


class KeepSetting(BaseModel):
    """How long a base keeps its documents; null, or left out: without an end."""

    model_config = ConfigDict(extra="forbid")

    keep_days: int | None = Field(
        None, ge=1, le=36_500, description="a document is erased so many days after it came"
    )
    keep_until: date | None = Field(None, description="all documents are erased on this day (UTC)")


class BaseCreate(KeepSetting):
    """A knowledge base to be made; what is left out is as the settings say."""

    name: Text = Field(min_length=1, max_length=200)
    model: Text | None = Field(None, max_length=500)
    chunk_size: int | None = Field(None, ge=100, le=8000)
    chunk_overlap: int | None = Field(None, ge=0, le=4000)
    language: Text | None = Field(None, max_length=8, description=LANGUAGE)
    blind: BlindSetting | None = Field(None, description="mask who documents are of; null: do not")


class BaseRead(BaseModel):
    """A knowledge base and what is in it."""

    kb_id: str
    name: str
    access: Access = Field(description="what the caller may do to it; own: everything")
    owner: str = Field(description="the name of whose it is")
    model: str
    chunk_size: int
    chunk_overlap: int
    language: str | None = Field(description="null: that of each document")
    purpose: Purpose = Field(description="documents: made by people; offers: those of a job board")
    blind: BlindSetting | None = Field(description="how it masks; null: not at all")
    keep_days: int | None
    keep_until: date | None
    documents: int
    ready: int
    failed: int
    chunks: int
    created_at: datetime
    updated_at: datetime


class BaseList(BaseModel):
    """The knowledge bases that the caller may read."""

    kbs: list[BaseRead]


class Reason(TypedDict):
    """Why a document could not be read."""

    code: str
    message: str


class DocumentHead(BaseModel):
    """A document, its state, and the reason when it failed."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)

    document_id: str = Field(validation_alias="id")
    document: str = Field(validation_alias="name")
    path: str
    kind: str
    title: str | None
    state: str
    reason: Annotated[Reason | None, AsStored()]
    pages: int = Field(validation_alias="page_count")
    language: str | None = Field(description="as it was found, ISO 639-1; null where unknown")
    updated_at: datetime


class DocumentRead(DocumentHead):
    """A document in a list, and how much was found hidden in it or aimed at a model."""

    findings: int = 0
    found: dict[str, int] = Field({}, description="how often each kind of finding")


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


class FileResult(BaseModel):
    """What became of one file: ``code`` and ``message`` say why it was refused.

    ``path`` is what the file is called from here on; ``document_id`` is of the document that is
    made of it or, where it was there already, of the one that has its content.
    """

    path: str
    document_id: str | None = None
    state: Literal["accepted", "unchanged", "refused"]
    code: str | None = None
    message: str | None = None


class Accepted(BaseModel):
    """An upload: the run that takes it in, none when nothing was new.

    ``files`` tells of each file, those taken in their order and then those refused. Where there
    are more than 1,000 it tells of refused ones alone, 1,000 at the most.
    """

    run_id: str | None
    accepted: int
    unchanged: int
    refused: list[Refusal]
    files: list[FileResult]


class ReadingStarted(BaseModel):
    """The run that reads a file once more."""

    run_id: str


class RebuildStarted(BaseModel):
    """The run that does it, and the files that were sent for it and not taken."""

    run_id: str
    refused: list[Refusal]


class IngestResult(TypedDict):
    """What an upload came to, or how far it came."""

    added: int
    failed: list[Refusal]
    chunks: int


class IngestFinal(TypedDict):
    """The end of an upload."""

    result: IngestResult


class RebuildResult(TypedDict):
    """What is in a base that was made anew."""

    documents: int
    failed: list[Refusal]
    chunks: int


class RebuildFinal(TypedDict):
    """The end of a rebuild."""

    result: RebuildResult
