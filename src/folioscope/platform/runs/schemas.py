"""A run on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from folioscope.platform.api.stored import AsStored
from folioscope.platform.runs.states import RunStatus


class RunError(TypedDict):
    """Why a run failed. What is ``retryable`` may go well if it is asked for again."""

    code: str
    message: str
    retryable: bool


class Usage(TypedDict):
    """What a language model read and wrote, as its vendor counts it."""

    input_tokens: int
    output_tokens: int


class RunRead(BaseModel):
    """State of a run. Its text and result are in its events."""

    model_config = ConfigDict(from_attributes=True)

    run_id: str = Field(validation_alias="id")
    kind: str
    status: RunStatus
    attempt: int
    thread_id: str | None
    usage: Annotated[Usage | None, AsStored()]
    error: Annotated[RunError | None, AsStored()]
    cancel_requested_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    superseded_at: datetime | None
    compacted_at: datetime | None
