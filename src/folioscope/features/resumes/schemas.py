"""Résumés on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from folioscope.platform.api.texts import Text

JSON_RESUME = "a JSON Resume: https://jsonresume.org/schema"


class FieldPlace(BaseModel):
    """Where a field stands: the text of that page, from ``start`` to ``end``."""

    page_ordinal: int = Field(description="from 0 on, also where pages have no numbers")
    page: int | None
    start: int
    end: int


class ResumeBrief(BaseModel):
    """Whose résumé there is, and what it was read of."""

    resume_id: str
    document_id: str | None = Field(description="null: written by hand")
    document: str | None
    path: str | None
    kb_id: str | None
    kb: str | None
    name: str
    label: str
    source: Literal["rules", "llm", "hand"]
    is_edited: bool
    updated_at: datetime


class ReadBefore(BaseModel):
    """A profile without what its owner says of it: what was read, and where each field stands."""

    resume: dict[str, Any] = Field(description=JSON_RESUME)
    places: dict[str, FieldPlace]


class ResumeRead(ResumeBrief):
    """A profile: what was read with what its owner says in its place.

    ``places`` tells by JSON pointer where each field stands that was read; ``edits`` is what its
    owner says, as a merge patch (RFC 7396) of what was read.
    """

    resume: dict[str, Any] = Field(description=JSON_RESUME)
    places: dict[str, FieldPlace]
    edits: dict[str, Any] | None
    read: ReadBefore | None = Field(description="null: nothing of it was edited")


class ResumeList(BaseModel):
    """A page of résumés. ``next`` goes into ``after`` for the next page."""

    resumes: list[ResumeBrief]
    next: str | None
    own: str | None = Field(description="the id of the one that the caller said to be theirs")


class ResumesWanted(BaseModel):
    """Which résumés to list: those of a knowledge base, a page at a time."""

    model_config = ConfigDict(extra="forbid")

    kb: Text | None = Field(None, max_length=200)
    limit: int = Field(200, ge=1, le=1000)
    after: Text = Field("", max_length=64)


class ResumeCreate(BaseModel):
    """A résumé to be had: that of a document, or one that was written by hand."""

    model_config = ConfigDict(extra="forbid")

    document_id: Text | None = Field(None, max_length=64)
    resume: dict[str, Any] | None = Field(None, description=JSON_RESUME)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> ResumeCreate:
        if (self.document_id is None) == (self.resume is None):
            msg = "give either document_id or resume"
            raise ValueError(msg)
        return self


class ResumeWrite(BaseModel):
    """What a profile is to be, as a whole."""

    model_config = ConfigDict(extra="forbid")

    resume: dict[str, Any] = Field(description=JSON_RESUME)


class OwnChoice(BaseModel):
    """The résumé that is the caller's own; null for none."""

    model_config = ConfigDict(extra="forbid")

    resume_id: Text | None = Field(max_length=64)


class ResumeReadingStarted(BaseModel):
    """The run in which a language model reads a CV."""

    run_id: str


class ResumeReadDone(TypedDict):
    """How many fields a model found that the CV says."""

    resume_id: str
    found: int


class ResumeReadFinal(TypedDict):
    """What ``final`` of a reading by a model holds."""

    result: ResumeReadDone


class ParsedResume(BaseModel):
    """What was read of a CV that is not kept."""

    name: str
    is_resume: bool
    resume: dict[str, Any] = Field(description=JSON_RESUME)
    places: dict[str, FieldPlace]


class ParsedFile(BaseModel):
    """The résumés in a file, and what could not be read of it."""

    resumes: list[ParsedResume]
    refused: list[str]
