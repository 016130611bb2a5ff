"""From which likeness on two questions are one, so that one answer does for both.

    python bench/kept_answers.py [--model NAME] [--show]

Asks in many ways about invented people, in English and French. Ways to ask the same are pairs that
should be found; questions with another figure, name, skill, place or language, with a “not”, or for
something else about the same, must not be. Groups of wordings, not pairs, are drawn into two
halves: one chooses the threshold, the other shows what it does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from functools import partial
from time import perf_counter

import numpy as np
from kept_questions import Pair, all_pairs
from numpy.typing import NDArray
from reporting import print_heading

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.features.chat.kept_answers import ALIKE
from folioscope.features.extractive.question import language
from folioscope.features.follow_ups.same_question import meaning
from folioscope.settings.values import Settings
from folioscope.wiring.choices import open_model

BY_WORDS = (0.0, 0.5, 0.6, ALIKE, 0.8, 0.9)
BY_LIKENESS_ALONE = (0.8, 0.9, 0.96, 0.98)


async def likenesses(settings: Settings, model: str, asked: Sequence[Pair]) -> NDArray[np.float64]:
    """How alike each pair is; tells what a vector costs."""
    models = EmbeddingModels(partial(open_model, settings))
    loose = await models.unrelated(model)
    texts = sorted({text for pair in asked for text in (pair.one, pair.other)})
    start = perf_counter()
    vectors = {text: await models.embed_query(model, text) for text in texts}
    spent = 1000 * (perf_counter() - start) / len(texts)
    print(f"{model}: cosine of unrelated texts {loose:.3f}, {spent:.1f} ms a question\n")
    cosines = np.array([vectors[pair.one] @ vectors[pair.other] for pair in asked])
    return (cosines - loose) / (1 - loose)


def is_let_through(pair: Pair) -> bool:
    """Whether nothing but their likeness speaks against the two."""
    same = meaning(pair.one) == meaning(pair.other)
    return same and language(pair.one) == language(pair.other)


def main() -> None:
    """Run the bench."""
    settings = Settings(_env_file=None)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=settings.embedding_model)
    parser.add_argument("--show", action="store_true", help="print the pairs the words get wrong")
    wanted = parser.parse_args()
    print_heading("Kept answers", "openvino", "numpy")
    asked = all_pairs()
    likeness = asyncio.run(likenesses(settings, wanted.model, asked))
    lets = np.array([is_let_through(pair) for pair in asked])
    same = np.array([pair.same for pair in asked])
    held_back = np.array([pair.held_back for pair in asked])
    print("| half | words must agree | likeness from | found of the same | taken for the same |")
    print("| --- | --- | --- | --- | --- |")
    for name, half in (("choosing", ~held_back), ("held back", held_back)):
        for must, steps in ((False, BY_LIKENESS_ALONE), (True, BY_WORDS)):
            for least in steps:
                hit = half & (likeness >= least) & (lets if must else True)
                right, of = int((hit & same).sum()), int((half & same).sum())
                wrong, others = int((hit & ~same).sum()), int((half & ~same).sum())
                told = f"{right} of {of} ({right / of:.1%}) | {wrong} of {others}"
                print(f"| {name} | {'yes' if must else 'no'} | {least:g} | {told} |")
    if wanted.show:
        for pair, hit, like in zip(asked, lets, likeness, strict=True):
            if hit != pair.same:
                print(json.dumps([pair.same, round(float(like), 2), pair.one, pair.other]))


if __name__ == "__main__":
    main()
