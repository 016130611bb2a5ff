"""A built index as a folder of files, sealed: what is in them, and that they are as written."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from folioscope.errors import BackendFailed
from folioscope.failpoints import failpoint

FORMAT = 1
MANIFEST = "manifest.json"
VECTORS = "vectors.index"
WORDS = "words"
MAKERS = ("folioscope", "tantivy", "faiss-cpu")
HEAD_BYTES = 1 << 16


class CacheUnusable(BackendFailed):
    """A cache is damaged, half written, of another version or of another base."""

    code = "index_cache_unusable"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a cache holds. ``mark`` is the digest of its revision as the rows had it."""

    base_id: str
    model: str
    edition: int
    revision: int
    mark: str
    chunks: int
    has_vectors: bool


def seal(folder: Path, facts: Facts) -> None:
    """Write down what is in the folder; from now on nothing in it may change."""
    files = {str(path.relative_to(folder)): _told(path) for path in _files(folder)}
    body = json.dumps({"made_by": _made_by(), "facts": asdict(facts), "files": files})
    failpoint("indexes.cache.sealing")
    digest = hashlib.sha256(body.encode()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps([digest, body]), encoding="utf-8")
    for path in [*_files(folder), folder / WORDS, folder]:
        _to_disk(path)


def unsealed(folder: Path, base_id: str) -> Facts:
    """What the folder holds; ``CacheUnusable`` says why it cannot be used."""
    body = _body(folder)
    if body["made_by"] != _made_by():
        raise _unusable(folder, f"it was made by {body['made_by']}")
    facts = Facts(**body["facts"])
    if (facts.base_id, name_of(facts)) != (base_id, folder.name):
        raise _unusable(folder, f"it is {name_of(facts)} of {facts.base_id}")
    there = {str(path.relative_to(folder)) for path in _files(folder)} - {MANIFEST}
    if there != body["files"].keys():
        raise _unusable(folder, "files are missing or too many")
    for name, told in body["files"].items():
        if _told(folder / name) != told:
            raise _unusable(folder, f"“{name}” is not as it was written")
    return facts


def stated(folder: Path) -> tuple[int, int, int]:
    """Edition, revision and number of chunks, as the manifest has them; -1 where it has none."""
    try:
        facts = Facts(**_body(folder)["facts"])
    except (CacheUnusable, TypeError, KeyError):  # damaged, or with the facts of another version
        return -1, 0, 0
    return facts.edition, facts.revision, facts.chunks


def name_of(facts: Facts) -> str:
    """What the folder of a cache is called."""
    return f"{facts.edition}-{facts.revision}"


def _body(folder: Path) -> Any:
    try:
        digest, body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_whole = hashlib.sha256(body.encode()).hexdigest() == digest
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise _unusable(folder, f"its manifest cannot be read ({error})") from error
    if not is_whole:
        raise _unusable(folder, "its manifest is not as it was written")
    return json.loads(body)


def _told(path: Path) -> list[Any]:
    """The size and the digest of a file; that of vectors checks all but its head itself."""
    with path.open("rb") as file:
        if path.name == VECTORS:
            digest = hashlib.sha256(file.read(HEAD_BYTES))
        else:
            digest = hashlib.file_digest(file, "sha256")
    return [path.stat().st_size, digest.hexdigest()]


def _made_by() -> list[str]:
    return [f"format {FORMAT}", *(f"{name} {_version(name)}" for name in MAKERS)]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(folder: Path, why: str) -> CacheUnusable:
    return CacheUnusable(f"The cache {folder.name} of {folder.parent.name}: {why}.")
