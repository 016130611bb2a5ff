"""All that a CV states of what is asked about one person, each thing with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from folioscope.features.extractive.question import language
from folioscope.features.knowledge.fact_months import month_of
from folioscope.features.knowledge.repository import Bases
from folioscope.features.pool.answering import PoolAnswer
from folioscope.features.pool.comparison import stated_by
from folioscope.features.pool.of_one import asked_for, said_first
from folioscope.features.pool.one_person import asked_of_one
from folioscope.features.pool.records import Records
from folioscope.features.pool.sources import Sources
from folioscope.features.pool.vocabulary import is_named, phrase
from folioscope.features.search.wanted import Wanted
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


async def answer_about_one(
    database: Database, principal: Principal, wanted: Wanted, today: date | None = None
) -> PoolAnswer | None:
    """The answer; None if it is not asked of one, or it is not clear of whom, or nothing is stated.

    Two people of one name are not clear: a search shows both.
    """
    asked = asked_of_one(wanted.query)
    if asked is None or wanted.filters.sections:
        return None
    async with database.read() as session:
        bases = await Bases(session, principal).choose(wanted.bases)
        month = month_of(today or now().date())
        records = Records(session, principal, [base.id for base in bases], month)
        read, _ = await records.holders(wanted.filters)
        named = [holder for holder in read if is_named(asked.name, [phrase(holder.name)])]
        if len(named) != 1:
            return None
        (person,) = await records.whole(named)
        facts = asked_for(person, asked)
        if not facts:
            return None
        sources = Sources(await records.spans([named[0].document_id]))
        told = language(wanted.query), month
        shown = replace(person, facts=tuple(facts))
        text = said_first(asked, facts, told[0]) + stated_by(shown, asked.kind, sources, told)
        hits = await records.hits(sources.chunk_ids)
    if len(hits) != len(sources.chunk_ids):
        return None  # the document went meanwhile
    return PoolAnswer(text, tuple(hits), sources.verified, {})
