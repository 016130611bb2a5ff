"""Characters as they should be stored: without controls, soft hyphens and ligatures.

Other characters that nobody sees are left to ``screening``, which reports them.
"""

from __future__ import annotations

import re
import unicodedata

from folioscope.backends.parsers.port import Line, Page

_REPLACEMENT = "\ufffd"
_IN_WORDS = re.compile(r"[^\W_]")


def _table() -> dict[int, str]:
    controls = (code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n")
    table = dict.fromkeys(controls, "")
    table |= dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
    table |= dict.fromkeys((0xAD, 0xFFFE, 0xFFFF), "")
    # The last three are letters or signs that look like a space.
    table |= dict.fromkeys((0xA0, 0x2007, 0x202F, 0x2800, 0x3164, 0xFFA0), " ")
    table |= dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT)
    # Pictures of icon fonts, but for the bullets of Symbol and Wingdings.
    table |= dict.fromkeys(range(0xE000, 0xF900), "")
    table |= dict.fromkeys((0xF0A7, 0xF0B7), "\u2022")
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
    return table


_TABLE = _table()


def clean(text: str) -> str:
    """Text with ``\\n`` for every line end and only characters that can be stored and found."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_TABLE)


def has_words(text: str) -> bool:
    """Tell whether there is anything to read."""
    return _IN_WORDS.search(text) is not None


def page_of(text: str, anchor: str | None = None) -> Page:
    """Make a page without layout, whose lines are those of the text."""
    lines = []
    start = 0
    for piece in text.split("\n"):
        end = start + len(piece)
        if piece.strip():
            lines.append(Line(start, end))
        start = end + 1
    return Page(text, lines=tuple(lines), anchor=anchor)
