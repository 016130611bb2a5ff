"""An answer from the passages that a search finds, or that it is not in them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from folioscope.backends.llms.port import Passage
from folioscope.failpoints import failpoint
from folioscope.features.chat.abstention import abstain, weak
from folioscope.features.chat.asked import Asked
from folioscope.features.chat.budget import Draft, Fitted, fit
from folioscope.features.chat.everything import everything
from folioscope.features.chat.speaking import Spoken, speak
from folioscope.features.chat.told import Told, say, show_sources
from folioscope.features.chat.way import Way
from folioscope.features.extractive.question import language
from folioscope.features.extractive.wording import NOTHING
from folioscope.features.grounding.checking import known
from folioscope.features.grounding.shown import listed
from folioscope.features.search.hits import Found, Hit
from folioscope.features.search.hybrid import search


async def from_passages(way: Way, sources: tuple[Found, Fitted]) -> Told:
    """Let the model answer from what was found, if that makes sense."""
    run, asked = way.run, way.asked
    found, fitted = sources
    failpoint("chat.retrieved")
    notes = [asdict(note) for note in found.notes]
    if asked.mode == "strict" and await asyncio.to_thread(weak, asked.standing.text, found.hits):
        # Only the nearest are shown, and numbered as they are named.
        near = [near.hit for near in abstain(asked.standing.text, found.hits).sources]
        await show_sources(run, [listed(n, hit) for n, hit in enumerate(near, start=1)], notes)
        await run.stage("answering")
        return replace(await _abstained(way, near), is_makeshift=bool(found.notes))
    shown = [passage.number for passage in fitted.prompt.passages]
    await show_sources(run, [listed(n, found.hits[n - 1]) for n in shown], notes)
    await run.stage("answering")
    spoken = await speak(run, way.llm, fitted)
    is_makeshift = bool(found.notes or spoken.notes or spoken.is_cut)
    if spoken.abstained or run.text == NOTHING[language(asked.standing.text)]:
        told = await _abstained(way, found.hits)
        return replace(told, usage=spoken.usage, is_makeshift=is_makeshift)
    asked_of = {one.number: found.hits[one.number - 1] for one in spoken.prompt.passages}
    noticed = _noticed(spoken)
    return Told(way.llm.name, asked_of, spoken.usage, grounding=noticed, is_makeshift=is_makeshift)


def _noticed(spoken: Spoken) -> dict[str, Any]:
    """What is told of an answer only where there is something to tell."""
    cut = {"is_cut": True} if spoken.is_cut else {}
    return {**cut, "notes": [asdict(note) for note in spoken.notes]} if spoken.notes else cut


async def _abstained(way: Way, hits: Sequence[Hit]) -> Told:
    """Say, or go on to say, that the answer is not there, and what comes nearest."""
    told = abstain(way.asked.standing.text, hits)
    await say(way.run, told.text.removeprefix(way.run.text))
    places = ((near.number, near.hit, near.start, near.end) for near in told.sources)
    checked = known(await way.exactly(places), len(hits))
    return Told(way.llm.name, checked=checked, grounding={"abstained": True})


async def sources_of(way: Way) -> tuple[Found, Fitted]:
    """All that there is, where that is wanted and fits the model; else what a search finds."""
    searcher, principal, wanted = way.answering.searcher, way.run.principal, way.wanted
    if way.answering.context == "everything":
        hits = await everything(searcher.database, principal, wanted, way.llm)
        if hits:
            fitted = await fit(way.llm, _draft(way.asked, hits))
            if not fitted.passages_left_out:
                return Found(hits), fitted
    found = await search(searcher, principal, wanted)
    hits = tuple(_best(found.hits, way.answering.reach(way.llm).letters))
    return replace(found, hits=hits), await fit(way.llm, _draft(way.asked, hits))


def _draft(asked: Asked, hits: Sequence[Hit]) -> Draft:
    passages = [
        Passage(number, hit.document, hit.path, hit.page, hit.kb, hit.text)
        for number, hit in enumerate(hits, start=1)
    ]
    return Draft(asked.question, asked.history, passages, asked.mode, standing=asked.standing.text)


def _best(hits: Sequence[Hit], letters: int) -> Iterator[Hit]:
    """The best hits that have so many letters together; those of CVs are short, and more."""
    for hit in hits:
        yield hit
        letters -= len(hit.text)
        if letters <= 0:
            break
