"""How much of everything one user, one key, one stranger may have."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, SecretStr

LONGEST_MESSAGE = 32_000  # characters that the shape of a message allows
WITHOUT = "0 is without limit, and so is whoever is at the machine itself."


class Limits(BaseModel):
    """All limits, as one block; ``GET /api/limits`` shows it."""

    requests_per_minute: int = Field(
        600,
        ge=0,
        description=f"Requests of one account a minute, by all its logins and keys. {WITHOUT}",
    )
    anonymous_per_minute: int = Field(
        120,
        ge=0,
        description="Requests a minute from one address of those who are not logged in; "
        "0 is without limit.",
    )
    attempts_per_minute: int = Field(
        20,
        ge=0,
        description="Attempts a minute from one address to log in, to sign up or to visit a "
        "public chat; 0 is without limit.",
    )
    messages_per_minute: int = Field(
        20,
        ge=0,
        description="Messages of one account a minute that are answered: questions, coaching, "
        f"letters, explanations, summaries. {WITHOUT}",
    )
    tokens_per_day: int = Field(
        1_000_000,
        ge=0,
        description="Tokens that language models read and write for one account a day (UTC); a "
        f"message after that is refused until midnight. {WITHOUT}",
    )
    max_message_chars: int = Field(
        LONGEST_MESSAGE,
        ge=1,
        le=LONGEST_MESSAGE,
        description="Characters of a message, at the most.",
    )
    max_output_tokens: int = Field(
        6000, ge=64, description="Tokens of an answer of a language model, at the most."
    )
    max_bases: int = Field(
        200, ge=0, description=f"Knowledge bases that one account may own. {WITHOUT}"
    )
    max_documents: int = Field(
        20_000, ge=0, description=f"Documents that one knowledge base may have. {WITHOUT}"
    )
    max_upload_mb: int = Field(200, ge=1, description="Largest file taken in, in MB.")
    answers_at_once: int = Field(
        100, ge=1, description="Answers that a process writes at once, of all users."
    )
    max_active_runs: int = Field(2, ge=1, description="Answers one user has written at once.")
    max_waiting_runs: int = Field(
        20, ge=0, description="Questions of one user that may wait for an answer."
    )
    max_queued_runs: int = Field(
        1000,
        ge=0,
        description="Runs of everybody that may wait at once, when a model is asked once more; "
        f"more are told to come back. {WITHOUT}",
    )
    max_streams_per_user: int = Field(
        24, ge=1, description="Streams of one user's runs that are open at once."
    )
    max_streams: int = Field(2000, ge=1, description="Streams that a process holds open at once.")
    limits_storage: Literal["auto", "memory", "database", "redis"] = Field(
        "auto",
        description="Where requests are counted: memory, of each process by itself; database; "
        "redis, which needs the extra redis; auto is the database with PostgreSQL, and else "
        "memory. Messages and tokens are counted in the database anyway.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""), description="redis://… of the Redis that requests are counted in."
    )
