"""How well the search finds: by words, by meaning, by both, and reranked, on sets of questions.

    python bench/quality.py [--sets cranfield people-en ...] [--most N] [--reranked N]

Every set is taken in through the command line, each record a document; a document stands where
its best passage does. Next to it stand the figures of other systems. Reranking takes long, so it is
tried on the first questions of each set. The invented people are made here; the other sets are not
part of this repository, and are left out where they are absent.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import mean

from program import run
from quality_sets import NAMES, SHARED, QuestionSet, Score, is_held_back, read_set, score
from reporting import print_heading
from sqlalchemy import select

from folioscope.backends.vectors.port import Ranking, merged
from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase
from folioscope.features.search.halves import Asked, rank
from folioscope.features.search.hybrid import Searcher, search
from folioscope.features.search.places import open_bases
from folioscope.features.search.wanted import Wanted
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope

PASSAGES = 100  # enough to have ten documents among them
WAYS = ("words", "meaning", "hybrid")
RERANKED = "reranked"
OTHERS = ("BM25", "bm25s", "MiniLM", "RRF")

Scores = dict[str, dict[str, Score]]
"""By way of searching and question."""


@dataclass(frozen=True)
class Asking:
    """A base that is asked, and its documents by their passages."""

    searcher: Searcher
    base: str
    documents: Mapping[int, str]
    reranked: int

    async def scores(self, questions: QuestionSet) -> Scores:
        """What each way of searching makes of each question."""
        found: Scores = {way: {} for way in (*WAYS, RERANKED)}
        for number, (id_, text) in enumerate(questions.questions.items()):
            words, meaning = await self._halves(text)
            orders = {"words": words, "meaning": meaning, "hybrid": await self._found(text)}
            if number < self.reranked:
                orders[RERANKED] = await self._found(text, rerank=True)
            for way, documents in orders.items():
                found[way][id_] = score(documents, questions.relevant[id_])
        return found

    async def _halves(self, query: str) -> tuple[list[str], list[str]]:
        wanted = Wanted(query, bases=[self.base])
        searcher = self.searcher
        bases, _ = await open_bases(searcher.database, searcher.indexes, LOCAL, wanted)
        asked = Asked(query, PASSAGES)
        halves = await rank(searcher.embeddings, searcher.indexes.dense, asked, bases)
        meaning = [each.ranking for each in halves.meaning]
        return self._documents(halves.words.rankings), self._documents(meaning)

    def _documents(self, rankings: Sequence[Ranking]) -> list[str]:
        ids = merged(rankings, PASSAGES).ids.tolist()
        return list(dict.fromkeys(self.documents[id_] for id_ in ids))

    async def _found(self, query: str, *, rerank: bool = False) -> list[str]:
        wanted = Wanted(query, bases=[self.base], k=PASSAGES, rerank=rerank)
        found = await search(self.searcher, LOCAL, wanted)
        # A passage that several documents share is shown once, and found in each of them.
        names = ((hit.document, *(each.document for each in hit.duplicates)) for hit in found.hits)
        return list(dict.fromkeys(name for both in names for name in both))


def take_in(data_dir: Path, sets: Sequence[QuestionSet]) -> None:
    """Make a base of each set."""
    for one in sets:
        run(data_dir, "kb", "create", one.name)
        run(data_dir, "kb", "add", one.name, str(one.source))


def first(one: QuestionSet, most: int | None) -> QuestionSet:
    """A set with only the first of its questions."""
    return replace(one, questions=dict(islice(one.questions.items(), most)))


async def documents_of(searcher: Searcher, base: str) -> dict[int, str]:
    """The name of the document of each passage."""
    chosen = (
        select(Chunk.id, Document.name)
        .join(Document, Document.id == Chunk.document_id)
        .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
        .where(KnowledgeBase.name == base)
    )
    async with searcher.database.read() as session:
        return {row[0]: row[1] for row in await session.execute(chosen)}


async def measure(data_dir: Path, sets: Sequence[QuestionSet], reranked: int) -> dict[str, Scores]:
    """The scores of all sets."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        measured = {}
        for one in sets:
            documents = await documents_of(folioscope.searcher, one.name)
            asking = Asking(folioscope.searcher, one.name, documents, reranked)
            measured[one.name] = await asking.scores(one)
            print(f"<!-- {one.name}: {len(one.questions)} questions -->", flush=True)
        return measured


