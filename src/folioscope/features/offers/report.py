"""The figures of many offers, from the database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from folioscope.features.knowledge.fact_keys import COUNTRIES, SKILLS
from folioscope.features.knowledge.fact_lines import Piece
from folioscope.features.knowledge.fact_mentions import Names, mentions
from folioscope.features.offers.export import pages_of
from folioscope.features.offers.filters import OfferFilters
from folioscope.features.offers.report_figures import Counted, Figures, figures_of
from folioscope.features.offers.tables import Offer
from folioscope.features.sections.folding import fold
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal

MOST_READ = 1_000  # offers, the newest, whose texts are looked through for skills
MOST_TEXT = 6_000  # characters of each
_WRITTEN = {
    name.key: name.written
    for names in SKILLS.values()
    for name in names
    if fold(name.written) == name.key
}
_COUNTRY_NAMES = {code: name.title() for name, code in reversed(list(COUNTRIES.items()))}


async def count_offers(database: Database, principal: Principal, wanted: OfferFilters) -> Figures:
    """The figures of the offers that fit."""
    counted: list[Counted] = []
    async for page in pages_of(database, principal, wanted):
        left = max(0, MOST_READ - len(counted))
        counted += await asyncio.to_thread(_counted, page[:left], reads=True)
        counted += await asyncio.to_thread(_counted, page[left:], reads=False)
    return await asyncio.to_thread(figures_of, counted)


def _counted(offers: Sequence[Offer], *, reads: bool) -> list[Counted]:
    return [
        Counted(
            country=_COUNTRY_NAMES.get(offer.country or "", offer.country),
            company=offer.company,
            sector=offer.sector,
            contract=offer.contract,
            remote=offer.remote,
            posted_at=offer.posted_at,
            salary_yearly=offer.salary_yearly,
            salary_currency=offer.salary_currency,
            skills=_skills(offer.text[:MOST_TEXT]) if reads else None,
        )
        for offer in offers
    ]


def _skills(text: str) -> frozenset[str]:
    found = mentions(Piece(0, 0, len(text), text), Names())
    return frozenset(_WRITTEN.get(key, key) for key, _ in found)
