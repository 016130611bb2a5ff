"""The SQL of looking at a board: what a sync saw, and what follows for offers and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from folioscope.features.accounts.repository import is_let_in
from folioscope.features.knowledge.repository import batches
from folioscope.features.knowledge.tables import Document
from folioscope.features.offers.postings import hashed, storable
from folioscope.features.offers.tables import Board, ErasedOffer, Offer, OfferSync
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Session

MOST_MISSED = 2  # whole looks in a row that an offer may be missing from before it is closed
LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One sync: ``at`` is when it began, and what all that it sees is stamped with.

    So what it came to can be counted, however many attempts it took.
    """

    board_id: str
    sync_id: str
    owner_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Undocumented:
    """An open offer whose document is not there or out of date, and the name of the old one."""

    offer: Offer
    source: str | None


class Turns:
    """Whose turn it is to be synced, whoever owns it; of who is suspended nothing is."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._due = (Board.next_sync_at <= now(), is_let_in(Board.owner_id))

    async def due(self) -> Sequence[str]:
        """The boards whose time has come."""
        chosen = select(Board.id).where(*self._due).order_by(Board.next_sync_at)
        return (await self._session.scalars(chosen)).all()

    async def claim(self, board_id: str) -> Board | None:
        """Take a board's turn by moving on its time; None where another process has just done so.

        Turns that were missed, while nothing ran, are not made up for.
        """
        board = await self._session.scalar(
            select(Board)
            .where(Board.id == board_id, *self._due)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        if board is not None and board.every_seconds is not None:
            board.next_sync_at = now() + timedelta(seconds=board.every_seconds)
            await self._session.flush()
        return board


class SeenOffers:
    """The offers of the board that a sync looks at."""

    def __init__(self, session: Session, turn: Turn) -> None:
        self._session = session
        self._turn = turn
        self._mine = Offer.board_id == turn.board_id

    async def see(self, postings: Mapping[str, Mapping[str, Any]]) -> None:
        """Store offers as they are now, by their id at the board; those closed are open again.

        One that was erased stays away until it is another one.
        """
        known = await self._known(list(postings))
        erased = await self._erased([one for one in postings if one not in known])
        at = self._turn.at
        new, changed, same = [], [], []
        for source_id, columns in postings.items():
            found = known.get(source_id)
            if erased.get(source_id) == columns["digest"]:
                continue
            if found is None:
                new.append({**self._begun(source_id), **_whole(columns)})
            elif found.state != "open" or found.digest != columns["digest"]:
                state = {"state": "open", "closed_at": None, "missed": 0}
                stamps = {"changed_at": at, "seen_at": at}
                changed.append({"id": found.id, **_whole(columns), **state, **stamps})
            else:
                same.append(source_id)
        if new:
            await self._session.execute(insert(Offer), new)
        if changed:
            await self._session.execute(update(Offer), changed)
        await self.touch(same)

    async def touch(self, source_ids: Sequence[str]) -> None:
        """Note that offers were listed, and nothing of them has changed or could be read."""
        for part in batches(source_ids):
            await self._change(Offer.source_id.in_(part), seen_at=self._turn.at, missed=0)

    async def miss(self) -> None:
        """After a whole look: count who is missing, and close those missing for too long.

        One whose own last day is over was taken down for that, and is closed at once.
        """
        unseen = (Offer.state == "open", Offer.seen_at != self._turn.at)
        await self._change(*unseen, missed=Offer.missed + 1)
        is_over = or_(Offer.missed >= MOST_MISSED, Offer.expires_at < self._turn.at)
        await self._change(*unseen, is_over, state="closed", closed_at=self._turn.at)

    async def counts(self) -> dict[str, int]:
        """What the sync came to so far."""
        at = self._turn.at
        counted = select(
            func.count().filter(Offer.seen_at == at),
            func.count().filter(Offer.first_seen_at == at),
            func.count().filter(Offer.changed_at == at, Offer.first_seen_at != at),
            func.count().filter(Offer.closed_at == at),
        ).where(self._mine)
        row = (await self._session.execute(counted)).one()
        return dict(zip(("seen", "new", "changed", "closed"), row, strict=True))

    async def count_open(self) -> int:
        """How many offers are known to be open."""
        counted = select(func.count()).where(self._mine, Offer.state == "open")
        return await self._session.scalar(counted) or 0

    async def undocumented(self, limit: int, after: str) -> Sequence[Undocumented]:
        """Some of the open offers whose document is not as they are, by id beyond ``after``."""
        is_stale = or_(
            Offer.document_id.is_(None),
            Offer.documented.is_(None),
            Offer.documented != Offer.digest,
        )
        chosen = (
            select(Offer, Document.source)
            .outerjoin(Document, Document.id == Offer.document_id)
            .where(self._mine, Offer.state == "open", is_stale, Offer.id > after)
            .order_by(Offer.id)
            .limit(limit)
        )
        return [Undocumented(*row) for row in await self._session.execute(chosen)]

    async def note_documents(self, documents: Sequence[Mapping[str, str]]) -> None:
        """Store which document each offer has, of which digest; an offer that was deleted has none.

        Each names ``id``, ``document_id`` and ``documented``.
        """
        if documents:
            await self._session.execute(update(Offer), documents)

    async def closed_documents(self) -> Sequence[str]:
        """Documents of offers that are not open any more."""
        chosen = select(Offer.document_id).where(
            self._mine, Offer.state != "open", Offer.document_id.is_not(None)
        )
        return [str(found) for found in await self._session.scalars(chosen)]

    async def note(self, **values: Any) -> None:
        """Write down how far the sync is."""
        await self._session.execute(
            update(OfferSync)
            .where(OfferSync.id == self._turn.sync_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    async def _known(self, source_ids: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in batches(source_ids):
            chosen = select(Offer.id, Offer.source_id, Offer.digest, Offer.state).where(
                self._mine, Offer.source_id.in_(part)
            )
            found |= {row.source_id: row for row in await self._session.execute(chosen)}
        return found

    async def _erased(self, source_ids: Sequence[str]) -> dict[str, str]:
        """Of which content those were that have been erased."""
        by_hash = {hashed(source_id): source_id for source_id in source_ids}
        found: dict[str, str] = {}
        for part in batches(sorted(by_hash)):
            chosen = select(ErasedOffer.source, ErasedOffer.digest).where(
                ErasedOffer.board_id == self._turn.board_id, ErasedOffer.source.in_(part)
            )
            rows = await self._session.execute(chosen)
            found |= {by_hash[source]: digest for source, digest in rows}
        return found

    async def _change(self, *which: ColumnElement[bool], **values: Any) -> None:
        await self._session.execute(
            update(Offer)
            .where(self._mine, *which)
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    def _begun(self, source_id: str) -> dict[str, Any]:
        at = self._turn.at
        return {
            "id": new_id(),
            "owner_id": self._turn.owner_id,
            "board_id": self._turn.board_id,
            "source_id": source_id,
            "state": "open",
            "missed": 0,
            "first_seen_at": at,
            "changed_at": at,
            "seen_at": at,
        }


def _whole(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with what was sent, made fit for a database."""
    return {**columns, "raw": storable(columns["raw"])}
