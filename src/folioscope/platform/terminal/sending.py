"""Files as one multipart form, read while it is sent: as many as there are, none in memory."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from folioscope.errors import Invalid
from folioscope.platform.terminal.output import Bar

PIECE = 256 * 1024
ESCAPED = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A", ord("\\"): "/"}
CHANGED = "was changed while it was read; add it again"


class NothingReadable(Invalid):
    """Files of which none could be read, so that nothing is sent after all."""

    code = "nothing_readable"


class _Changed(Exception):  # never leaves this module
    """A file of which something else was sent than it holds now."""


@dataclass
class Sending:
    """A form with files under names; those that could not be read are in ``failed``.

    A file whose reading goes wrong when it is sent in part is withdrawn by a field after it.
    """

    files: Sequence[tuple[str, Path]]
    fields: Mapping[str, str]
    bar: Bar | None = None
    failed: list[dict[str, str]] = field(default_factory=list)
    _boundary: str = field(default_factory=lambda: token_hex(16))
    _sent: int = 0

    @property
    def content_type(self) -> str:
        """What the body is, for the header of that name."""
        return f"multipart/form-data; boundary={self._boundary}"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, in pieces that are worth a journey each."""
        pieces = self._pieces()
        while piece := await asyncio.to_thread(_gather, pieces):
            yield piece
            if self.bar is not None:
                done = self._sent + len(self.failed)
                self.bar.show({"done": done, "total": len(self.files)})

    def _pieces(self) -> Iterator[bytes]:
        for name, value in self.fields.items():
            yield self._field(name, value)
        for name, path in self.files:
            try:
                yield from self._file(name, path)
            except (OSError, _Changed) as error:
                self._fail(name, error)
        if self.files and not self._sent:
            msg = "None of the files could be read."
            raise NothingReadable(msg)
        yield f"--{self._boundary}--\r\n".encode()

    def _file(self, name: str, path: Path) -> Iterator[bytes]:
        with open(path, "rb", opener=_without_waiting) as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise _Changed
            piece = stream.read(PIECE)  # before anything is sent, for most that can go wrong
            position = self._sent
            self._sent += 1
            yield self._head(f'name="files"; filename="{name.translate(ESCAPED)}"')
            try:
                yield from _rest(stream, piece, before.st_size)
                _check_unchanged(stream, before)
            except (OSError, _Changed):
                yield b"\r\n" + self._field("withdrawn", str(position))
                raise
            yield b"\r\n"

    def _field(self, name: str, value: str) -> bytes:
        return self._head(f'name="{name}"') + value.encode() + b"\r\n"

    def _head(self, named: str) -> bytes:
        return f"--{self._boundary}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode()

    def _fail(self, name: str, error: OSError | _Changed) -> None:
        if isinstance(error, _Changed):
            code, told = "changed_while_read", CHANGED
        elif isinstance(error, FileNotFoundError):
            code, told = "path_missing", "does not exist any more"
        else:
            code, told = "path_unreadable", f"cannot be read: {error.strerror or error}"
        self.failed.append({"path": name, "code": code, "message": f"{name} {told}."})


def _rest(stream: BinaryIO, piece: bytes, size: int) -> Iterator[bytes]:
    """A file from its first piece on; no more than it had, since it may grow for ever."""
    count = len(piece)
    while piece and count <= size:
        yield piece
        piece = stream.read(PIECE)
        count += len(piece)


def _check_unchanged(stream: BinaryIO, before: os.stat_result) -> None:
    now = os.fstat(stream.fileno())
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise _Changed


def _gather(pieces: Iterator[bytes]) -> bytes:
    """Pieces together, at least as many bytes as one has; nothing at the end."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE:
            break
    return bytes(gathered)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # it may be a pipe by now
