"""Text as headings, dates and names are compared: small, without accents, letter for letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def fold(text: str) -> str:
    """The text in lower case without accents; each letter stays where it was."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def squeeze(text: str) -> str:
    """Letters and digits alone, folded: spaced-out type reads like any other."""
    return "".join(filter(str.isalnum, fold(text)))


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter
