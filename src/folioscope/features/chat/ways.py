"""The ways to an answer: small talk, records, one that is kept, passages; the first that fits."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import asdict, replace
from typing import Any

from folioscope.failpoints import failpoint
from folioscope.features.chat.budget import Draft, fit
from folioscope.features.chat.from_passages import from_passages, sources_of
from folioscope.features.chat.kept_answers import Circumstances, Kept, Recalled, recall
from folioscope.features.chat.prompt import rules
from folioscope.features.chat.speaking import speak
from folioscope.features.chat.told import Told, say_whole, show_sources
from folioscope.features.chat.way import Way
from folioscope.features.extractive.question import language
from folioscope.features.follow_ups.small_talk import SmallTalk, reply, small_talk
from folioscope.features.grounding.checking import Checked, known
from folioscope.features.grounding.shown import listed
from folioscope.features.pool.about_one import answer_about_one
from folioscope.features.pool.answering import PoolAnswer, answer_from_records


async def tell(way: Way) -> Told:
    """Answer, as text of the run, in the first way that fits."""
    if (kind := small_talk(way.asked.question)) is not None:
        return await _small_talk(way, kind)
    standing = way.asked.standing
    rewritten = {} if standing.how == "as asked" else {"query": standing.text}
    await way.run.stage("retrieving", **rewritten)
    failpoint("chat.retrieving")
    database = way.answering.searcher.database
    counted = await answer_from_records(database, way.run.principal, way.wanted)
    if counted is None and way.is_extractive:
        counted = await answer_about_one(database, way.run.principal, way.wanted)
    if counted is not None:
        return await _from_records(way, counted)
    return await _from_kept_or_passages(way)


async def _from_kept_or_passages(way: Way) -> Told:
    """Search while it is looked up whether an answer is kept: mostly none is."""
    looking = asyncio.create_task(sources_of(way))
    try:
        recalled = await _recall(way)
        if recalled.kept is not None and way.run.input.get("cache", True):
            return await _again(way, recalled.kept)
        return replace(await from_passages(way, await looking), slot=recalled.slot)
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _small_talk(way: Way, kind: SmallTalk) -> Told:
    """A friendly word; nothing is looked up."""
    await show_sources(way.run, ())
    await way.run.stage("answering")
    if way.is_extractive or way.asked.mode == "strict":
        await say_whole(way.run, reply(kind, way.asked.question))
        return Told(way.llm.name, checked=known((), 0))
    draft = Draft(way.asked.question, way.asked.history, (), "hybrid")
    spoken = await speak(way.run, way.llm, await fit(way.llm, draft))
    if spoken.abstained:
        await say_whole(way.run, reply(kind, way.asked.question))
    return Told(way.llm.name, usage=spoken.usage, checked=known((), 0))


async def _from_records(way: Way, counted: PoolAnswer) -> Told:
    """What the records of all documents say; each number has its exact place already."""
    run = way.run
    hits = counted.hits
    await show_sources(run, [listed(n, hit) for n, hit in enumerate(hits, start=1)])
    await run.stage("answering")
    places = ((one.number, hits[one.number - 1], one.start, one.end) for one in counted.verified)
    citations = await way.exactly(places)
    await say_whole(run, counted.text)
    return Told("records", checked=known(citations, len(hits)), grounding=counted.grounding)


async def _recall(way: Way) -> Recalled:
    """The answer that is kept for the question, and where a new one would be."""
    if not way.answering.keeps:
        return Recalled(None)
    asked, reach = way.asked, way.answering.reach(way.llm)
    # A model answers in the language of what was asked, which was spelled out in that of before.
    told = language(asked.standing.text if way.is_extractive else asked.question)
    recipe = f"{rules('', asked.mode, '')} {reach} {way.answering.context} {told}"
    around = Circumstances(
        owner_id=way.run.owner_id,
        bases=asked.bases,
        filters=asdict(asked.filters),
        mode=asked.mode,
        answerer=way.answering.llms.named(way.run.input["model"]),
        recipe=hashlib.sha256(recipe.encode()).hexdigest(),
    )
    return await recall(way.answering.searcher, way.run.principal, asked.standing.text, around)


async def _again(way: Way, kept: Kept) -> Told:
    """An answer that was given before, with all that was found out about it then."""
    answer = kept.answer
    await way.run.stage("kept")
    unsaid: dict[str, Any] = {"quote": None, "verified": False, "boxes": []}
    await show_sources(way.run, [{**source, **unsaid} for source in answer["citations"]])
    await way.run.stage("answering")
    await say_whole(way.run, answer["text"])
    return Told(
        answer["grounding"]["answerer"],
        checked=Checked(answer["citations"], answer["grounding"]),
        grounding={"kept_from": kept.run_id},
    )
