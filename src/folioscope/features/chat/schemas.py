"""Threads and messages on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from folioscope.features.chat.answer_schemas import Grounding
from folioscope.features.chat.modes import Mode, mode_named
from folioscope.features.chat.policies import Policy
from folioscope.features.grounding.schemas import Citation
from folioscope.features.search.schemas import SearchFilters
from folioscope.platform.api.stored import AsStored
from folioscope.platform.api.texts import Text, storable
from folioscope.platform.runs.schemas import RunError

ModeName = Annotated[Mode, BeforeValidator(mode_named)]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(storable),
]


class ThreadCreate(BaseModel):
    """A conversation to be begun. ``kbs`` are ids or names; all of the caller's without."""

    model_config = ConfigDict(extra="forbid")

    user_id: int | None = Field(None, ge=0, lt=2**31)
    title: Text | None = Field(None, max_length=200)
    kbs: list[Text] | None = Field(None, min_length=1, max_length=100)
    mode: ModeName = "hybrid"
    model: Text | None = Field(None, max_length=200)


class ThreadChange(BaseModel):
    """What is to be changed of a conversation; what is left out stays.

    The model ``default`` is whichever the settings of the server choose at the time.
    """

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    archived: bool | None = None
    mode: ModeName | None = None
    model: Text | None = Field(None, min_length=1, max_length=200)


class ThreadRead(BaseModel):
    """A conversation. ``updated_at`` is when something was last asked or answered."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    thread_id: str = Field(validation_alias="id")
    user_id: int = Field(validation_alias="owner_id")
    title: str | None
    kbs: list[str] | None = Field(validation_alias="bases")
    mode: Mode
    model: str | None
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    message_count: int = 0
    active_run_id: str | None = None
    active_run_status: Literal["queued", "running"] | None = None


class ThreadList(BaseModel):
    """A page of conversations; ``next_cursor`` leads to the next one, if there is one."""

    threads: list[ThreadRead]
    next_cursor: str | None


class MessageCreate(BaseModel):
    """A question. What is left out is as the thread says.

    ``policy`` is what becomes of a question of the thread that is not answered yet: this one is
    refused, waits for its turn, breaks it off, or breaks it off and takes its place. Without
    ``cache`` the answer is made anew, also where there is one to the same question. ``replaces``
    is the id of a question of the thread: it and everything after it are superseded, whatever the
    policy, and this one stands in its place; in the same words it is answered anew.
    """

    model_config = ConfigDict(extra="forbid")

    content: Text = Field(min_length=1, max_length=32_000)
    kbs: list[Text] | None = Field(None, min_length=1, max_length=100)
    mode: ModeName | None = None
    model: Text | None = Field(None, max_length=200)
    filters: SearchFilters = SearchFilters()
    policy: Policy = "reject"
    cache: bool = True
    replaces: Text | None = Field(None, min_length=1, max_length=200)


class MessageAccepted(BaseModel):
    """The run that answers the message."""

    run_id: str
    message_id: str


class MessageRead(BaseModel):
    """A question, or an answer with its citations and what else ``final`` told of its grounding.

    ``status`` is ``complete``, ``cancelled`` for a partial answer, or ``superseded``. A question
    whose run ended without an answer has ``run_status`` ``failed`` with its ``error``, or
    ``cancelled``.
    """

    model_config = ConfigDict(from_attributes=True)

    message_id: str = Field(validation_alias="id")
    run_id: str | None
    role: Literal["user", "assistant"]
    content: str
    citations: Annotated[list[Citation], AsStored()]
    grounding: Annotated[Grounding | None, AsStored()] = None
    status: Literal["complete", "cancelled", "superseded"]
    created_at: datetime
    run_status: Literal["failed", "cancelled"] | None = None
    error: Annotated[RunError | None, AsStored()] = None


class MessageList(BaseModel):
    """The messages of a thread, in order."""

    messages: list[MessageRead]


class ThreadExport(BaseModel):
    """A conversation with everything that is stored of it, superseded messages too."""

    format: Literal["folioscope.conversation/1"] = "folioscope.conversation/1"
    exported_at: datetime
    thread: ThreadRead
    messages: list[MessageRead]
