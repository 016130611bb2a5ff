"""What an administrator is shown, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ActiveRunsRead(BaseModel):
    """How many runs of a kind are in a state that is no end."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    status: str
    count: int


class QueueRead(BaseModel):
    """What waits to be claimed."""

    model_config = ConfigDict(from_attributes=True)

    length: int
    oldest_seconds: float


class SpentTokensRead(BaseModel):
    """What language models read and wrote for a user on one day (UTC)."""

    model_config = ConfigDict(from_attributes=True)

    day: str
    user_id: int
    name: str
    input_tokens: int
    output_tokens: int


class FailedRunRead(BaseModel):
    """A run that failed. What it said is for its owner."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    run_id: str
    kind: str
    user_id: int
    code: str


class DiskRead(BaseModel):
    """The disk of the data folder, and what indexes take of it."""

    free_bytes: int
    total_bytes: int
    index_bytes: int


class CheckRead(BaseModel):
    """One thing that was looked at."""

    name: str
    state: Literal["ok", "warning", "failed"]
    told: str
    mend: str = Field(description="what to do about it; empty where all is well")


class OverviewRead(BaseModel):
    """How the server is, and how much of everything there is."""

    users: int
    suspended: int
    visitors: int
    bases: int
    documents: dict[str, int] = Field(description="by state")
    runs: list[ActiveRunsRead] = Field(description="that have not ended")
    queue: QueueRead
    tokens: list[SpentTokensRead] = Field(description="of the last days, the latest first")
    failures: list[FailedRunRead] = Field(description="the latest first")
    disk: DiskRead
    open_bases: int = Field(description="whose indexes this process has open")
    open_passages: int = Field(description="that can be found in them")
    checks: list[CheckRead]
