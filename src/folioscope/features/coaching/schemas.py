"""Coaching sessions on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from folioscope.features.chat.answer_schemas import Grounding
from folioscope.features.chat.policies import Policy
from folioscope.features.chat.schemas import MessageRead, ModeName
from folioscope.features.grounding.schemas import Citation
from folioscope.platform.api.stored import AsStored
from folioscope.platform.api.texts import Text
from folioscope.platform.runs.schemas import RunError

MOST_JOB = 500_000
"""Letters of the text of a job."""
Question = Annotated[Text, Field(min_length=1, max_length=32_000)]
Name = Annotated[Text, Field(min_length=1, max_length=300)]
Model = Annotated[Text, Field(max_length=200)]
Language = Literal["en", "fr", "de", "es"]


class SessionStart(BaseModel):
    """What a session is to be about: an offer by its id, or the text of a job.

    ``profile`` is the id of a résumé, or ``own``. Without a ``message`` the first question is how
    the two fit. ``context`` is what a language model is shown: what a search finds, within its
    budget (``search``), or both texts whole where they fit (``everything``).
    """

    model_config = ConfigDict(extra="forbid")

    offer_id: Name | None = None
    job_text: Text | None = Field(None, max_length=MOST_JOB)
    job_title: Text = Field("", max_length=300)
    company: Text = Field("", max_length=300)
    profile: Name = "own"
    message: Question | None = None
    mode: ModeName = "hybrid"
    model: Model | None = None
    context: Literal["search", "everything"] | None = None

    @model_validator(mode="after")
    def _one_job(self) -> Self:
        if (self.offer_id is None) == (self.job_text is None):
            msg = "name an offer (offer_id) or give the text of a job (job_text), and not both"
            raise ValueError(msg)
        return self


class SessionMessage(BaseModel):
    """A further message. What is left out is as the session began.

    With ``replaces``, a question of the session, it and all after it are superseded.
    """

    model_config = ConfigDict(extra="forbid")

    message: Question
    mode: ModeName | None = None
    model: Model | None = None
    policy: Policy = "reject"
    cache: bool = True
    replaces: Text | None = Field(None, max_length=64)


class DraftWanted(BaseModel):
    """A letter or a CV to be written for the job; ``language`` is that of the job without it."""

    model_config = ConfigDict(extra="forbid")

    language: Language | None = None
    model: Model | None = None


class Change(BaseModel):
    """What became of one field of a CV, by its JSON pointer."""

    pointer: str
    kind: Literal["moved", "reworded", "left_out"]
    before: str
    after: str


class Refused(BaseModel):
    """A sentence that was not taken, and the words in it that the profile does not bear out."""

    text: str
    words: list[str]


class Draft(BaseModel):
    """A letter or a CV. ``diff`` is a unified diff from what was there to what is proposed.

    Of a CV ``resume`` is the JSON Resume, and ``changes`` are those to the profile. Of a letter
    ``rests_on`` has for each sentence the JSON pointers of the entries of the profile behind it.
    """

    kind: Literal["letter", "cv"]
    language: Language
    diff: str
    refused: list[Refused]
    changes: list[Change] = []
    rests_on: list[list[str]] = []
    resume: dict[str, Any] | None = None


class Said(BaseModel):
    """The answer to a message."""

    message_id: str | None
    text: str
    citations: Annotated[list[Citation], AsStored()]
    grounding: Annotated[Grounding | None, AsStored()]
    suggestions: list[str]
    draft: Annotated[Draft | None, AsStored()] = None


class Reply(BaseModel):
    """A message that was accepted, and its answer if that was waited for.

    ``status`` is ``accepted`` while the run goes on; its events are those of any run.
    """

    session_id: str
    thread_id: str
    run_id: str
    message_id: str
    status: Literal["accepted", "done", "cancelled", "failed"] = "accepted"
    answer: Said | None = None
    error: RunError | None = None


class SessionRead(BaseModel):
    """A session; ``base`` is the name of what is searched."""

    session_id: str
    thread_id: str
    resume_id: str
    offer_id: str | None
    base: str
    person: str
    job_title: str
    company: str
    context: str
    created_at: datetime
    updated_at: datetime


class SessionList(BaseModel):
    """Sessions, those that were touched last first."""

    sessions: list[SessionRead]


class SessionWhole(SessionRead):
    """A session with the two texts that it is about, and all that was said."""

    resume_text: str
    job_text: str
    messages: list[MessageRead]
