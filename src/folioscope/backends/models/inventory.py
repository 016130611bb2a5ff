"""Every model there is or could be on this machine, as it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from folioscope.backends.bert.known_models import KNOWN_MODELS, Use
from folioscope.backends.bert.model_card import read_card
from folioscope.backends.bert.model_config import UnsupportedModel, config_of, use_of
from folioscope.backends.bert.model_sources import (
    PACKAGED_MODELS,
    ModelMissing,
    ModelSource,
    locate_packaged,
)
from folioscope.backends.bert.pulled_models import (
    UNFINISHED,
    PulledModel,
    lacking,
    pulled_models,
    unfinished,
)
from folioscope.backends.models.places import size_of
from folioscope.backends.models.port import KeptModel, State


def inventory(hub: Path) -> Sequence[KeptModel]:
    """Packaged models, pulled ones, those on their way, and those that could be pulled."""
    pulled, coming = pulled_models(hub), list(unfinished(hub))
    there = {model.repository for model in pulled} | {_repository_in(folder) for folder in coming}
    return [
        *_packaged(),
        *map(shown_pulled, pulled),
        *map(_half_pulled, coming),
        *(_available(name) for name in KNOWN_MODELS if name not in there),
    ]


def shown_pulled(model: PulledModel) -> KeptModel:
    """A pulled model; its files are looked at, and not read again."""
    known, card = KNOWN_MODELS.get(model.repository), read_card(model.directory)
    state: State = "damaged" if lacking(model) else "ready"
    dimensions = max_tokens = None
    use: Use = known.use if known else "embedding"
    try:
        config = config_of(ModelSource(model.name, model.directory, known=known))
        dimensions, max_tokens = config.hidden, config.max_tokens
        use = use_of(model.directory)
    except UnsupportedModel:
        state = "damaged"
    return KeptModel(
        name=model.name,
        state=state,
        use=use,
        dimensions=dimensions,
        max_tokens=max_tokens,
        languages=known.languages if known else card.languages,
        purpose=known.purpose if known else "",
        bytes=size_of(model.directory),
        licence=card.licence,
    )


def _packaged() -> Iterator[KeptModel]:
    for name, packaged in PACKAGED_MODELS.items():
        state: State = "ready"
        dimensions = max_tokens = None
        size = 0
        try:
            source = locate_packaged(name, packaged)
            config = config_of(source)
            dimensions, max_tokens = config.hidden, config.max_tokens
            size = size_of(source.directory)
        except ModelMissing:
            state = "missing"
        yield KeptModel(
            name=name,
            state=state,
            use="embedding",
            dimensions=dimensions,
            max_tokens=max_tokens,
            languages=packaged.languages,
            purpose="English, small and fast; comes with the program",
            bytes=size,
            licence="apache-2.0",
        )


def _half_pulled(folder: Path) -> KeptModel:
    repository = _repository_in(folder)
    return _available(
        repository, f"{repository}@{folder.name.removesuffix(UNFINISHED)}", "unfinished", folder
    )


def _repository_in(folder: Path) -> str:
    return folder.parent.name.replace("--", "/", 1)


def _available(
    repository: str, name: str = "", state: State = "available", folder: Path | None = None
) -> KeptModel:
    known = KNOWN_MODELS.get(repository)
    return KeptModel(
        name=name or repository,
        state=state,
        use=known.use if known else "embedding",
        dimensions=known.dimensions if known else None,
        max_tokens=known.max_tokens if known else None,
        languages=known.languages if known else None,
        purpose=known.purpose if known else "",
        bytes=size_of(folder) if folder else 0,
        licence=None,
    )
