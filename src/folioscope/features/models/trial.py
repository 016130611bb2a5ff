"""What a model makes of sentences whose likeness is known, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from folioscope.backends.embeddings.port import EmbeddingModel

TRIPLES = (
    (
        "Who has run Kubernetes in production?",
        "She operated Kubernetes clusters for three years.",
        "He bakes bread with wild yeast.",
    ),
    (
        "An engineer who speaks French",
        "Software developer, fluent in French",
        "The shop opens at nine on Saturdays.",
    ),
    (
        "experience in leading a team",
        "Managed a group of twelve people",
        "The bridge was built of stone in 1880.",
    ),
)
"""A question, a passage that answers it, and one that has nothing to do with it."""

QUERIES = 5
PASSAGES = 64
CLOCK: Callable[[], float] = perf_counter


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a question is to the passage that answers it, and to the other one."""

    question: str
    like: float
    unlike: float

    @property
    def is_right(self) -> bool:
        """Whether the right one is nearer."""
        return self.like > self.unlike


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found out about a model."""

    name: str
    dimensions: int
    query_ms: float
    passages_per_second: float
    pairs: Sequence[Likeness]

    @property
    def is_sound(self) -> bool:
        """Whether all like sentences are nearer than unlike ones."""
        return all(pair.is_right for pair in self.pairs)


def try_model(model: EmbeddingModel) -> Trial:
    """Embed the sentences, and time it; may take long."""
    pairs = [_likeness(model, *triple) for triple in TRIPLES]
    passages = [text for triple in TRIPLES for text in triple[1:]]
    many = (passages * PASSAGES)[:PASSAGES]
    return Trial(
        name=model.name,
        dimensions=model.dimensions,
        query_ms=1000 * min(_seconds(lambda: model.embed_query("Java")) for _ in range(QUERIES)),
        passages_per_second=len(many) / _seconds(lambda: model.embed_passages(many)),
        pairs=pairs,
    )


def _likeness(model: EmbeddingModel, question: str, like: str, unlike: str) -> Likeness:
    near, far = model.embed_passages([like, unlike]) @ model.embed_query(question)
    return Likeness(question, round(float(near), 3), round(float(far), 3))


def _seconds(work: Callable[[], object]) -> float:
    started = CLOCK()
    work()
    return max(CLOCK() - started, 1e-9)
