"""How alike a model finds texts that have nothing to do with each other."""

from __future__ import annotations

import numpy as np

from folioscope.backends.embeddings.port import EmbeddingModel

TEXTS = (
    "The bakery on the corner opens at six in the morning.",
    "Quantum gravity is still without an accepted theory.",
    "Il pleut souvent à Brest en novembre.",
    "Der Zug nach Kassel hat zwanzig Minuten Verspätung.",
    "La contabilidad del año se cierra en marzo.",
    "Python developer with five years of Kubernetes.",
    "她从小就喜欢弹钢琴。",
    "The cat slept through the thunderstorm.",
    "Invoice 4711 is due at the end of the month.",
    "Rules of tennis for beginners",
    "Um quilo de arroz e duas cebolas.",
    "The treaty was signed in Westphalia in 1648.",
)


def cosine_of_unrelated(model: EmbeddingModel) -> float:
    """The mean cosine between unlike texts: near 0 for some models, above 0.7 for others.

    Only what is above it says anything, and only so can scores of two models be compared.
    """
    vectors = model.embed_passages(TEXTS)
    likeness = vectors @ vectors.T
    return float(likeness[~np.eye(len(TEXTS), dtype=bool)].mean())
