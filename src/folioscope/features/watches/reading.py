"""The bytes of followed files on their way in, if they lie under the folder and stand still."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from folioscope.backends.blobs.port import Stored
from folioscope.errors import Invalid
from folioscope.features.knowledge.incoming import PathNotAllowed, Shelf, open_under, unpin
from folioscope.features.watches.listing import SIGNED, Seen, Trouble

LEADS_OUT = "is not in the watched folder any more"
NO_FILE = "is no regular file any more"


@dataclass
class Read:
    """Files whose bytes are stored, those that were refused, and those that were just changing."""

    stored: dict[str, Stored] = field(default_factory=dict)
    refused: dict[str, Trouble] = field(default_factory=dict)
    changing: list[Seen] = field(default_factory=list)


@asynccontextmanager
async def read_files(
    shelf: Shelf, bounds: Sequence[Sequence[Path]], chosen: Iterable[Seen], threads: Executor
) -> AsyncIterator[Read]:
    """Store the files that lie within all bounds; they stay pinned until the block is left."""
    read = Read()
    try:
        for seen in chosen:
            store = partial(_read, shelf, bounds, seen, read)
            await asyncio.get_running_loop().run_in_executor(threads, store)
        yield read
    finally:
        await asyncio.to_thread(unpin, shelf, list(read.stored.values()))


def _read(shelf: Shelf, bounds: Sequence[Sequence[Path]], seen: Seen, read: Read) -> None:
    try:
        with open_under(Path(seen.path), *bounds) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                read.refused[seen.key] = _refusal(seen, "path_unusable", NO_FILE)
            elif _version(stream) != seen.version:
                read.changing.append(seen)
            else:
                _store(shelf, stream, seen, read)
    except PathNotAllowed:
        read.refused[seen.key] = _refusal(seen, "link_leads_out", LEADS_OUT)
    except Invalid as error:
        message = error.message.replace(seen.path, seen.label)  # which may be no Unicode
        read.refused[seen.key] = Trouble(seen.key, seen.label, error.code, message)


def _store(shelf: Shelf, stream: BinaryIO, seen: Seen, read: Read) -> None:
    stored = shelf.blobs.put(stream, shelf.max_bytes)
    read.stored[seen.key] = stored
    if _version(stream) != seen.version or stored.size != seen.size:
        read.changing.append(seen)


def _version(stream: BinaryIO) -> tuple[int, int, int]:
    about = os.fstat(stream.fileno())
    return about.st_size, about.st_mtime_ns, about.st_ino & SIGNED


def _refusal(seen: Seen, code: str, told: str) -> Trouble:
    return Trouble(seen.key, seen.label, code, f"{seen.label} {told}.")
