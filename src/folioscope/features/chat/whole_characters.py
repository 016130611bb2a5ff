"""Text of a language model as characters that can be stored and shown."""

from __future__ import annotations


class WholeCharacters:
    """Joins halves of a character that came in two pieces; a half alone becomes U+FFFD.

    Some servers cut their JSON within an emoji. NUL is dropped: PostgreSQL keeps none.
    """

    def __init__(self) -> None:
        self._half = ""

    def feed(self, text: str) -> str:
        """What is whole so far."""
        text = self._half + text
        self._half = text[-1] if text and "\ud800" <= text[-1] <= "\udbff" else ""
        return _whole(text[: len(text) - len(self._half)])

    def close(self) -> str:
        """What is left."""
        left, self._half = self._half, ""
        return _whole(left)


def _whole(text: str) -> str:
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", "")
