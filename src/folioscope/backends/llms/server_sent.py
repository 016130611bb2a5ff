"""Server-sent events, out of bytes that arrive in any pieces."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_EVENT = 4 * 1024 * 1024
"""More than the longest answer needs that is sent at once, every character escaped."""


class EventTooLong(ValueError):
    """An event goes on and on."""


class ServerSentEvents:
    """What has come of a stream: whole events go out, the begun one is kept."""

    def __init__(self, longest: int = LONGEST_EVENT) -> None:
        self._longest = longest
        self._size = 0
        self._line = bytearray()
        self._data: list[bytes] = []
        self._half_ended = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take the next bytes, and give the data of each event that they complete."""
        if not piece:
            return
        if self._half_ended:
            piece = piece.removeprefix(b"\n")
        self._half_ended = piece.endswith(b"\r")
        # Bytes, unlike text, are split at CR and LF alone.
        for line in piece.splitlines(keepends=True):
            self._size += len(line)
            if self._size > self._longest:
                raise EventTooLong(f"An event has more than {self._longest:,} bytes.")
            self._line += line
            if line.endswith((b"\n", b"\r")):
                yield from self._end_line()

    def _end_line(self) -> Iterator[bytes]:
        line = bytes(self._line).rstrip(b"\r\n")
        self._line.clear()
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
        elif not line:
            data, self._data, self._size = self._data, [], 0
            if data:
                yield b"\n".join(data)
