"""What a run that answers has at hand: what was asked, who answers, and what on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.llms.port import LanguageModel
from folioscope.features.chat.asked import Asked
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.features.grounding.shown import listed, placed
from folioscope.features.search.hits import Hit
from folioscope.features.search.hybrid import Searcher
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Wanted
from folioscope.platform.runs.attempt import RunContext


@dataclass(frozen=True)
class Reach:
    """How much is retrieved for an answer: so many passages, of so many letters together."""

    passages: int
    letters: int


@dataclass(frozen=True)
class Answering:
    """What answering stands on.

    ``context`` says whether a model is shown what a search finds, or everything if it fits;
    ``keeps`` whether answers are kept for equal questions.
    """

    searcher: Searcher
    llms: LanguageModels
    reach: Callable[[LanguageModel], Reach]
    context: Literal["search", "everything"] = "search"
    keeps: bool = True


@dataclass(frozen=True)
class Way:
    """A run that answers a question, on what, and by whom where a model is wanted."""

    run: RunContext
    answering: Answering
    llm: LanguageModel
    asked: Asked

    @property
    def wanted(self) -> Wanted:
        """The search for it."""
        asked = self.asked
        reach = self.answering.reach(self.llm)
        return Wanted(
            asked.standing.text, bases=asked.bases, k=reach.passages, filters=asked.filters
        )

    @property
    def is_extractive(self) -> bool:
        """Whether no language model answers."""
        return isinstance(self.llm, ExtractiveAnswerer)

    async def exactly(self, places: Iterable[tuple[int, Hit, int, int]]) -> list[dict[str, Any]]:
        """Citations of words whose places are known: ``hit.text[start:end]`` under a number."""
        told = list(places)
        async with self.answering.searcher.database.read() as session:
            hits = [hit for _, hit, _, _ in told]
            lines = await Passages(session, self.run.principal).lines(hits)
        return [
            {
                **listed(number, hit),
                **placed(hit, start, end, lines.get(hit.chunk_id, ())),
                "verified": True,
            }
            for number, hit, start, end in told
        ]
