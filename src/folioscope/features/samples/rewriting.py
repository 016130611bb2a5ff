"""Let language models word CVs: one writes, a second may rewrite; what is not true is not taken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Any

from folioscope.backends.llms.port import ChatMessage, LanguageModel, Prompt
from folioscope.errors import BackendBusy
from folioscope.features.samples.generate import as_json
from folioscope.features.samples.truth import Person
from folioscope.features.samples.wording_truth import why_untrue
from folioscope.features.samples.wordings import (
    MANNERS,
    TONE,
    prompt_for,
    read_wording,
    reworded,
)

ATTEMPTS = 2
LONGEST_ANSWER = 20_000  # characters
SECONDS = 180.0  # for one answer
AGAIN = "That was not right: {why}. Answer once more, with all facts kept and none added."


@dataclass(frozen=True)
class Wordsmiths:
    """Who writes, who rewrites if anybody does, and how many CVs are worded at the same time."""

    writer: LanguageModel
    rewriter: LanguageModel | None = None
    at_once: int = 4

    @property
    def names(self) -> str:
        """Both, for the record."""
        second = f" + {self.rewriter.name}" if self.rewriter else ""
        return f"{self.writer.name}{second}"


def reworded_people(
    people: Iterator[Person], smiths: Wordsmiths, kept: Mapping[str, Person], runner: asyncio.Runner
) -> Iterator[Person]:
    """People in their order, each CV worded by the models; ``kept`` are those of an earlier time.

    ``facts.wording`` tells by whom, in which manner, and which CVs stayed as they were drawn.
    """
    people = iter(people)
    while batch := list(islice(people, smiths.at_once)):
        yield from runner.run(_together(batch, smiths, kept))


def key_of(person: Person, smiths: Wordsmiths) -> str:
    """What a CV is kept under: the one that was drawn, and who words it."""
    return sha256(f"{smiths.names}\n{as_json(person.resume)}".encode()).hexdigest()


async def _together(
    batch: Sequence[Person], smiths: Wordsmiths, kept: Mapping[str, Person]
) -> list[Person]:
    keys = [key_of(person, smiths) for person in batch]
    tasks = [
        _kept(kept[key]) if key in kept else _reword(person, smiths, key)
        for person, key in zip(batch, keys, strict=True)
    ]
    return await asyncio.gather(*tasks)


async def _kept(person: Person) -> Person:
    return person


async def _reword(person: Person, smiths: Wordsmiths, key: str) -> Person:
    manner = list(MANNERS)[int(key[:8], 16) % len(MANNERS)]
    told: dict[str, Any] = {"key": key, "by": smiths.names, "manner": manner, "rounds": 0}
    resume = person.resume
    models = [(smiths.writer, MANNERS[manner])]
    if smiths.rewriter is not None:
        models.append((smiths.rewriter, TONE))
    for model, wish in models:
        found, why = await _ask(model, resume, wish)
        if why:
            told["refused"] = why
            break
        resume = found
        told["rounds"] += 1
    return Person(resume, {**person.facts, "wording": told})


async def _ask(
    model: LanguageModel, resume: dict[str, Any], manner: str
) -> tuple[dict[str, Any], str]:
    """The CV in other words, or why none of the attempts was taken."""
    prompt = prompt_for(resume, manner)
    why = ""
    for _ in range(ATTEMPTS):
        answer = await _answer(model, prompt)
        try:
            wording = read_wording(answer)
            why = why_untrue(wording, resume)
        except ValueError:
            why = "it is not the JSON that was asked for"
        else:
            if not why:
                return reworded(resume, wording), ""
        again = (
            ChatMessage("assistant", answer[:LONGEST_ANSWER]),
            ChatMessage("user", AGAIN.format(why=why)),
        )
        prompt = replace(prompt, messages=(*prompt.messages[:2], *again))
    return resume, why


async def _answer(model: LanguageModel, prompt: Prompt) -> str:
    """The whole answer, "" if it is too long or too late; where the model fails, that is raised."""
    pieces: list[str] = []
    try:
        async with asyncio.timeout(SECONDS), aclosing(model.stream(prompt)) as stream:
            async for delta in stream:
                pieces.append(delta.text)
                if sum(map(len, pieces)) > LONGEST_ANSWER:
                    return ""
    except TimeoutError:
        return ""
    except BackendBusy:
        if not pieces:
            raise
        return ""
    return "".join(pieces)
