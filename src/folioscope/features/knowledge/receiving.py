"""The files of an upload, stored while it comes: at any time a few small ones are in memory.

All of it but ``received`` runs in the thread that reads the body, and in some that it starts.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from folioscope.backends.blobs.port import Stored
from folioscope.errors import BackendBusy, FolioscopeError, Invalid
from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.folders import PathProblem
from folioscope.features.knowledge.incoming import Brought, Shelf, unpin
from folioscope.features.knowledge.labels import Labels, file_path
from folioscope.platform.api.bodies import BrokenOff, read_in_thread
from folioscope.platform.api.multipart import Form, FormInvalid, FormLimits, Part, Read

MAX_FILES = 100_000  # of one upload
MAX_FIELD = 32 * 1024 * 1024  # the names of so many files
LIMITS = FormLimits(2 * MAX_FILES + 10, MAX_FIELD)  # any of the files may be withdrawn
SMALL = 256 * 1024  # bytes of a file that is held in memory until it is stored
AT_ONCE = 4  # of the small files of one upload
AHEAD = 2 * AT_ONCE
NOT_THE_FILE = (BackendBusy, BrokenOff, FormInvalid)
"""What would befall the next file just as well."""


class NamesInvalid(Invalid):
    """The names sent along with files do not fit them."""

    code = "names_invalid"


class NoFiles(Invalid):
    """An upload without a file."""

    code = "no_files"


Kept = Stored | FolioscopeError
"""A file that is stored, or why it is not."""


@dataclass
class Upload:
    """A form with files as it comes, and what holds those that are stored."""

    shelf: Shelf
    needs_files: bool = True
    stored: list[Stored] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)

    def take(self, content_type: str, read: Read) -> Brought:
        """Store every file, and refuse by name what cannot be taken in."""
        form = Form(content_type, read, LIMITS)
        with ThreadPoolExecutor(AT_ONCE, "storing") as threads:
            storing = _Storing(threads, self._put, self.kept)
            for part in form.parts():
                if part.filename is None:
                    self._take_field(part.field, form.text(part))
                else:
                    self._take_file(part.filename, part, storing)
            storing.settle()
        return self._brought()

    def _take_field(self, name: str, value: str) -> None:
        if name == "files":
            msg = "A part named “files” has no filename."
            raise FormInvalid(msg)
        if name == "withdrawn":
            self.withdrawn.add(_position(value, len(self.names)))
        elif name in ("names", "model", "language"):
            self.fields[name] = value

    def _take_file(self, name: str, part: Part, storing: _Storing) -> None:
        if part.field != "files":
            msg = f"Files are sent in parts named “files”, not “{part.field[:80]}”."
            raise FormInvalid(msg)
        if not name and not part.has_data():
            return  # what browsers send where no file was chosen
        if len(self.names) == MAX_FILES:
            msg = f"An upload has {MAX_FILES:,} files at the most."
            raise FormInvalid(msg)
        self.names.append(name)
        head = part.take(SMALL)
        if part.has_data():
            part.give_back(head)
            storing.at_once(io.BufferedReader(part))
        else:
            storing.aside(io.BytesIO(head))

    def _put(self, stream: BinaryIO) -> Kept:
        """Store one file; what would befall any other file as well is raised."""
        try:
            stored = self.shelf.blobs.put(stream, self.shelf.max_bytes)
        except NOT_THE_FILE:
            raise
        except FolioscopeError as error:
            return error
        self.stored.append(stored)
        return stored

    def _brought(self) -> Brought:
        names = self._names()
        if self.needs_files and not names:
            msg = "There is no file in the upload; send them in parts named “files”."
            raise NoFiles(msg)
        brought, labels = Brought(stored=self.stored), Labels()
        for position, (name, kept) in enumerate(zip(names, self.kept, strict=True)):
            if position in self.withdrawn:
                continue
            readable = name.encode("utf-8", "replace").decode()
            try:
                stored = _stored(kept)
                label = labels.give(file_path(readable))
                brought.files.append(Incoming(label, stored.digest, stored.size))
            except FolioscopeError as error:
                brought.refused.append(PathProblem(readable, error.code, error.message))
        return brought

    def _names(self) -> list[str]:
        """Each file's name: the one sent beside it, else the one in its own header."""
        listed = self.fields.pop("names", None)
        names = self.names if listed is None else _parsed(listed)
        if len(names) != len(self.names):
            msg = f"There are {len(self.names)} files and {len(names)} names."
            raise NamesInvalid(msg)
        return names


@asynccontextmanager
async def received(
    upload: Upload, content_type: str, body: AsyncIterator[bytes]
) -> AsyncIterator[Brought]:
    """Store the files of a form; they stay pinned until the block is left."""
    try:
        yield await read_in_thread(body, lambda read: upload.take(content_type, read))
    finally:
        await asyncio.to_thread(unpin, upload.shelf, upload.stored)


class _Storing:
    """Stores small files several at once, since each waits for the disk; large ones one by one."""

    def __init__(
        self, threads: Executor, put: Callable[[BinaryIO], Kept], kept: list[Kept]
    ) -> None:
        self._threads, self._put, self._kept = threads, put, kept
        self._waiting: deque[Future[Kept]] = deque()

    def aside(self, stream: BinaryIO) -> None:
        """Store a file meanwhile, as soon as few enough are under way."""
        self.settle(at_most=AHEAD)
        self._waiting.append(self._threads.submit(self._put, stream))

    def at_once(self, stream: BinaryIO) -> None:
        """Store a file before anything else."""
        self.settle()
        self._kept.append(self._put(stream))

    def settle(self, at_most: int = 0) -> None:
        """Wait until no more files than that are under way."""
        while len(self._waiting) > at_most:
            self._kept.append(self._waiting.popleft().result())


def _stored(kept: Kept) -> Stored:
    if isinstance(kept, FolioscopeError):
        raise kept
    return kept


def _position(value: str, count: int) -> int:
    """The number of a file that came before, from 0 on."""
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and int(value) < count):
        msg = f"“withdrawn” takes the number of a file that was sent before, not “{value[:20]}”."
        raise FormInvalid(msg)
    return int(value)


def _parsed(names: str) -> list[str]:
    try:
        listed = json.loads(names)
    except (ValueError, RecursionError) as error:
        msg = "“names” is not a JSON list."
        raise NamesInvalid(msg) from error
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        msg = "“names” is not a JSON list of strings."
        raise NamesInvalid(msg)
    return listed
