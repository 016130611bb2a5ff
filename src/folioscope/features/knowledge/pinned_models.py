"""The embedding model that a base pins, opened; what is wrong with it is told with the base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.embeddings.port import EmbeddingModel, Vectors
from folioscope.backends.vectors.port import DimensionsDiffer, VectorsNotFinite, check
from folioscope.errors import BackendBusy, BackendFailed, FolioscopeError


class BaseModelUnusable(BackendFailed):
    """The model of a base cannot be opened here."""

    code = "base_model_unusable"


class BaseModelBusy(BackendBusy):
    """The model of a base does not answer now."""

    code = "base_model_busy"


class BaseModelChanged(BackendFailed):
    """A model whose vectors are no longer as long as those that are stored."""

    code = "base_model_changed"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A base by name, the model it is to have, and how long its stored vectors are, if any are."""

    base: str
    model: str
    dimensions: int | None


async def open_pinned(embeddings: EmbeddingModels, pinned: Pinned) -> EmbeddingModel:
    """The model; an error that names it and the base when it is not what it was."""
    told = f"The model “{pinned.model}” of “{pinned.base}” cannot be used"
    try:
        model = await embeddings.get(pinned.model)
    except BackendBusy as error:
        raise BaseModelBusy(f"{told} now: {error.message}", error.retry_after) from error
    except FolioscopeError as error:
        raise BaseModelUnusable(f"{told}: {error.message}") from error
    if pinned.dimensions not in (None, model.dimensions):
        msg = (
            f"{told}: it makes vectors of {model.dimensions} dimensions, and those stored have "
            f"{pinned.dimensions}. Make it the model that it was, or embed all anew: folioscope kb "
            f"rebuild {pinned.base}"
        )
        raise BaseModelChanged(msg)
    return model


def embedded(model: EmbeddingModel, texts: Sequence[str]) -> Vectors:
    """Vectors of passages that can be compared: one that cannot would spoil the whole base."""
    vectors = model.embed_passages(texts)
    try:
        check(vectors, model.dimensions)
    except (DimensionsDiffer, VectorsNotFinite) as error:
        msg = f"What the model “{model.name}” makes cannot be used: {error.message}"
        raise BaseModelUnusable(msg) from error
    return vectors
