"""Searching offers by meaning, among those that filters let through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from folioscope.features.offers.filters import OfferFilters
from folioscope.features.offers.repository import Offers
from folioscope.features.offers.tables import Offer
from folioscope.features.search.hits import Hit, Note
from folioscope.features.search.hybrid import Searcher, search
from folioscope.features.search.wanted import Filters, Wanted
from folioscope.platform.principal import Principal

MOST_NAMED = 2000  # documents that a search is told by name; more are sorted out afterwards
DEEP = 100  # passages that are looked at then
PASSAGES = 3  # of one offer


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """An offer that fits a query, with the passages that do, best first; the score is the best."""

    offer: Offer
    score: float
    passages: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class FoundOffers:
    """The offers, best first, and what could not be searched."""

    offers: Sequence[FoundOffer]
    notes: Sequence[Note] = ()


async def find_offers(
    searcher: Searcher, principal: Principal, query: str, wanted: OfferFilters, k: int
) -> FoundOffers:
    """The offers that fit best. Closed ones are in no index, so they are not found."""
    async with searcher.database.read() as session:
        offers = Offers(session, principal)
        bases = await offers.bases(wanted)
        named = None if wanted.takes_all_documents else await offers.documents(wanted, None)
    if not bases or named == []:
        return FoundOffers(())
    is_few = named is not None and len(named) <= MOST_NAMED
    asked = Wanted(
        query,
        bases=bases,
        k=min(DEEP, k * PASSAGES) if is_few or named is None else DEEP,
        filters=Filters(documents=tuple(named)) if named is not None and is_few else Filters(),
    )
    found = await search(searcher, principal, asked)
    allowed = None if named is None else frozenset(named)
    by_document: dict[str, list[Hit]] = {}
    for hit in found.hits:
        for document_id in _documents(hit):
            if allowed is None or document_id in allowed:
                by_document.setdefault(document_id, []).append(hit)
    async with searcher.database.read() as session:
        known = await Offers(session, principal).of_documents(by_document)
    best = [
        FoundOffer(known[document_id], hits[0].score, hits[:PASSAGES])
        for document_id, hits in by_document.items()
        if document_id in known
    ]
    return FoundOffers(best[:k], found.notes)


def _documents(hit: Hit) -> Iterator[str]:
    """The documents a hit stands for: offers of one text for many places are as many offers."""
    yield hit.document_id
    yield from (duplicate.document_id for duplicate in hit.duplicates)
