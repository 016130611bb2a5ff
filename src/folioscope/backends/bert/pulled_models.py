"""Models that were fetched from a hub, as they lie on disk: one folder for each revision."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from folioscope.backends.bert.known_models import repository_of
from folioscope.errors import BackendFailed, Invalid

HUB_FOLDER = "hub"
"""Below the folder of all that belongs to models."""

COMPUTED_FOLDER = "computed"
"""In the folder of a model: what is made of its files, and goes with them."""

RECORD = "pulled.json"
UNFINISHED = ".unfinished"
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]{0,99}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
LEAST_OF_COMMIT = 7


class ModelNameInvalid(Invalid):
    """A name that can be that of no repository on a hub."""

    code = "model_name_invalid"


class ModelDamaged(BackendFailed):
    """A file of a pulled model is gone, or not the one that was pulled."""

    code = "model_damaged"


@dataclass(frozen=True)
class PulledFile:
    """A file as it was checked when it came."""

    size: int
    sha256: str


@dataclass(frozen=True)
class PulledModel:
    """A model of a hub at one commit, with all of its files."""

    repository: str
    commit: str
    files: Mapping[str, PulledFile]
    pulled_at: float
    directory: Path

    @property
    def name(self) -> str:
        """The name under which a knowledge base pins it."""
        return f"{self.repository}@{self.commit}"


def split_name(name: str) -> tuple[str, str]:
    """Repository and revision of a model; no revision where none is named."""
    short, _, revision = name.strip().partition("@")
    repository = repository_of(short)
    dots = ".." in name or "--" in repository
    if dots or not _REPOSITORY.fullmatch(repository):
        msg = f"“{name}” is no model of a hub; those are named OWNER/NAME or OWNER/NAME@REVISION."
        raise ModelNameInvalid(msg)
    if "@" in name and not _REVISION.fullmatch(revision):
        msg = f"“{revision}” is no revision; that is a branch, a tag or a commit."
        raise ModelNameInvalid(msg)
    return repository, revision


def is_commit(revision: str) -> bool:
    """Whether a revision is one that can never come to mean something else."""
    return _COMMIT.fullmatch(revision) is not None


def folder_of(hub: Path, repository: str, commit: str) -> Path:
    """Where a model is."""
    return hub / repository.replace("/", "--") / commit


def write_record(model: PulledModel, folder: Path) -> None:
    """Note beside the files what they are."""
    noted = {key: value for key, value in asdict(model).items() if key != "directory"}
    (folder / RECORD).write_text(json.dumps(noted, indent=1), encoding="utf-8")


def pulled_models(hub: Path) -> list[PulledModel]:
    """Every model that is there as a whole, the latest first."""
    found = [_read_record(folder) for folder in hub.glob("*--*/*") if is_commit(folder.name)]
    models = [model for model in found if model is not None]
    return sorted(models, key=lambda model: model.pulled_at, reverse=True)


def unfinished(hub: Path) -> Iterator[Path]:
    """The folders of models that are on their way, or whose pulling broke off."""
    return hub.glob(f"*--*/*{UNFINISHED}")


def find_pulled(hub: Path, name: str) -> PulledModel | None:
    """The model of that name: the latest one, unless a commit or the beginning of one is named."""
    repository, revision = split_name(name)
    for model in pulled_models(hub):
        is_it = len(revision) >= LEAST_OF_COMMIT and model.commit.startswith(revision)
        if model.repository == repository and (is_it or not revision):
            return model
    return None


def altered(model: PulledModel, besides: str = "") -> list[str]:
    """The files that are not as they came, seen by reading them; ``besides`` is left out."""
    return [
        path
        for path, noted in model.files.items()
        if path != besides and _digest(model.directory / path) != noted.sha256
    ]


def lacking(model: PulledModel) -> list[str]:
    """The files that are gone or of another size, seen without reading them."""
    return [
        path
        for path, noted in model.files.items()
        if not (file := model.directory / path).is_file() or file.stat().st_size != noted.size
    ]


def damaged(model: PulledModel, path: str) -> ModelDamaged:
    """The error that names a file which is not as it came."""
    return ModelDamaged(
        f"{path} of the model {model.name} is gone or damaged on this machine. Fetch it again: "
        f"folioscope models pull {model.name}"
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _read_record(folder: Path) -> PulledModel | None:
    """What was noted; None where nothing was, or where it makes no sense."""
    try:
        noted: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = {path: PulledFile(**file) for path, file in noted["files"].items()}
        model = PulledModel(
            noted["repository"], noted["commit"], files, float(noted["pulled_at"]), folder
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    is_here = folder_of(folder.parents[1], model.repository, model.commit) == folder
    return model if is_here else None
