"""How much of everything one user, one key, one stranger may have."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Limits(BaseModel):
    """All limits, as one block; ``GET /api/limits`` shows it."""

    max_upload_mb: int = Field(200, ge=1, description="Largest file taken in, in MB.")
    answers_at_once: int = Field(
        100, ge=1, description="Answers that a process writes at once, of all users."
    )
    max_active_runs: int = Field(2, ge=1, description="Answers one user has written at once.")
    max_waiting_runs: int = Field(
        20, ge=0, description="Questions of one user that may wait for an answer."
    )
    max_streams_per_user: int = Field(
        24, ge=1, description="Streams of one user's runs that are open at once."
    )
    max_streams: int = Field(2000, ge=1, description="Streams that a process holds open at once.")
