"""One file of a repository, brought whole: taken up where it broke off, and checked at the end."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from folioscope.backends.bert.pulled_models import PulledFile
from folioscope.backends.models.hub import Hub, ListedFile, Listing
from folioscope.backends.models.port import FileAltered, HubBusy, HubFailed, ModelTooLarge, Tell
from folioscope.errors import BackendBusy

PART = ".part"
MOST_FAILURES = 6  # one after the other
LONGEST_PAUSE = 300
TOLD_EVERY = 1024 * 1024
WORTH_A_TRY = 64 * 1024  # bytes that came before a break, so that it is not one of those failures

Pause = Callable[[float], Awaitable[None]]


@dataclass
class Pull:
    """A model on its way into a folder, and how many bytes of it are there."""

    hub: Hub
    listing: Listing
    folder: Path
    tell: Tell
    pause: Pause
    total: int
    done: int = 0

    async def fetch(self, file: ListedFile) -> PulledFile:
        """Have the file in the folder; one that is there already is only checked."""
        target = self.folder / file.path
        there = await asyncio.to_thread(_checked, target, file)
        if there is None:
            there = await self._bring(file, target.with_name(target.name + PART))
            await asyncio.to_thread(_settle, target)
        self.done += file.size
        await self.tell(file.path, self.done, self.total)
        return there

    async def _bring(self, file: ListedFile, part: Path) -> PulledFile:
        for _ in range(2):  # what an earlier attempt has left may be of something else
            is_of_one_piece = await self._receive(file, part)
            brought = await asyncio.to_thread(_checked, part, file)
            if brought is not None:
                return brought
            await asyncio.to_thread(part.unlink)
            if is_of_one_piece:
                break
        msg = (
            f"{file.path} of {self.listing.repository} is not what the hub says it is: its digest "
            "is another one."
        )
        raise FileAltered(msg)

    async def _receive(self, file: ListedFile, part: Path) -> bool:
        """Bring as many bytes as there should be; whether no earlier ones are among them."""
        start, failures = _prepared(part, file), 0
        while True:
            before = _prepared(part, file)
            try:
                if before < file.size or before == 0:
                    start = await self._stream(file, part, before)
            except BackendBusy as error:
                came = _size(part) - before
                failures = 0 if came >= WORTH_A_TRY else failures + 1
                if failures >= MOST_FAILURES or error.retry_after > LONGEST_PAUSE:
                    raise
                await self.pause(max(error.retry_after, 2.0**failures / 2))
            else:
                return start == 0

    async def _stream(self, file: ListedFile, part: Path, start: int) -> int:
        """Write what comes behind what is there; where it began."""
        async with self.hub.opened(self.listing, file.path, start) as coming:
            if coming.start not in (0, start):
                raise HubFailed(f"The hub sends another part of {file.path} than was asked for.")
            size = coming.start
            with _Writing(part, size) as writing:
                async for piece in gathered(coming.pieces()):
                    size += len(piece)
                    if size > file.size:
                        raise FileAltered(f"The hub sends more of {file.path} than it has.")
                    writing.write(piece)
                    await self.tell(file.path, self.done + size, self.total)
        if size < file.size:
            raise HubBusy(f"The hub broke {file.path} off.")
        return coming.start


class _Writing:
    """A file that grows; a full disk is an error with a name."""

    def __init__(self, part: Path, start: int) -> None:
        self._part = part
        self._start = start

    def __enter__(self) -> _Writing:
        self._file = self._part.open("ab" if self._start else "wb")
        return self

    def write(self, piece: bytes) -> None:
        """Add bytes at the end."""
        try:
            self._file.write(piece)
        except OSError as error:
            raise ModelTooLarge(f"{self._part} cannot be written: {error.strerror}.") from error

    def __exit__(self, *_: object) -> None:
        self._file.close()


async def gathered(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Small pieces as fewer large ones; what was gathered before a break is not lost."""
    held: list[bytes] = []
    size = 0
    try:
        async for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= TOLD_EVERY:
                yield b"".join(held)
                held, size = [], 0
    except BackendBusy:
        yield b"".join(held)
        raise
    if held:
        yield b"".join(held)


def _prepared(part: Path, file: ListedFile) -> int:
    """How much is there; nothing, if it is more than there should be."""
    part.parent.mkdir(parents=True, exist_ok=True)
    size = _size(part)
    if size > file.size:
        part.unlink()
        return 0
    return size


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _checked(path: Path, file: ListedFile) -> PulledFile | None:
    """What is at that path, if it is what was listed."""
    if _size(path) != file.size or not path.exists():
        return None
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if file.sha256 is not None:
        is_right = sha256 == file.sha256
    else:
        blob = b"blob %d\0" % file.size + path.read_bytes()
        is_right = hashlib.sha1(blob, usedforsecurity=False).hexdigest() == file.git_sha1
    return PulledFile(file.size, sha256) if is_right else None


def _settle(target: Path) -> None:
    """Give a checked file its name, once it is sure to be on the disk."""
    part = target.with_name(target.name + PART)
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
