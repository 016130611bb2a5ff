"""The SQL of offers as their owners see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, insert, or_, select, tuple_
from sqlalchemy.orm import undefer

from folioscope.errors import Invalid, NotFound
from folioscope.features.knowledge.repository import batches
from folioscope.features.offers.filters import OfferFilters
from folioscope.features.offers.postings import folded, hashed
from folioscope.features.offers.tables import Board, ErasedOffer, Offer
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal

_when = func.coalesce(Offer.posted_at, Offer.first_seen_at)


class OfferNotFound(NotFound):
    """No such offer, or not the caller's."""

    code = "offer_not_found"


class OfferCursorInvalid(Invalid):
    """The place in a list of offers to go on from, which is none."""

    code = "offer_cursor_invalid"


class Offers:
    """The offers a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        self._visible = owned_by(principal, Offer.owner_id)

    async def get(self, offer_id: str) -> Offer:
        """The offer of that id, open or closed, with what the board sent; ``OfferNotFound``."""
        chosen = select(Offer).where(self._visible, Offer.id == offer_id)
        offer = await self._session.scalar(chosen.options(undefer(Offer.raw)))
        if offer is None:
            msg = f"There is no offer “{offer_id}”."
            raise OfferNotFound(msg)
        return offer

    async def get_all(self, offer_ids: Sequence[str]) -> Sequence[Offer]:
        """The offers of these ids in their order, each once; ``OfferNotFound`` where one is not."""
        wanted = list(dict.fromkeys(offer_ids))
        chosen = select(Offer).where(self._visible, Offer.id.in_(wanted))
        found = {offer.id: offer for offer in await self._session.scalars(chosen)}
        for offer_id in wanted:
            if offer_id not in found:
                msg = f"There is no offer “{offer_id}”."
                raise OfferNotFound(msg)
        return [found[offer_id] for offer_id in wanted]

    async def of_documents(self, document_ids: Collection[str]) -> dict[str, Offer]:
        """The offers that these documents are of, by the document's id."""
        chosen = select(Offer).where(self._visible, Offer.document_id.in_(document_ids))
        offers = (await self._session.scalars(chosen)).all()
        return {str(offer.document_id): offer for offer in offers}

    async def list(self, wanted: OfferFilters, limit: int, after: str = "") -> Sequence[Offer]:
        """A page of the offers, the newest first, beyond the one whose place is ``after``."""
        chosen = select(Offer).where(*self._narrowing(wanted))
        if after:
            chosen = chosen.where(tuple_(_when, Offer.id) < tuple_(*_read_place(after)))
        ordered = chosen.order_by(_when.desc(), Offer.id.desc()).limit(limit)
        return (await self._session.scalars(ordered)).all()

    async def count(self, wanted: OfferFilters) -> int:
        """How many offers there are."""
        counted = select(func.count()).select_from(Offer).where(*self._narrowing(wanted))
        return await self._session.scalar(counted) or 0

    async def documents(self, wanted: OfferFilters, limit: int | None) -> Sequence[str]:
        """The documents of the offers, those of the newest first."""
        chosen = select(Offer.document_id).where(
            *self._narrowing(wanted), Offer.document_id.is_not(None)
        )
        newest = chosen.order_by(_when.desc(), Offer.id.desc()).limit(limit)
        return [str(found) for found in await self._session.scalars(newest)]

    async def bases(self, wanted: OfferFilters) -> Sequence[str]:
        """The bases that the documents of offers of these boards are in."""
        chosen = select(Board.base_id).where(
            owned_by(self._principal, Board.owner_id), Board.base_id.is_not(None)
        )
        if wanted.boards:
            chosen = chosen.where(self._is_board(wanted.boards))
        return [str(found) for found in await self._session.scalars(chosen.order_by(Board.name))]

    async def erase(self, offer_ids: Collection[str]) -> None:
        """Delete offers; syncs pass them over from now on, until their boards change them."""
        for batch in batches(sorted(offer_ids)):
            mine = (self._visible, Offer.id.in_(batch))
            chosen = select(Offer.board_id, Offer.source_id, Offer.digest).where(*mine)
            marks = [
                {"board_id": board_id, "source": hashed(source_id), "digest": digest}
                for board_id, source_id, digest in await self._session.execute(chosen)
            ]
            await self._session.execute(delete(Offer).where(*mine))
            if marks:
                # Of one that was erased before, and came back, there is a mark already.
                same = tuple_(ErasedOffer.board_id, ErasedOffer.source)
                pairs = [(mark["board_id"], mark["source"]) for mark in marks]
                await self._session.execute(delete(ErasedOffer).where(same.in_(pairs)))
                await self._session.execute(insert(ErasedOffer), marks)

    def _is_board(self, references: Sequence[str]) -> ColumnElement[bool]:
        own = Board.owner_id == self._principal.user_id
        return or_(Board.id.in_(references), own & Board.name.in_(references))

    def _narrowing(self, wanted: OfferFilters) -> Iterator[ColumnElement[bool]]:
        yield self._visible
        if wanted.boards:
            yield Offer.board_id.in_(select(Board.id).where(self._is_board(wanted.boards)))
        for column, values in (
            (Offer.state, (wanted.state,) if wanted.state else ()),
            (Offer.contract, wanted.contracts),
            (Offer.remote, wanted.remote),
            (Offer.salary_currency, (wanted.currency,) if wanted.currency else ()),
        ):
            if values:
                yield column.in_(values)
        yield from _of_names(wanted)
        yield from _of_amounts(wanted)


