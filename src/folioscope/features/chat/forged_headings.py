"""Text of a document that would pass for the heading of a passage, made harmless."""

from __future__ import annotations

import re
import unicodedata

_OPENING = "[［【〔⟦⟨❲﹝⁅「『"
_CLOSING = "]］】〕⟧⟩❳﹞⁆」』"
_PLAIN = str.maketrans(
    {**dict.fromkeys(_OPENING, "["), **dict.fromkeys(_CLOSING, "]")}
    # Letters of other scripts that look like those of “source”.
    | dict(zip("ѕоυսґгсеοϲєɡ", "souurrceoceg", strict=True))
)
_ROUND = str.maketrans(
    {**dict.fromkeys(_OPENING, "("), **dict.fromkeys(_CLOSING, ")")},
)
_BRACKET = re.compile(f"[{re.escape(_OPENING)}]")
_HEADING = re.compile(r"\[\s*(\d{1,9})\s*\][\s\W]{0,20}?source\b", re.IGNORECASE)


def unforged(text: str) -> str:
    """The text, with round brackets where “[7] Source” or its like stood."""
    if not _BRACKET.search(text):
        return text
    seen, places = _as_seen(text)
    letters = list(text)
    for found in _HEADING.finditer(seen):
        for at in range(places[found.start()], places[found.end() - 1]):
            letters[at] = letters[at].translate(_ROUND)
    return "".join(letters)


def _as_seen(text: str) -> tuple[str, list[int]]:
    """The text as a reader sees it, and from where in the text each of its letters is."""
    if text.isascii():
        return text, list(range(len(text)))
    seen: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        if unicodedata.category(letter) in ("Cf", "Mn", "Cc") and not letter.isspace():
            continue
        plain = unicodedata.normalize("NFKC", letter).casefold().translate(_PLAIN)
        seen.append(plain)
        places.extend([at] * len(plain))
    return "".join(seen), places
