"""The documents of a board's base, one a file and one an offer, as the offers are now."""

from __future__ import annotations

import asyncio
import io
import re
import unicodedata
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from folioscope.failpoints import failpoint
from folioscope.features.knowledge import service as knowledge
from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.incoming import Named, put_all
from folioscope.features.knowledge.repository import Bases, Documents, batches
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.offers.board_repository import Boards
from folioscope.features.offers.service import offer_text
from folioscope.features.offers.sync_repository import SeenOffers, Turn, Undocumented
from folioscope.features.offers.syncing import Syncing, fenced
from folioscope.features.offers.tables import Offer
from folioscope.platform.runs.attempt import RunContext
from folioscope.platform.runs.service import Caller

AT_ONCE = 1000  # offers that are read at a time
AT_A_TIME = 4  # files that are stored, since each waits for the disk
MOST_NAME = 100  # characters of a document's name before the id


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file whose bytes are stored, and the offer, as of a digest, that it is of."""

    file: Incoming
    offer_id: str
    digest: str


async def take_in(run: RunContext, syncing: Syncing, turn: Turn) -> list[str]:
    """Have every open offer that has none, or an old one, get its document; the runs that do it.

    All bytes are stored before the first run may begin, which would take the processor for itself.
    """
    run_ids: list[str] = []
    async with AsyncExitStack() as stack:
        shelved: list[Shelved] = []
        last = ""
        while batch := await _undocumented(syncing, turn, last):
            last = batch[-1].offer.id
            shelved += await _shelve(stack, syncing, batch)
        failpoint("offers.shelved")
        for part in batches(shelved):
            run_id = await _bring(run, syncing, turn, part)
            run_ids += [] if run_id is None else [run_id]
    return run_ids


async def withdraw(run: RunContext, syncing: Syncing, turn: Turn) -> None:
    """Take the documents of closed offers out of the base, and of every index with them."""
    async with fenced(syncing, run) as session:
        board = await Boards(session, run.principal).get(turn.board_id)
        gone = await SeenOffers(session, turn).closed_documents()
        if gone and board.base_id is not None:
            await Bases(session, run.principal).lock(board.base_id)
            await Documents(session, run.principal).remove_all(board.base_id, gone)
            await syncing.tools.unneeded_files.forget_unneeded(session, run.principal)


async def _undocumented(syncing: Syncing, turn: Turn, after: str) -> Sequence[Undocumented]:
    async with syncing.tools.database.read() as session:
        return await SeenOffers(session, turn).undocumented(AT_ONCE, after)


async def _shelve(
    stack: AsyncExitStack, syncing: Syncing, batch: Sequence[Undocumented]
) -> list[Shelved]:
    """Store the files of offers; they stay until the stack is closed, and then if rows name them.

    One that cannot be stored is passed over, and tried again by the next sync.
    """
    contents = await asyncio.to_thread(_contents, batch)
    named: list[Named] = [(name, partial(io.BytesIO, text)) for name, text in contents]
    offers = {name: one.offer for (name, _), one in zip(contents, batch, strict=True)}
    parts = [put_all(syncing.shelf, named[first::AT_A_TIME]) for first in range(AT_A_TIME)]
    # All have an end before any error is told, so that none is left behind.
    entering = (stack.enter_async_context(part) for part in parts)
    ended = await asyncio.gather(*entering, return_exceptions=True)
    shelved: list[Shelved] = []
    for brought in ended:
        if isinstance(brought, BaseException):
            raise brought
        for file in brought.files:
            offer = offers[file.path]
            shelved.append(Shelved(file, offer.id, offer.digest))
    return shelved


async def _bring(
    run: RunContext, syncing: Syncing, turn: Turn, shelved: Sequence[Shelved]
) -> str | None:
    """Add the documents of offers to the base, and note each with its offer, in one go."""
    async with fenced(syncing, run) as session:
        caller = Caller(session, run.principal, syncing.wakeups)
        base = await _base(caller, turn)
        added = await knowledge.add_files(caller, base, [one.file for one in shelved])
        noted = [
            {"id": one.offer_id, "document_id": taken.document_id, "documented": one.digest}
            for one, taken in zip(shelved, added.files, strict=True)
        ]
        await SeenOffers(session, turn).note_documents(noted)
        return None if added.run is None else added.run.id


async def _base(caller: Caller, turn: Turn) -> KnowledgeBase:
    board = await Boards(caller.session, caller.principal).get(turn.board_id)
    return await Bases(caller.session, caller.principal).get(board.base_id or "")


def _contents(batch: Sequence[Undocumented]) -> list[tuple[str, bytes]]:
    """The file of each offer: the name it has had, or one that tells what it is."""
    return [(one.source or _name(one.offer), _content(one.offer)) for one in batch]


def _name(offer: Offer) -> str:
    told = " at ".join(part for part in (offer.title, offer.company) if part)
    told = unicodedata.normalize("NFC", told)  # as names of files are kept
    safe = " ".join(re.sub(r"[^\w .,+&()'-]+", " ", told.replace("/", "-")).split())
    return f"{safe[:MOST_NAME].strip(' .')} {offer.id}.md".strip()


def _content(offer: Offer) -> bytes:
    """The offer in words; its id at the board keeps two of the same words apart."""
    return f"{offer_text(offer)}\nReference: {offer.source_id}\n".encode()
