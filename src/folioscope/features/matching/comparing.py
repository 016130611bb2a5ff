"""Résumés against offers: from what was asked for to everybody's place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.errors import Invalid
from folioscope.features.knowledge.repository import Bases
from folioscope.features.matching.career_reading import career_of
from folioscope.features.matching.matrix import Candidate, Match, match, ranked
from folioscope.features.matching.proofs import SourcePage
from folioscope.features.matching.repository import SourcePages
from folioscope.features.matching.service import (
    Demands,
    demands_of_all,
    demands_of_offers,
    demands_of_text,
)
from folioscope.features.offers.filters import OfferFilters
from folioscope.features.offers.repository import Offers
from folioscope.features.resumes.repository import ResumeNotFound, Resumes
from folioscope.features.resumes.service import (
    KnownProfile,
    profiles_of,
    read_all,
    resume_of_document,
    resumes_of_base,
)
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal

MOST_RESUMES, MOST_OFFERS = 2_000, 1_000
MOST_PAIRS = 20_000
AT_ONCE = 50  # résumés whose pages are held at the same time


class TooMuchToCompare(Invalid):
    """More résumés and offers than one comparison takes."""

    code = "too_much_to_compare"


class NothingToCompare(Invalid):
    """No résumé, or no offer, to compare."""

    code = "nothing_to_compare"


@dataclass(frozen=True, slots=True)
class JobText:
    """A job that is no offer of a board."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare.

    Résumés by their ids, by their documents, or all of the bases; the own one of the principal
    where none is named. Offers by their ids, or the newest that ``filters`` let through; or
    ``demands``. What goes on is counted up to ``this_month``, counted from year 0.
    """

    this_month: int
    resumes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kbs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    filters: OfferFilters | None = None
    job: JobText | None = None
    demands: Demands | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everybody's place, the best first, and what each job asks for."""

    this_month: int
    demands: tuple[Demands, ...]
    matches: tuple[Match, ...]


async def compare(database: Database, principal: Principal, wanted: Wanted) -> Comparison:
    """Judge every résumé by every offer.

    Résumés that were not read yet are read and stored first. Nothing is asked of a model, and the
    same résumés, offers and month give the same answer each time.
    """
    async with database.write() as session:
        resume_ids = await _resumes(session, principal, wanted)
    async with database.read() as session:
        demands = await _demands(session, principal, wanted)
    _check(len(resume_ids), len(demands))
    await read_all(database, principal, resume_ids)
    matches: list[Match] = []
    for first in range(0, len(resume_ids), AT_ONCE):
        async with database.read() as session:
            some = resume_ids[first : first + AT_ONCE]
            profiles = await profiles_of(session, principal, some)
            ids = [one.document_id for one in profiles if one.document_id]
            pages = await SourcePages(session, principal).of(ids)
        batch = [(one, pages.get(one.document_id or "", ())) for one in profiles]
        matches += await asyncio.to_thread(_matches, batch, demands, wanted.this_month)
    return Comparison(wanted.this_month, tuple(demands), tuple(ranked(matches)))


def _matches(
    batch: Sequence[tuple[KnownProfile, Sequence[SourcePage]]],
    demands: Sequence[Demands],
    this_month: int,
) -> list[Match]:
    found: list[Match] = []
    for known, pages in batch:
        career = career_of(known.profile, pages)
        candidate = Candidate(known.id, known.document_id, known.name)
        found += [match(candidate, career, each.job, this_month) for each in demands]
    return found


async def _resumes(session: Session, principal: Principal, wanted: Wanted) -> list[str]:
    """The ids of the résumés, each once; a name that is none is not found."""
    resumes = Resumes(session, principal)
    if not (wanted.resumes or wanted.documents or wanted.kbs):
        return [await resumes.own()]
    found = {kept.row.id for kept in await resumes.all(wanted.resumes)}
    for named in wanted.resumes:
        if named not in found:
            msg = f"There is no résumé “{named}”. See yours: folioscope cv list"
            raise ResumeNotFound(msg)
    ids = list(wanted.resumes)
    ids += [await resume_of_document(session, principal, each) for each in wanted.documents]
    if wanted.kbs:
        for base in await Bases(session, principal).choose(wanted.kbs):
            ids += await resumes_of_base(session, principal, base.id)
    return list(dict.fromkeys(ids))


async def _demands(session: Session, principal: Principal, wanted: Wanted) -> list[Demands]:
    demands = [] if wanted.demands is None else [wanted.demands]
    if wanted.job is not None:
        read = await asyncio.to_thread(demands_of_text, wanted.job.title, wanted.job.text)
        demands.append(read)
    demands += await demands_of_all(session, principal, wanted.offers)
    if wanted.filters is not None:
        newest = await Offers(session, principal).list(wanted.filters, MOST_OFFERS)
        others = [offer for offer in newest if offer.id not in wanted.offers]
        demands += await demands_of_offers(session, principal, others)
    return demands


def _check(resumes: int, offers: int) -> None:
    if not resumes or not offers:
        what = "résumé" if not resumes else "offer"
        msg = f"There is no {what} to compare. Name one, or a base or filters that have some."
        raise NothingToCompare(msg)
    if resumes > MOST_RESUMES or offers > MOST_OFFERS or resumes * offers > MOST_PAIRS:
        msg = (
            f"{resumes} résumés and {offers} offers are too much for one comparison; it takes "
            f"{MOST_PAIRS} pairs. Narrow either side."
        )
        raise TooMuchToCompare(msg)
