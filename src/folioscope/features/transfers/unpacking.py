"""An export as a folder: written whole or not at all, and packed again to be sent."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from folioscope.errors import BackendFailed, Conflict
from folioscope.features.transfers.archive import BLOCK, END, Member, read_head
from folioscope.features.transfers.export_format import (
    LISTED,
    METADATA,
    METADATA_BYTES,
    NAME,
    NEEDED,
    ORIGINALS,
    ExportInvalid,
    Metadata,
    read_metadata,
)

PIECE = 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")


class FolderTaken(Conflict):
    """A folder that holds something, and may not be written over."""

    code = "folder_taken"


class ArchiveCutShort(BackendFailed):
    """An archive that ended before its end."""

    code = "archive_cut_short"


def check_target(target: Path, *, force: bool) -> None:
    """See that a folder may become an export: it is not there, or empty, or an earlier export."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        msg = f"“{target}” is there already, and is no folder."
        raise FolderTaken(msg)
    if not target.exists() or not any(target.iterdir()):
        return
    if not _is_export(target):
        msg = f"“{target}” is not empty, and holds more than an export; choose another folder."
        raise FolderTaken(msg)
    if not force:
        msg = f"“{target}” holds an export already; replace it with “--force”."
        raise FolderTaken(msg)


def _is_export(folder: Path) -> bool:
    """Whether there is an export in a folder and nothing else."""
    try:
        read_folder(folder)
    except ExportInvalid:
        return False
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return all(NAME.fullmatch(path.relative_to(folder).as_posix()) for path in files)


async def unpack(pieces: AsyncIterator[bytes], target: Path) -> Metadata:
    """Write an archive out beside the folder, see that it is whole, and put it in its place."""
    with _beside(target) as folder:
        digests = {}
        incoming = _Incoming(pieces)
        while (member := read_head(await incoming.take(BLOCK))) is not None:
            if member.name in digests:
                msg = f"{member.name} is in the archive twice."
                raise ExportInvalid(msg)
            digest = await _write(incoming, member, folder)
            if member.name:
                digests[member.name] = digest
        found = read_folder(folder)
        _check(found, digests)
        await asyncio.to_thread(_settle, folder, target)
    return found


def read_folder(folder: Path) -> Metadata:
    """What the export in a folder says of itself."""
    try:
        with (folder / METADATA).open("rb") as file:
            return read_metadata(file.read(METADATA_BYTES))
    except (FileNotFoundError, IsADirectoryError) as error:
        msg = f"“{folder}” holds no {METADATA}, so it is not an export."
        raise ExportInvalid(msg) from error


def packed(path: Path) -> Iterator[bytes]:
    """The archive of the export in a folder; an archive is sent as it is."""
    if path.is_dir():
        read_folder(path)
        originals = path / ORIGINALS
        found = sorted(os.listdir(originals)) if originals.is_dir() else []  # noqa: PTH208  # names
        kept = [ORIGINALS + name for name in found if DIGEST.fullmatch(name)]
        for name in (METADATA, *NEEDED, *kept):
            yield from _packed(name, path / name)
        yield END
    else:
        with path.open("rb") as file:
            yield from _read(file)


def _packed(name: str, path: Path) -> Iterator[bytes]:
    try:
        with open(path, "rb", opener=_regular) as file:
            member = Member(name, os.fstat(file.fileno()).st_size)
            yield member.head()
            sent = 0
            for piece in _read(file):
                sent += len(piece)
                yield piece
    except FileNotFoundError as error:
        msg = f"{name} is missing from the export."
        raise ExportInvalid(msg) from error
    if sent != member.size:
        msg = f"“{path}” changed while it was read."
        raise ExportInvalid(msg)
    yield bytes(member.padding)


def _read(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _regular(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


class _Incoming:
    """Bytes as they come, taken in the portions that are wanted."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    async def take(self, size: int) -> bytes:
        """So many bytes."""
        return b"".join([part async for part in self.portions(size)])

    async def portions(self, size: int) -> AsyncIterator[bytes]:
        """So many bytes, in parts."""
        while size:
            if not self._held:
                self._held = await anext(self._pieces, b"")
            if not self._held:
                msg = "The export broke off before its end; try again."
                raise ArchiveCutShort(msg)
            part, self._held = self._held[:size], self._held[size:]
            size -= len(part)
            yield part


async def _write(incoming: _Incoming, member: Member, folder: Path) -> str:
    """Write a member out; its digest. One without a name is passed over."""
    digest = hashlib.sha256()
    if not member.name:
        await incoming.take(member.size + member.padding)
        return ""
    path = folder / member.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("xb") as file:
        async for part in incoming.portions(member.size):
            digest.update(part)
            await asyncio.to_thread(file.write, part)
        file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())
    await incoming.take(member.padding)
    return digest.hexdigest()


def _check(metadata: Metadata, digests: dict[str, str]) -> None:
    """See that what came is what was sent."""
    for name in LISTED:
        if name not in digests or digests[name] != metadata.sha256.get(name):
            msg = f"{name} came damaged or not at all; try again."
            raise ExportInvalid(msg)
    for name, digest in digests.items():
        if name.startswith(ORIGINALS) and name != ORIGINALS + digest:
            msg = f"{name} came damaged; try again."
            raise ExportInvalid(msg)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty folder beside the target, on the same disk; what is left in it is deleted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _settle(folder: Path, target: Path) -> None:
    """Give a folder its name; an earlier export of that name is gone then."""
    for path in (*folder.glob("*/"), folder):
        _sync(path)
    with _beside(target) as old:
        if target.exists():
            target.rename(old)
        folder.rename(target)
        _sync(target.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
