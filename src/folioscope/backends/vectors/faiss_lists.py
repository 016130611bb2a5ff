"""FAISS indexes of vectors: one list of all of them, or many, each of those that lie together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Vectors, check

LISTED_FROM = 300_000
PROBED_SHARE = 1 / 5
"""Of the lists. Among 10,000 embeddings of texts in 50 to 100 lists a fifth of these had 0.975 to
0.985 of the best ten, and an eighth 0.94 to 0.96; the more lists there are, the fewer it takes."""
SLICE = 65_536
SAMPLES_PER_LIST = 50
ROUNDS = 8
HALVES = faiss.ScalarQuantizer.QT_fp16


def flat(vectors: Vectors) -> Any:
    """One list; a query is compared with all of it."""
    index = faiss.IndexScalarQuantizer(vectors.shape[1], HALVES, faiss.METRIC_INNER_PRODUCT)
    # Room for all of them at once: growing as they come would take twice as much.
    index.codes.resize(len(vectors) * index.code_size)
    index.codes.resize(0)
    for part in _slices(vectors):
        index.add(part)
    return index


def listed(vectors: Vectors, lists: int | None = None) -> Any:
    """Inverted lists around centres that a sample of the vectors gave."""
    # Whatever the searches that this thread did before have left it with.
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    dimensions = vectors.shape[1]
    centres = _centres(vectors, lists or number_of_lists(len(vectors)))
    inner, is_residual = faiss.METRIC_INNER_PRODUCT, False
    index: Any = faiss.IndexIVFScalarQuantizer(
        centres, dimensions, centres.ntotal, HALVES, inner, is_residual
    )
    centres.this.disown()
    index.own_fields = index.is_trained = True
    index.nprobe = round(PROBED_SHARE * centres.ntotal) or 1
    nearest = np.concatenate([centres.search(part, 1)[1][:, 0] for part in _slices(vectors)])
    for number, size in enumerate(np.bincount(nearest, minlength=centres.ntotal).tolist()):
        index.invlists.resize(number, size)
        index.invlists.resize(number, 0)
    for start, part in enumerate(_slices(vectors)):
        first = start * SLICE
        places = np.arange(first, first + len(part))
        beside = nearest[first : first + len(part)]
        given = (faiss.swig_ptr(each) for each in (part, places, beside))
        index.add_core(len(part), *given, None)
    return index


def number_of_lists(count: int) -> int:
    """Few enough to be made quickly, and enough that those next to a query are a small share."""
    return int(np.sqrt(count))


def _centres(vectors: Vectors, lists: int) -> Any:
    random = np.random.default_rng(count := len(vectors))
    chosen = np.sort(random.choice(count, min(count, SAMPLES_PER_LIST * lists), replace=False))
    sample = np.ascontiguousarray(vectors[chosen], np.float32)
    options = {"niter": ROUNDS, "spherical": True, "seed": 1, "min_points_per_centroid": 1}
    means = faiss.Kmeans(vectors.shape[1], lists, **options)
    means.train(sample)
    centres = faiss.IndexFlatIP(vectors.shape[1])
    centres.add(means.centroids)
    return centres


def _slices(vectors: Vectors) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(vectors), SLICE):
        part = np.ascontiguousarray(vectors[start : start + SLICE], np.float32)
        check(part, vectors.shape[1])
        yield part