def _of_names(wanted: OfferFilters) -> Iterator[ColumnElement[bool]]:
    places = cast(Offer.locations, String)  # the JSON as it is written, where keys stand in order
    if wanted.countries:
        yield or_(*(places.like(f'%"country": "{code}"%') for code in wanted.countries))
    if wanted.cities:
        keys = [folded(city) for city in wanted.cities]
        ends = (pattern for key in keys for pattern in (f'%"key": "{key}"%', f'%"key": "{key} %'))
        yield or_(*(places.like(pattern) for pattern in ends))
    for column, parts in (
        (Offer.company, wanted.companies),
        (Offer.title, wanted.titles),
        (Offer.sector, wanted.sectors),
    ):
        if parts:
            yield or_(*(_holds(column, part) for part in parts))


def _of_amounts(wanted: OfferFilters) -> Iterator[ColumnElement[bool]]:
    if wanted.posted_since is not None:
        yield _when >= wanted.posted_since.astimezone(UTC)
    if wanted.posted_before is not None:
        yield _when < wanted.posted_before.astimezone(UTC)
    if wanted.least_salary is not None:
        yield Offer.salary_yearly >= wanted.least_salary
    if wanted.most_salary is not None:
        yield Offer.salary_yearly <= wanted.most_salary


def _holds(column: Any, part: str) -> ColumnElement[bool]:
    """Whether a name holds a part, in small letters or large: SQLite knows the English."""
    writings = dict.fromkeys((part, part.lower(), part.upper(), part.capitalize(), part.title()))
    return or_(*(column.icontains(writing, autoescape=True) for writing in writings))


def place_of(offer: Offer) -> str:
    """Where an offer stands in a list, for ``after``; also when it is not there any more."""
    when = (offer.posted_at or offer.first_seen_at).astimezone(UTC)
    return f"{when.isoformat()}_{offer.id}"


def _read_place(text: str) -> tuple[datetime, str]:
    when, _, offer_id = text.partition("_")
    try:
        return datetime.fromisoformat(when).astimezone(UTC), offer_id
    except (ValueError, OverflowError) as error:
        msg = f"“{text[:80]}” is not the place of an offer in a list; take “next” of a page."
        raise OfferCursorInvalid(msg) from error
