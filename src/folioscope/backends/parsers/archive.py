"""ZIP archives from strangers: counted before anything in them is used."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from folioscope.backends.parsers.port import Limits, Unreadable

MAX_ENTRIES = 2000
MAX_RATIO = 100
RATIO_MATTERS_FROM = 1024 * 1024
PIECE = 64 * 1024
ENCRYPTED_FLAG = 0x1
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive:
    """A checked archive; what it unpacked to is counted, whatever its headers say."""

    def __init__(self, path: Path, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self._check(path.stat().st_size, limits)
        except BROKEN as error:
            raise Unreadable("damaged", f"is damaged or cut short ({error})") from error

    @property
    def names(self) -> frozenset[str]:
        """The names of the entries."""
        return frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """Unpack one entry."""
        with self._zip.open(name) as stream:
            return stream.read()

    def _check(self, packed: int, limits: Limits) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            message = f"is a zip bomb: it holds {len(entries)} entries, more than {MAX_ENTRIES}"
            raise Unreadable("zip_bomb", message)
        unpacked = 0
        for entry in entries:
            _check_entry(entry)
            # The reader stops at the declared size; only the packed data may say where it ends.
            entry.file_size = limits.unpacked_bytes + PIECE
            with self._zip.open(entry) as stream:
                entry.file_size, unpacked = _measure(stream, unpacked, packed, limits)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & ENCRYPTED_FLAG:
        message = "is protected with a password; save a copy without it and add that"
        raise Unreadable("encrypted", message)
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or entry.compress_type not in READABLE:
        raise Unreadable("damaged", f"is not a proper document: it holds {entry.filename[:80]!r}")


def _measure(stream: IO[bytes], before: int, packed: int, limits: Limits) -> tuple[int, int]:
    """Unpack an entry piece by piece; answer its size and the size of all so far."""
    size = 0
    while piece := stream.read(PIECE):
        size += len(piece)
        total = before + size
        if total > limits.unpacked_bytes:
            message = f"unpacks to more than {limits.unpacked_bytes // 1024**2} MB"
            raise Unreadable("zip_bomb", f"is a zip bomb: it {message}")
        if total > RATIO_MATTERS_FROM and total > packed * MAX_RATIO:
            message = f"is a zip bomb: it unpacks to more than {MAX_RATIO} times its size"
            raise Unreadable("zip_bomb", message)
    return size, before + size
