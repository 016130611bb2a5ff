"""The tar of a safety copy: written part by part, and read only once all of it was checked.

Nothing of it is unpacked by name: rows go into tables, files are stored by what they hold.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from folioscope.errors import Invalid
from folioscope.features.copies.schemas import Header, Manifest, Part

HEADER, MANIFEST = "folioscope.json", "manifest.json"
ROWS = re.compile(r"rows/([a-z][a-z_]{0,62})/[0-9]{6}\.jsonl")
FILE = re.compile(r"files/([0-9a-f]{64})")
PIECE = 1024 * 1024
MOST_JSON = 256 * PIECE
"""Bytes of a part that is read as a whole; what writes them stops at a few megabytes."""

_Shape = TypeVar("_Shape", bound=BaseModel)


class ArchiveDamaged(Invalid):
    """A file that is no safety copy, or not all of one, or not as it was written."""

    code = "archive_damaged"


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


class ArchiveWriter:
    """Writes an archive; without ``finish`` it counts as cut short."""

    def __init__(self, target: BinaryIO, header: Header) -> None:
        self._tar = tarfile.TarFile(fileobj=target, mode="w", format=tarfile.PAX_FORMAT)
        self._parts: dict[str, Part] = {}
        self._made_at = int(header.made_at.timestamp())
        self.add_json(HEADER, header)

    def add_json(self, name: str, value: BaseModel) -> None:
        """Add a part that says something about the archive."""
        self.add(
            name, io.BytesIO(content := value.model_dump_json(indent=1).encode()), len(content)
        )

    def add(self, name: str, content: IO[bytes], size: int, rows: int = 0) -> None:
        """Add a part of so many bytes."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._made_at, 0o600
        hashing = _Hashing(content)
        self._tar.addfile(info, hashing)
        self._parts[name] = Part(bytes=size, sha256=hashing.digest.hexdigest(), rows=rows)

    def finish(self, lost: Sequence[str]) -> Manifest:
        """Add the manifest and the end."""
        manifest = Manifest(parts=dict(self._parts), lost=sorted(lost))
        self.add_json(MANIFEST, manifest)
        self._tar.close()
        return manifest


class Archive:
    """A safety copy that was checked from its first byte to its last."""

    def __init__(self, tar: tarfile.TarFile, header: Header, manifest: Manifest) -> None:
        self._tar = tar
        self.header = header
        self.manifest = manifest

    def rows(self) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
        """Tables with columns and some of their rows."""
        for member in self._tar:
            if found := ROWS.fullmatch(member.name):
                columns, *rows = _lines(_content(self._tar, member))
                yield found[1], columns, rows

    def named_digests(self) -> set[str]:
        """Every file that its rows name, those too that were lost when it was made."""
        there = map(FILE.fullmatch, self.manifest.parts)
        return {found[1] for found in there if found} | set(self.manifest.lost)

    def files(self) -> Iterator[tuple[str, IO[bytes], int]]:
        """Digests with the bytes and their number."""
        for member in self._tar:
            if found := FILE.fullmatch(member.name):
                yield found[1], _opened(self._tar, member), member.size


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Check an archive, and keep it open; ``ArchiveDamaged``."""
    with path.open("rb") as file:
        try:
            archive = _checked(tarfile.TarFile(fileobj=file))
        except (tarfile.TarError, EOFError, ValueError) as error:
            msg = f"{path} is no safety copy of Folioscope, or not all of one: {error}."
            raise ArchiveDamaged(msg) from error
        yield archive


def _checked(tar: tarfile.TarFile) -> Archive:
    found: dict[str, Part] = {}
    for member in tar:
        _check_member(member)
        if member.name in found or MANIFEST in found:
            msg = f"“{member.name[:100]}” is in it twice, or behind its end"
            raise ValueError(msg)
        found[member.name] = _measured(tar, member)
    if not {HEADER, MANIFEST} <= found.keys():
        msg = "it lacks its first part, or its last"
        raise ValueError(msg)
    header = _told(tar, HEADER, Header)
    manifest = _told(tar, MANIFEST, Manifest)
    del found[MANIFEST]
    _compare(found, manifest)
    return Archive(tar, header, manifest)


def _check_member(member: tarfile.TarInfo) -> None:
    name = member.name
    known = name in (HEADER, MANIFEST) or ROWS.fullmatch(name) or FILE.fullmatch(name)
    is_plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and member.sparse is None
    if not known or not is_plain:
        msg = f"“{name[:100]}” is no part of one"
        raise ValueError(msg)
    if not FILE.fullmatch(name) and member.size > MOST_JSON:
        msg = f"“{name}” is too large"
        raise ValueError(msg)


def _measured(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Part:
    content = _Hashing(_opened(tar, member))
    size = 0
    while piece := content.read(PIECE):
        size += len(piece)
    if size != member.size:
        msg = f"“{member.name}” breaks off"
        raise ValueError(msg)
    digest = content.digest.hexdigest()
    if (file := FILE.fullmatch(member.name)) and file[1] != digest:
        msg = f"“{member.name}” has changed"
        raise ValueError(msg)
    return Part(bytes=size, sha256=digest)


def _compare(found: dict[str, Part], manifest: Manifest) -> None:
    if found.keys() != manifest.parts.keys():
        (name, *_) = sorted(found.keys() ^ manifest.parts.keys())
        msg = f"“{name[:100]}” is missing, or too much"
        raise ValueError(msg)
    for name, part in manifest.parts.items():
        if (part.bytes, part.sha256) != (found[name].bytes, found[name].sha256):
            msg = f"“{name}” has changed"
            raise ValueError(msg)


def _told(tar: tarfile.TarFile, name: str, shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate_json(_content(tar, tar.getmember(name)))
    except ValidationError as error:
        msg = f"“{name}” cannot be read: a newer Folioscope may have written it"
        raise ValueError(msg) from error


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = tar.extractfile(member)
    assert opened is not None, "a plain file can be read"
    return opened


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    return _opened(tar, member).read()


def _lines(content: bytes) -> list[list[Any]]:
    try:
        lines = [json.loads(line) for line in content.splitlines()]
    except (ValueError, RecursionError) as error:
        msg = f"The safety copy has rows that cannot be read: {error}."
        raise ArchiveDamaged(msg) from error
    if not lines or not all(isinstance(line, list) for line in lines):
        msg = "The safety copy has rows that are none."
        raise ArchiveDamaged(msg)
    return lines