def baselines() -> dict[str, list[str]]:
    """The figures of other systems by set, as they are written down beside the data."""
    path = SHARED / "reference" / "retrieval-baselines.md"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows if len(row) == 5 and re.match(r"\.\d+ / ", row[1])}


def told(scores: Sequence[Score]) -> str:
    """Means of the three figures."""
    means = (mean(getattr(each, of) for each in scores) for of in ("ndcg", "recall", "mrr"))
    return " / ".join(f"{figure:.3f}".lstrip("0") for figure in means)


def print_all(measured: Mapping[str, Scores]) -> None:
    """Print the figures of all questions, beside those of other systems."""
    others = baselines()
    print("\nnDCG@10 / Recall@10 / MRR@10 of all questions\n")
    print(f"| set | {' | '.join(WAYS)} | {' | '.join(OTHERS)} |")
    print("| --- " * (1 + len(WAYS) + len(OTHERS)) + "|")
    for name, scores in measured.items():
        own = " | ".join(told(list(scores[way].values())) for way in WAYS)
        print(f"| {name} | {own} | {' | '.join(others.get(name, [''] * len(OTHERS)))} |")


def print_held_back(measured: Mapping[str, Scores]) -> None:
    """Print how hybrid search stands beside its halves, on questions that chose nothing."""
    print("\nnDCG@10 of the questions held back\n")
    print(f"| set | {' | '.join(WAYS)} | hybrid beside the better half |")
    print("| --- " * (2 + len(WAYS)) + "|")
    means: list[dict[str, float]] = []
    for name, scores in measured.items():
        means.append({way: held_back(scores[way]) for way in WAYS})
        print(f"| {name} | {_row(means[-1])} |")
    whole = {way: mean(each[way] for each in means) for way in WAYS}
    print(f"| mean | {_row(whole)} |", flush=True)


def held_back(scores: Mapping[str, Score]) -> float:
    """Mean nDCG of those questions."""
    return mean(each.ndcg for id_, each in scores.items() if is_held_back(id_))


def _row(figures: Mapping[str, float]) -> str:
    better = max(figures["words"], figures["meaning"])
    cells = [f"{figures[way]:.3f}".lstrip("0") for way in WAYS]
    return " | ".join([*cells, f"{100 * (figures['hybrid'] / better - 1):+.1f} %"])


def print_reranked(measured: Mapping[str, Scores]) -> None:
    """Print what reranking changes, on the questions that it was tried on."""
    print("\nnDCG@10 of the first questions of each set\n")
    print("| set | questions | hybrid | reranked |\n| --- | --- | --- | --- |")
    for name, scores in measured.items():
        tried = scores[RERANKED]
        figures = [mean(scores[way][id_].ndcg for id_ in tried) for way in ("hybrid", RERANKED)]
        cells = " | ".join(f"{figure:.3f}".lstrip("0") for figure in figures)
        print(f"| {name} | {len(tried)} | {cells} |")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--most", type=int, help="questions of a set, for a quick look")
    parser.add_argument("--reranked", type=int, default=50, help="questions that are also reranked")
    options = parser.parse_args()
    print_heading("Retrieval quality", "openvino", "faiss-cpu", "tantivy")
    with tempfile.TemporaryDirectory() as folder:
        found = [read_set(name, Path(folder)) for name in options.sets]
        sets = [first(one, options.most) for one in found if one is not None]
        take_in(Path(folder), sets)
        measured = asyncio.run(measure(Path(folder), sets, options.reranked))
    print_all(measured)
    print_held_back(measured)
    if options.reranked:
        print_reranked(measured)


if __name__ == "__main__":
    main()
