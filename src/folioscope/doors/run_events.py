"""The events of runs as the API describes them: what each kind of run says on its way, and last.

Nothing here is used when events are sent. Tests hold what runs really say against it.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict

from folioscope.features.chat.answer_schemas import AnswerCancelled, AnswerFinal
from folioscope.features.grounding.schemas import Citation
from folioscope.features.knowledge.schemas import IngestFinal, RebuildFinal
from folioscope.features.matching.schemas import ExplanationFinal
from folioscope.features.models.schemas import PullFinal
from folioscope.features.offers.schemas import SummaryFinal, SyncCounts, SyncFinal
from folioscope.features.resumes.schemas import ResumeReadFinal
from folioscope.features.search.schemas import NoteRead
from folioscope.features.transfers.schemas import ImportFinal
from folioscope.platform.runs.schemas import RunError

Attempt = Annotated[int, Field(description="from 1; a later one begins with reset")]
Stage = Literal[
    "preparing", "retrieving", "kept", "answering", "looking", "checking", "listing", "documents"
]


class Numbered(TypedDict):
    """What all events of runs have: ``seq`` is the id of the frame."""

    seq: NotRequired[Annotated[int, Field(description="counts the events of the run, from 1")]]


class Status(TypedDict):
    """What is being done."""

    status: Literal["running"]
    attempt: Attempt
    stage: NotRequired[Stage]
    query: NotRequired[
        Annotated[str, Field(description="what is searched for, where that was not asked so")]
    ]
    note: NotRequired[
        Annotated[NoteRead, Field(description="why it takes longer, or rests on less")]
    ]


class Sources(TypedDict):
    """Where the answer will come from; nothing is quoted yet."""

    citations: list[Citation]
    notes: NotRequired[
        Annotated[list[NoteRead], Field(description="bases that were not searched as they should")]
    ]


class Token(TypedDict):
    """More of the answer."""

    text: str
    attempt: Attempt


class ProgressCounts(TypedDict):
    """What became of the documents so far."""

    ready: int
    failed: int


class Progress(TypedDict):
    """How far a long run is."""

    stage: Literal["reading", "rebuilding", "importing", "fetching", "syncing"]
    done: int
    total: int
    path: NotRequired[Annotated[str, Field(description="the file that was read or is fetched")]]
    counts: NotRequired[ProgressCounts]
    offers: NotRequired[Annotated[SyncCounts, Field(description="what became of offers so far")]]
    unit: NotRequired[Annotated[Literal["MB"], Field(description="of done and total; else files")]]


class Reset(TypedDict):
    """Everything before is void: it is done anew."""

    attempt: Attempt


class NothingLeft(TypedDict):
    """Nothing remains of the run."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


class Done(TypedDict):
    """How the run ended."""

    status: Literal["done", "failed", "cancelled"]


class StatusEvent(Numbered):
    """A run begins, or one of its stages."""

    type: Literal["status"]
    data: Status


class SourcesEvent(Numbered):
    """The sources of an answer, before its first word."""

    type: Literal["sources"]
    data: Sources


class TokenEvent(Numbered):
    """Text of an answer."""

    type: Literal["token"]
    data: Token


class ProgressEvent(Numbered):
    """A step of something long."""

    type: Literal["progress"]
    data: Progress


class ResetEvent(Numbered):
    """A new attempt."""

    type: Literal["reset"]
    data: Reset


class FinalEvent(Numbered):
    """The result of a run, by its kind."""

    type: Literal["final"]
    data: (
        AnswerFinal
        | IngestFinal
        | ExplanationFinal
        | RebuildFinal
        | ImportFinal
        | PullFinal
        | ResumeReadFinal
        | SyncFinal
        | SummaryFinal
    )


class ErrorEvent(Numbered):
    """A run failed."""

    type: Literal["error"]
    data: RunError


class CancelledEvent(Numbered):
    """A run was ended before its time; what it leaves, by its kind."""

    type: Literal["cancelled"]
    data: AnswerCancelled | IngestFinal | NothingLeft


class DoneEvent(Numbered):
    """The last event of every run."""

    type: Literal["done"]
    data: Done


RunEvent = Annotated[
    StatusEvent
    | SourcesEvent
    | TokenEvent
    | ProgressEvent
    | ResetEvent
    | FinalEvent
    | ErrorEvent
    | CancelledEvent
    | DoneEvent,
    Field(discriminator="type"),
]
RUN_EVENT: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)
