"""JSON, one value a line, out of bytes that arrive in any pieces."""

from __future__ import annotations

from collections.abc import Iterator

from folioscope.backends.llms.server_sent import LONGEST_EVENT, EventTooLong


class JsonLines:
    """What has come of a stream: whole lines go out, the begun one is kept."""

    def __init__(self, longest: int = LONGEST_EVENT) -> None:
        self._longest = longest
        self._line = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take the next bytes, and give each line that they complete and that is not empty."""
        for part in piece.splitlines(keepends=True):
            if len(self._line) + len(part) > self._longest:
                raise EventTooLong(f"A line has more than {self._longest:,} bytes.")
            self._line += part
            if part.endswith((b"\n", b"\r")):
                line = bytes(self._line).strip()
                self._line.clear()
                if line:
                    yield line
