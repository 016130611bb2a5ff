"""How far meaning is to be trusted beside words: chosen on one half of the questions.

    python bench/fusion.py [--sets cranfield people-en ...] [--most N]

Takes in the sets of ``quality.py``, keeps the two halves of every search, and fuses them in many
ways. Of the questions that choose, each set counts as one, whatever its size; the table shows
those that were held back.
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

from quality import PASSAGES, documents_of, first, take_in
from quality_sets import NAMES, QuestionSet, is_held_back, read_set, score
from reporting import print_heading

from folioscope.features.search.fusion import TRUST, fuse
from folioscope.features.search.halves import Asked, Halves, rank
from folioscope.features.search.places import open_bases
from folioscope.features.search.wanted import Wanted
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

STEPS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
Trust = Mapping[bool | None, float]


@dataclass(frozen=True)
class Ranked:
    """The halves of every question of a set, and what the passages belong to."""

    questions: QuestionSet
    documents: Mapping[int, str]
    halves: Mapping[str, Halves]

    def score(self, trust: Trust, *, held_back: bool) -> float:
        """Mean nDCG@10 with that trust."""
        return mean(
            score(self._order(halves, trust), self.questions.relevant[id_]).ndcg
            for id_, halves in self.halves.items()
            if is_held_back(id_) == held_back
        )

    def _order(self, halves: Halves, trust: Trust) -> list[str]:
        fused = fuse(halves.meaning, halves.words, PASSAGES, trust)
        return list(dict.fromkeys(self.documents[each.id] for each in fused))


async def ranked(folioscope: Folioscope, one: QuestionSet) -> Ranked:
    """Both halves of every question."""
    searcher = folioscope.searcher
    halves = {}
    for id_, text in one.questions.items():
        bases, _ = await open_bases(
            searcher.database, searcher.indexes, LOCAL, Wanted(text, [one.name])
        )
        asked = Asked(text, PASSAGES)
        halves[id_] = await rank(searcher.embeddings, searcher.indexes.dense, asked, bases)
    return Ranked(one, await documents_of(searcher, one.name), halves)


async def collect(data_dir: Path, sets: Sequence[QuestionSet]) -> list[Ranked]:
    """The halves of all sets."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        return [await ranked(folioscope, one) for one in sets]


def choose(sets: Sequence[Ranked]) -> list[tuple[float, Trust]]:
    """Trusts with the mean score of the questions that choose, best first."""
    tried: list[tuple[float, Trust]] = []
    for known, unknown in product(STEPS, STEPS):
        if unknown <= known:
            trust = {True: known, None: (known + unknown) / 2, False: unknown}
            tried.append((mean(one.score(trust, held_back=False) for one in sets), trust))
    return sorted(tried, key=lambda each: -each[0])


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--most", type=int, help="questions of a set, for a quick look")
    options = parser.parse_args()
    print_heading("Trust in meaning", "openvino", "faiss-cpu", "tantivy")
    with tempfile.TemporaryDirectory() as folder:
        found = [read_set(name, Path(folder)) for name in options.sets]
        sets = [first(one, options.most) for one in found if one is not None]
        take_in(Path(folder), sets)
        measured = asyncio.run(collect(Path(folder), sets))
    tried = choose(measured)
    print("\nnDCG@10, mean over the sets, of the questions that choose\n")
    print("| knows the language | does not | nDCG@10 |\n| --- | --- | --- |")
    for figure, trust in tried[:8]:
        print(f"| {trust[True]} | {trust[False]} | {figure:.4f} |")
    print("\nnDCG@10 of the questions held back\n")
    print("| set | chosen here | in use |\n| --- | --- | --- |")
    for one in measured:
        cells = [f"{one.score(trust, held_back=True):.3f}" for trust in (tried[0][1], TRUST)]
        print(f"| {one.questions.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
