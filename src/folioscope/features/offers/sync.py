"""The run ``offers.sync``: what a board lists becomes offers, and these become documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.port import BoardConfig, JobBoard, Posting, Unreadable
from folioscope.errors import FolioscopeError, Stopped
from folioscope.failpoints import failpoint
from folioscope.features.offers.board_repository import Boards
from folioscope.features.offers.documents import take_in, withdraw
from folioscope.features.offers.postings import columns_of
from folioscope.features.offers.service import SYNC, base_of
from folioscope.features.offers.sync_repository import LISTED, SeenOffers, Turn
from folioscope.features.offers.syncing import Syncing, fenced
from folioscope.features.offers.tables import Board, OfferSync
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.tables import Run

KIND = SYNC
AT_ONCE = 500  # postings a transaction
MOST_TOLD = 20  # postings that could not be read, in the result
MOST_ID = 255  # characters of a posting's id

Item = Posting | Unreadable


async def sync(run: RunContext, *, syncing: Syncing) -> Conclude:
    """Store what the board lists, close what is gone, bring the documents up to date.

    An attempt that comes after another one stores the same once more, which changes nothing. What
    was stored before a board broke off has its documents all the same.
    """
    failpoint("offers.started")
    board, seen = await _begin(run, syncing)
    turn = Turn(board.id, seen.id, board.owner_id, seen.started_at)
    failed: list[dict[str, str]] = []
    try:
        if seen.state != LISTED:
            await run.stage("listing")
            failed = await _list(run, syncing, turn, board)
    except Stopped:
        raise
    except FolioscopeError as error:
        await _note_failure(run, syncing, turn, error)
        await take_in(run, syncing, turn)
        raise
    await run.stage("documents")
    ingests = await take_in(run, syncing, turn)
    await withdraw(run, syncing, turn)

    async def conclude(session: Session) -> dict[str, Any]:
        offers = SeenOffers(session, turn)
        counts = {**await offers.counts(), "failed": len(failed)}
        await offers.note(state="done", counts=counts, reason=None, ended_at=now())
        names = {"board_id": board.id, "board": board.name, "sync_id": seen.id}
        told = {"counts": counts, "failures": failed[:MOST_TOLD], "ingest_run_ids": ingests}
        return {"result": {**names, **told}}

    return conclude


async def abandon(session: Session, run: Run) -> dict[str, Any]:
    """A stopped or failed sync keeps what was stored; nothing is closed by it."""
    seen = await session.get(OfferSync, run.input["sync_id"])
    if seen is not None:
        seen.state = "cancelled" if run.cancel_requested_at is not None else "failed"
        seen.ended_at = now()
        turn = Turn(seen.board_id, seen.id, seen.owner_id, seen.started_at)
        seen.counts = {"failed": 0, **seen.counts, **await SeenOffers(session, turn).counts()}
    return {}


async def _begin(run: RunContext, syncing: Syncing) -> tuple[Board, OfferSync]:
    """The board, which has a base from now on, and the row of this sync."""
    model = (await syncing.tools.embeddings.get(syncing.made.model)).name
    async with fenced(syncing, run) as session:
        board = await Boards(session, run.principal).lock(run.input["board_id"])
        await base_of(session, run.principal, board, replace(syncing.made, model=model))
        seen = await session.get_one(OfferSync, run.input["sync_id"])
        if seen.state != LISTED:
            seen.state = "listing"
    return board, seen


async def _list(
    run: RunContext, syncing: Syncing, turn: Turn, board: Board
) -> list[dict[str, str]]:
    """Store all that the board lists; why some of it could not be read."""
    since = run.input["since"] and datetime.fromisoformat(run.input["since"])
    failed: dict[str, dict[str, str]] = {}
    opened = syncing.open_board(board.backend, config_of(board))
    try:
        async for batch in _batches(opened, since):
            unread = [item for item in batch if isinstance(item, Unreadable)]
            failed |= {
                item.source_id: {
                    "source_id": item.source_id[:MOST_ID],
                    "code": item.code,
                    "message": item.message,
                }
                for item in unread
            }
            await _store(run, syncing, turn, batch)
            await _tell(run, syncing, turn, len(failed))
    finally:
        await opened.aclose()
    is_whole = since is None and opened.lists_all
    async with fenced(syncing, run) as session:
        offers = SeenOffers(session, turn)
        if is_whole:
            await offers.miss()
        await offers.note(state=LISTED, is_whole=is_whole, counts={"failed": len(failed)})
    failpoint("offers.listed")
    return list(failed.values())


def config_of(board: Board) -> BoardConfig:
    """What the board is opened with: whose it is decides anew, with each sync, what it may read.

    A file of somebody with an account is held to the allowed roots as they are now, as is one that
    was named without the server's own token.
    """
    config = BoardConfig(**board.config)
    return replace(config, held=config.held or board.owner_id != LOCAL_USER_ID)


async def _batches(board: JobBoard, since: datetime | None) -> AsyncIterator[list[Item]]:
    """What the board lists, as much at a time as a transaction stores; all before it broke off."""
    batch: list[Item] = []
    broken: FolioscopeError | None = None
    try:
        async with aclosing(board.list_offers(since)) as listed:  # type: ignore[type-var]
            async for item in listed:
                batch.append(item)
                if len(batch) == AT_ONCE:
                    yield batch
                    batch = []
    except FolioscopeError as error:
        broken = error
    if batch:
        yield batch
    if broken is not None:
        raise broken


async def _store(run: RunContext, syncing: Syncing, turn: Turn, batch: list[Item]) -> None:
    postings = {
        item.source_id[:MOST_ID]: columns_of(item) for item in batch if isinstance(item, Posting)
    }
    unread = [item.source_id for item in batch if isinstance(item, Unreadable)]
    async with fenced(syncing, run) as session:
        offers = SeenOffers(session, turn)
        await offers.see(postings)
        await offers.touch(unread)
    failpoint("offers.stored")


async def _tell(run: RunContext, syncing: Syncing, turn: Turn, failed: int) -> None:
    async with syncing.tools.database.read() as session:
        offers = SeenOffers(session, turn)
        counts, known = await offers.counts(), await offers.count_open()
    done = counts["seen"]
    await run.emit(
        "progress",
        {
            "stage": "syncing",
            "done": done,
            "total": max(done, known),
            "offers": {**counts, "failed": failed},
        },
    )


async def _note_failure(
    run: RunContext, syncing: Syncing, turn: Turn, error: FolioscopeError
) -> None:
    async with fenced(syncing, run) as session:
        reason = {"code": error.code, "message": error.message}
        await SeenOffers(session, turn).note(reason=reason)
