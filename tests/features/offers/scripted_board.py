"""A job board that lists what a test says, opened by the registry like any other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    Posting,
    PostingGone,
    Salary,
    Unreadable,
    Where,
)
from folioscope.errors import FolioscopeError
from tests.opened_program import Program

BOARDS: dict[str, ScriptedBoard] = {}
"""Boards by the slug that they are opened with."""
REGISTRY = {"scripted": "tests.features.offers.scripted_board:open_scripted"}


@dataclass
class ScriptedBoard:
    """Lists ``postings``; with ``failures`` breaks off before the posting of that number, once."""

    postings: list[Posting | Unreadable] = field(default_factory=list)
    failures: dict[int, FolioscopeError] = field(default_factory=dict)
    lists_all: bool = True
    asked: list[datetime | None] = field(default_factory=list)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        self.asked.append(since)
        for number, posting in enumerate([*self.postings, None]):
            if number in self.failures:
                raise self.failures.pop(number)
            if posting is not None:
                yield posting

    async def read(self, source_id: str) -> Posting:
        for posting in self.postings:
            if isinstance(posting, Posting) and posting.source_id == source_id:
                return posting
        raise PostingGone(source_id)

    async def aclose(self) -> None:
        """Nothing is open."""


def open_scripted(config: BoardConfig, _reach: object) -> ScriptedBoard:
    """The board that a test has put under this slug."""
    if config.slug not in BOARDS:
        msg = f"There is no company “{config.slug}”."
        raise BoardMisused(msg)
    return BOARDS[config.slug]


def posting(number: int, **others: Any) -> Posting:
    """An offer; another one for each number."""
    known: dict[str, Any] = {
        "source_id": str(number),
        "title": f"Baker {number}",
        "text": f"We bake bread number {number}.\n- Knead the dough\n- Light the oven",
        "raw": {"id": number, "views": 1},
        "company": f"Bakery {number}",
        "locations": (Where("Lyon", None, "FR"),),
        "contract": "permanent",
        "salary": Salary(2000.0, 3000.0, "EUR", "month"),
    }
    return Posting(**{**known, **others})


@dataclass
class Synced:
    """A board of a served program, and what its syncs come to."""

    program: Program
    board: ScriptedBoard

    async def start(self, **wanted: Any) -> str:
        run_id: str = (await self.program.post("/api/boards/jobs/sync", 202, wanted))["run_id"]
        return run_id

    async def sync(self, **wanted: Any) -> dict[str, Any]:
        """The result of a sync, once its documents are embedded."""
        outcome = await self.program.outcome(await self.start(**wanted))
        assert "result" in outcome, outcome
        result: dict[str, Any] = outcome["result"]
        for run_id in result["ingest_run_ids"]:
            await self.program.outcome(run_id)
        return result

    async def counts(self) -> dict[str, int]:
        """What a sync counts, without what is nought."""
        counts = (await self.sync())["counts"]
        return {name: count for name, count in counts.items() if count}

    async def offers(self, **wanted: Any) -> list[dict[str, Any]]:
        listed = await self.program.get("/api/offers", **wanted)
        offers: list[dict[str, Any]] = listed["offers"]
        return offers

    async def documents(self) -> list[dict[str, Any]]:
        listed = await self.program.get("/api/kbs/jobs/documents")
        documents: list[dict[str, Any]] = listed["documents"]
        return documents

    async def find(self, query: str, **wanted: Any) -> list[str]:
        """The titles of the offers that are found."""
        body = {"query": query, **wanted}
        found = await self.program.post("/api/offers/search", 200, body)
        return [each["offer"]["title"] for each in found["offers"]]
