"""What was counted over a pool, on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from folioscope.features.pool.query import Intent


class UnreadFile(TypedDict):
    """A file of which no facts are known, and why."""

    document_id: str
    path: str
    reason: str


class PoolPerson(TypedDict):
    """One of those who were counted."""

    document_id: str
    name: str
    path: str
    n: Annotated[list[int], Field(description="numbers of what bears it out, if it is shown")]
    value: Annotated[str | None, Field(description="what the CV says")]
    months: Annotated[int | None, Field(description="how long in all, where that was asked")]


class Pool(TypedDict):
    """How a question over all CVs was understood, and the whole answer to it."""

    intent: Intent
    understood: Annotated[str, Field(description="what was counted, in words")]
    count: int
    total: Annotated[int, Field(description="CVs that were read")]
    unread: list[UnreadFile]
    people: list[PoolPerson]
    groups: Annotated[
        list[tuple[str, int]] | None, Field(description="how many of each, where groups are asked")
    ]
