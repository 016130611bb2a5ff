"""The archive that an export travels in: a plain tar, in which only files of an export may be."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from typing_extensions import Buffer, override

from folioscope.features.transfers.export_format import METADATA, NAME, ExportInvalid

BLOCK = 512
END = bytes(2 * BLOCK)
MOST_MEMBERS = 200_000
MOST_REMARKS = 64 * 1024  # bytes of what tar programs add of their own
FILE_KINDS = (tarfile.REGTYPE, tarfile.AREGTYPE)
PASSED_OVER = (tarfile.DIRTYPE, tarfile.XHDTYPE, tarfile.XGLTYPE)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; without a name it is something to be passed over."""

    name: str
    size: int

    @property
    def padding(self) -> int:
        """How many bytes follow it up to the next block."""
        return -self.size % BLOCK

    def head(self) -> bytes:
        """What stands before it in an archive."""
        told = tarfile.TarInfo(self.name)
        told.size, told.mode = self.size, 0o600
        return told.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def read_head(block: bytes) -> Member | None:
    """The member that a block stands before; None at the end of the archive."""
    if block == bytes(BLOCK):
        return None
    try:
        told = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, ValueError) as error:
        msg = "The archive is cut short or damaged, or it is not a tar file."
        raise ExportInvalid(msg) from error
    if told.type in PASSED_OVER and 0 <= told.size <= MOST_REMARKS:
        return Member("", told.size)
    name = told.name.removeprefix("./")
    if told.type not in FILE_KINDS or told.size < 0:
        msg = f"“{name[:100]}” in the archive is not a file."
        raise ExportInvalid(msg)
    if not NAME.fullmatch(name):
        msg = f"“{name[:100]}” in the archive is not of an export."
        raise ExportInvalid(msg)
    return Member(name, told.size)


class Archive:
    """An archive on disk, whose members are read where they lie."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        with path.open("rb") as file:
            for member, first in _members(file, path.stat().st_size):
                if member.name in self._places:
                    msg = f"{member.name} is in the archive twice."
                    raise ExportInvalid(msg)
                self._places[member.name] = (first, member.size)
        if METADATA not in self._places:
            msg = f"The archive holds no {METADATA}, so it is not an export."
            raise ExportInvalid(msg)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def size(self, name: str) -> int:
        """How many bytes a member has; ``ExportInvalid`` without it."""
        if name not in self._places:
            msg = f"{name} is missing from the export."
            raise ExportInvalid(msg)
        return self._places[name][1]

    def open(self, name: str) -> io.BufferedReader:
        """A member, to be read from its beginning; the caller closes it."""
        size = self.size(name)
        return io.BufferedReader(_Section(self._path, self._places[name][0], size), 64 * 1024)


def _members(file: BinaryIO, end: int) -> Iterator[tuple[Member, int]]:
    """Each named member with the place of its first byte."""
    for _ in range(MOST_MEMBERS):
        member = read_head(file.read(BLOCK))
        if member is None:
            return
        first = file.tell()
        if first + member.size > end:
            msg = f"The archive is cut short in {member.name}."
            raise ExportInvalid(msg)
        if member.name:
            yield member, first
        file.seek(first + member.size + member.padding)
    msg = f"The archive holds more than {MOST_MEMBERS:,} files."
    raise ExportInvalid(msg)


class _Section(io.RawIOBase):
    """A part of a file as a file of its own."""

    def __init__(self, path: Path, first: int, size: int) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._first = first
        self._size = size
        self._position = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        wanted = memoryview(buffer).cast("B")
        rest = max(0, self._size - self._position)
        self._file.seek(self._first + self._position)
        read = self._file.readinto(wanted[: min(len(wanted), rest)])
        self._position += read
        return read

    @override
    def close(self) -> None:
        self._file.close()
        super().close()
