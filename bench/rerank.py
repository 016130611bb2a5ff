"""Whether late interaction betters the order of a search, how deep, and with what weight.

    python bench/rerank.py [--sets cranfield people-en ...] [--most N]

Takes in the sets of ``quality.py``, scores the best 30 passages of every search by the tokens of
the embedding model, and mixes those scores with the search's own in many ways. One is chosen on
one half of the questions, each set counting as one; the table shows those that were held back.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from quality import first, take_in
from quality_sets import NAMES, QuestionSet, is_held_back, read_set, score
from reporting import print_heading

from folioscope.backends.bert.port import TextTokens, TokenVectors
from folioscope.backends.registry import load
from folioscope.backends.rerankers.port import Reranker
from folioscope.features.search.candidates import Candidates
from folioscope.features.search.fusion import fuse
from folioscope.features.search.halves import Asked, rank
from folioscope.features.search.hits import Hit
from folioscope.features.search.places import open_bases
from folioscope.features.search.wanted import Wanted
from folioscope.platform.indexes.languages import language_of
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

SETS = ("cranfield", "cacm", "xquad-dev-en", "people-en", "piaf-dev-fr", "xquad-dev-es")
DEPTH = 100
JUDGED = 30
DEPTHS = (10, 20, 30)
WEIGHTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 1.0)
Scores = NDArray[np.float32]
Way = tuple[int, float]
"""How many passages are judged, and how much that counts."""

ALONE: Way = (20, 1.0)
IN_USE: Way = (20, 0.3)


class Remembering:
    """Token vectors of passages, each computed once for all questions of a set."""

    def __init__(self, model: TokenVectors) -> None:
        self._model = model
        self._known: dict[str, TextTokens] = {}
        self.languages = model.languages

    def token_vectors(self, texts: Sequence[str]) -> list[TextTokens]:
        """The tokens of each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(new, self._model.token_vectors(new), strict=True))
        return [self._known[text] for text in texts]


@dataclass(frozen=True)
class Searched:
    """The passages that a question found, and what the reranker made of the best."""

    documents: Sequence[str]
    found: Scores
    judged: Scores
    is_understood: bool

    def order(self, way: Way, *, gated: bool) -> list[str]:
        """The documents, best first, each once."""
        depth, weight = way
        best = min(depth, len(self.judged))
        order = list(range(len(self.documents)))
        if best and (self.is_understood or not gated):
            found, judged = spread(self.found[:best]), spread(self.judged[:best])
            mixed = weight * judged + (1 - weight) * found
            order[:best] = np.argsort(-mixed, kind="stable").tolist()
        return list(dict.fromkeys(self.documents[at] for at in order))


@dataclass(frozen=True)
class Judged:
    """A set with all of its questions searched."""

    questions: QuestionSet
    searched: Mapping[str, Searched]

    def score(self, way: Way | None, *, held_back: bool, gated: bool = True) -> float:
        """Mean nDCG@10; without a way, of the search alone."""
        return mean(
            score(each.order(way or (0, 0.0), gated=gated), self.questions.relevant[id_]).ndcg
            for id_, each in self.searched.items()
            if is_held_back(id_) == held_back
        )


def spread(scores: Scores) -> Scores:
    """From 0, the least of them, to 1, the most; as a search does it."""
    least, most = float(scores.min()), float(scores.max())
    return (scores - least) / (most - least) if most > least else np.zeros_like(scores)


async def found(folioscope: Folioscope, base: str, question: str) -> list[Hit]:
    """The passages of the two halves together."""
    searcher = folioscope.searcher
    bases, _ = await open_bases(
        searcher.database, searcher.indexes, LOCAL, Wanted(question, [base])
    )
    asked = Asked(question, DEPTH)
    halves = await rank(searcher.embeddings, searcher.indexes.dense, asked, bases)
    fused = fuse(halves.meaning, halves.words, DEPTH)
    return await Candidates(searcher.database, LOCAL, bases, fused).next(DEPTH)


def searched(reranker: Reranker, question: str, hits: Sequence[Hit]) -> Searched:
    """What is found, with the scores of both."""
    language = language_of(question)
    knows = reranker.languages
    return Searched(
        documents=[hit.document for hit in hits],
        found=np.array([hit.score for hit in hits], np.float32),
        judged=reranker.scores(question, [hit.searchable for hit in hits[:JUDGED]]),
        is_understood=language is None or knows is None or language in knows,
    )


async def judged(folioscope: Folioscope, one: QuestionSet) -> Judged:
    """All questions of a set."""
    tokens = Remembering(
        folioscope.searcher.embeddings.token_model(folioscope.settings.embedding_model)
    )
    reranker: Reranker = load("rerankers", "late-interaction")(lambda: tokens)
    questions = {}
    for id_, text in one.questions.items():
        questions[id_] = searched(reranker, text, await found(folioscope, one.name, text))
    print(f"<!-- {one.name}: {len(questions)} questions -->", flush=True)
    return Judged(one, questions)


async def collect(data_dir: Path, sets: Sequence[QuestionSet]) -> list[Judged]:
    """All sets."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        return [await judged(folioscope, one) for one in sets]


def choose(sets: Sequence[Judged]) -> list[tuple[float, Way]]:
    """Ways with the mean score of the questions that choose, best first."""
    tried = [
        (mean(one.score(way, held_back=False) for one in sets), way)
        for way in product(DEPTHS, WEIGHTS)
    ]
    return sorted(tried, key=lambda each: -each[0])


def print_held_back(sets: Sequence[Judged], chosen: Way) -> None:
    """Print what the questions say by which nothing was chosen."""
    print("\nnDCG@10 of the questions held back\n")
    print("| set | search alone | its order alone | in use | chosen here | in any language |")
    print("| --- | --- | --- | --- | --- | --- |")
    rows = [
        (
            one.score(None, held_back=True),
            one.score(ALONE, held_back=True, gated=False),
            one.score(IN_USE, held_back=True),
            one.score(chosen, held_back=True),
            one.score(IN_USE, held_back=True, gated=False),
        )
        for one in sets
    ]
    named = [(one.questions.name, row) for one, row in zip(sets, rows, strict=True)]
    for name, row in [*named, ("mean", tuple(map(mean, zip(*rows, strict=True))))]:
        print(f"| {name} | {' | '.join(f'{figure:.4f}' for figure in row)} |")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", nargs="*", choices=NAMES, default=SETS)
    parser.add_argument("--most", type=int, default=100, help="questions of a set")
    options = parser.parse_args()
    print_heading("Late interaction", "openvino", "faiss-cpu", "tantivy")
    with tempfile.TemporaryDirectory() as folder:
        read = [read_set(name, Path(folder)) for name in options.sets]
        sets = [first(one, options.most) for one in read if one is not None]
        take_in(Path(folder), sets)
        measured = asyncio.run(collect(Path(folder), sets))
    tried = choose(measured)
    alone = mean(one.score(None, held_back=False) for one in measured)
    print(f"\nnDCG@10, mean over the sets, of the questions that choose; {alone:.4f} without\n")
    print("| passages | weight | nDCG@10 |\n| --- | --- | --- |")
    for figure, (depth, weight) in tried[:8]:
        print(f"| {depth} | {weight} | {figure:.4f} |")
    print_held_back(measured, tried[0][1])


if __name__ == "__main__":
    main()
