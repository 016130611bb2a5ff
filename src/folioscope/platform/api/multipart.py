"""A multipart form, read part by part as its bytes come: nothing of it is kept here.

Pieces are pulled, so that whoever stores a part sets the pace of whoever sends it.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from typing_extensions import Buffer, override

from folioscope.errors import Invalid

HEADER_BYTES = 16 * 1024  # a path of 1,000 characters, each of four bytes, with room to spare
ESCAPED = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))
"""What browsers write for signs that would end a name in a header."""

Read = Callable[[], bytes]
"""The next piece of a body; nothing at its end."""


class FormInvalid(Invalid):
    """A multipart form that cannot be read, or that has too many or too large parts."""

    code = "form_invalid"


@dataclass(frozen=True, slots=True)
class FormLimits:
    """How many parts a form may have, and how many bytes a field that is no file."""

    parts: int
    field_bytes: int


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    filename: str | None


class Part(io.RawIOBase):
    """One part; ``filename`` is None where it is a field. It ends with the next one."""

    def __init__(self, head: _Head, more: Read) -> None:
        super().__init__()
        self.field = head.name
        self.filename = head.filename
        self._more = more
        self._rest = b""
        self._is_at_end = False

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer)
        data = self._rest or self._next()
        size = min(len(data), len(target))
        target[:size] = data[:size]
        self._rest = data[size:]
        return size

    def take(self, size: int) -> bytes:
        """As many bytes, or what there is."""
        gathered = bytearray()
        while len(gathered) < size and self.has_data():
            room = size - len(gathered)
            gathered += self._rest[:room]
            self._rest = self._rest[room:]
        return bytes(gathered)

    def give_back(self, data: bytes) -> None:
        """Have bytes read again that were taken."""
        self._rest = data + self._rest

    def has_data(self) -> bool:
        """Whether there is anything to read."""
        self._rest = self._rest or self._next()
        return bool(self._rest)

    def text(self, limit: int) -> str:
        """All of a field that has at most ``limit`` bytes."""
        gathered = bytearray()
        while data := self._next():
            gathered += data
            if len(gathered) > limit:
                msg = f"The field “{self.field[:80]}” has more than {limit:,} bytes."
                raise FormInvalid(msg)
        return _decoded(bytes(gathered))

    def skip(self) -> None:
        """Pass over what nobody has read."""
        while self._next():
            pass

    def _next(self) -> bytes:
        if self._is_at_end:
            return b""
        data = self._more()
        self._is_at_end = not data
        return data


class Form:
    """Reads the parts of one body, each once and in order; ``FormInvalid``."""

    def __init__(self, content_type: str, read: Read, limits: FormLimits) -> None:
        self._read = read
        self._limits = limits
        self._came: deque[_Head | bytes] = deque()  # b"" ends a part
        self._header = (bytearray(), bytearray())
        self._disposition = ""
        self._is_whole = False
        self._parser = MultipartParser(
            _boundary(content_type),
            {
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin_part,
                "on_part_data": lambda data, start, end: self._came.append(data[start:end]),
                "on_part_end": lambda: self._came.append(b""),
                "on_end": self._end,
            },
            max_header_size=HEADER_BYTES,
        )

    def parts(self) -> Iterator[Part]:
        """Each part, to be read before the next one is asked for."""
        count = 0
        while (head := self._next()) is not None:
            assert isinstance(head, _Head), "a part is read to its end"
            count += 1
            if count > self._limits.parts:
                msg = f"The form has more than {self._limits.parts:,} parts."
                raise FormInvalid(msg)
            part = Part(head, self._data)
            yield part
            part.skip()

    def text(self, part: Part) -> str:
        """The whole of a part that is no file."""
        return part.text(self._limits.field_bytes)

    def _data(self) -> bytes:
        data = self._next()
        assert isinstance(data, bytes), "a part has an end"
        return data

    def _next(self) -> _Head | bytes | None:
        """What comes next; None at the end of the form."""
        while not self._came:
            piece = self._read()
            if not piece:
                if self._is_whole:
                    return None
                msg = "The form breaks off before its end, or has another boundary than it says."
                raise FormInvalid(msg)
            self._feed(piece)
        return self._came.popleft()

    def _feed(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as error:
            msg = f"The form is no multipart/form-data: {error}."
            raise FormInvalid(msg) from error

    def _end_header(self) -> None:
        name, value = (bytes(part) for part in self._header)
        self._header = (bytearray(), bytearray())
        if name.lower() == b"content-disposition":
            self._disposition = value.decode("latin-1")

    def _begin_part(self) -> None:
        kind, options = parse_options_header(self._disposition)
        self._disposition = ""
        if kind != b"form-data" or b"name" not in options:
            msg = "A part of the form has no Content-Disposition with a name."
            raise FormInvalid(msg)
        filename = options.get(b"filename")
        shown = None if filename is None else _unescaped(_decoded(filename))
        self._came.append(_Head(_decoded(options[b"name"]), shown))

    def _end(self) -> None:
        self._is_whole = True


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        msg = "Files are sent as multipart/form-data, with the boundary in Content-Type."
        raise FormInvalid(msg)
    return boundary


def _decoded(sent: bytes) -> str:
    """As UTF-8, which is the rule; otherwise readable."""
    try:
        return sent.decode()
    except UnicodeDecodeError:
        return sent.decode("latin-1")


def _unescaped(name: str) -> str:
    for written, sign in ESCAPED:
        name = name.replace(written, sign)
    return name
