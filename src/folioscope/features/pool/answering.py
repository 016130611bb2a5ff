"""Answers to questions over a pool, from its records: complete, counted, each with its place."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from folioscope.features.grounding.citations import Verified
from folioscope.features.knowledge.fact_months import month_of
from folioscope.features.knowledge.fact_repository import Holder
from folioscope.features.knowledge.repository import Bases
from folioscope.features.pool.comparison import by_group, group_table, kind_of_group, side_by_side
from folioscope.features.pool.people import Match, matches, ranked
from folioscope.features.pool.query import PoolQuery
from folioscope.features.pool.questions import may_be_of_pool, read_pool_question
from folioscope.features.pool.records import Records
from folioscope.features.pool.sources import Sources
from folioscope.features.pool.text import (
    MOST_LISTED,
    Tally,
    Unread,
    answer_text,
    opening,
    understood,
    why_unread,
)
from folioscope.features.pool.vocabulary import is_named, phrase
from folioscope.features.search.hits import Hit
from folioscope.features.search.wanted import Wanted
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal

MOST_COMPARED = 5


@dataclass(frozen=True, slots=True)
class PoolAnswer:
    """An answer from records. ``hits[n - 1]`` is the passage of ``[n]``.

    ``verified`` are the exact words behind each number, ``grounding`` what ``final`` tells of it.
    """

    text: str
    hits: tuple[Hit, ...]
    verified: tuple[Verified, ...]
    grounding: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer before its passages are read: whom it names, or the groups it counts."""

    text: str
    sources: Sources
    count: int
    people: Sequence[Match] = ()
    groups: Sequence[tuple[str, int]] | None = None


async def answer_from_records(
    database: Database, principal: Principal, wanted: Wanted, today: date | None = None
) -> PoolAnswer | None:
    """The complete answer; None if it is no question over a pool, or not wholly understood."""
    filters = wanted.filters
    if filters.sections or len(filters.documents) == 1 or not may_be_of_pool(wanted.query):
        return None
    async with database.read() as session:
        bases = await Bases(session, principal).choose(wanted.bases)
        month = month_of(today or now().date())
        records = Records(session, principal, [base.id for base in bases], month)
        # All names of a large pool are looked at, which would keep the loop from its other work.
        vocabulary = await records.vocabulary()
        query = await asyncio.to_thread(read_pool_question, wanted.query, vocabulary)
        if query is None:
            return None
        read, unread = await records.holders(filters)
        told = await _tell(records, query, read, unread) if read else None
        if told is None:
            return None
        hits = await records.hits(told.sources.chunk_ids)
    if len(hits) != len(told.sources.chunk_ids):
        return None  # a document went meanwhile, and every number would mean another passage
    pool = _grounding(query, told, len(read), unread)
    grounding = {"pool": pool, "abstained": not told.count}
    return PoolAnswer(told.text, tuple(hits), told.sources.verified, grounding)


async def _tell(
    records: Records, query: PoolQuery, read: Sequence[Holder], unread: Sequence[Unread]
) -> _Told | None:
    if query.intent == "compare":
        return await _compare(records, query, read)
    if query.intent == "groups":
        return await _group(records, query, read, unread)
    return await _list(records, query, read, unread)


async def _list(
    records: Records, query: PoolQuery, read: Sequence[Holder], unread: Sequence[Unread]
) -> _Told:
    conditions = [one for clause in query.clauses for one in clause]
    people = await records.people(read, [*conditions, *filter(None, [query.measure])])
    find = ranked if query.intent == "most" else matches
    # A large pool would keep the loop from its other work.
    found = await asyncio.to_thread(find, query, people, records.this_month)
    shown = await records.with_names(found[:MOST_LISTED])
    ids = [match.person.holder.document_id for match in shown]
    sources = Sources(await records.spans(ids))
    every = [*shown, *found[MOST_LISTED:]]
    tally = Tally(query, every, len(read), unread)
    text = await asyncio.to_thread(answer_text, tally, sources)
    is_all = query.intent == "count" and not query.clauses
    return _Told(text, sources, len(found), () if is_all else every)


async def _compare(records: Records, query: PoolQuery, read: Sequence[Holder]) -> _Told | None:
    """Side by side; None where a name is that of too many."""
    chosen = {
        holder.document_id: holder
        for name in query.names
        for holder in read
        if is_named(name, [phrase(holder.name)])
    }
    if not 2 <= len(chosen) <= MOST_COMPARED:
        return None
    people = await records.whole(list(chosen.values()))
    sources = Sources(await records.spans(list(chosen)))
    text = side_by_side(people, sources, query.language, records.this_month)
    return _Told(text, sources, len(people), [Match(one, ()) for one in people])


async def _group(
    records: Records, query: PoolQuery, read: Sequence[Holder], unread: Sequence[Unread]
) -> _Told | None:
    if query.group is None:
        return None
    people = await records.stating(read, kind_of_group(query.group))
    rows = by_group(people, query.group, query.language)
    parts = [
        f"{opening(Tally(query, (), len(read), unread))}.",
        group_table(rows, query.group, query.language),
        why_unread(unread, query.language),
    ]
    return _Told("\n\n".join(filter(None, parts)), Sources({}), len(read), groups=rows)


def _grounding(
    query: PoolQuery, told: _Told, total: int, unread: Sequence[Unread]
) -> dict[str, Any]:
    return {
        "intent": query.intent,
        "understood": understood(query),
        "count": told.count,
        "total": total,
        "unread": [
            {"document_id": one.document_id, "path": one.path, "reason": one.reason or one.state}
            for one in unread
        ],
        "people": [_person(match, told.sources) for match in told.people],
        "groups": None if told.groups is None else [list(row) for row in told.groups],
    }


def _person(match: Match, sources: Sources) -> dict[str, Any]:
    """One of those who are named; ``n`` are the numbers of what bears it out, if it is shown."""
    holder = match.person.holder
    return {
        "document_id": holder.document_id,
        "name": holder.name,
        "path": holder.path,
        "n": sources.numbers(holder.document_id),
        "value": "; ".join(one.place.text for one in match.evidence) or None,
        "months": match.months,
    }
