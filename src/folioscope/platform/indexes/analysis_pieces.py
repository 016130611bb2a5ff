"""What stands between two spaces: words of a language, and names that no language changes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 80  # characters of a term; what is longer is no word
# Letters that carry their vowels as marks, which are no letters to the regular expressions.
MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
WORD = rf"[^\W_](?:[^\W_]|[{MARKS}])*"
# Thai to Lao, Burmese, Khmer, Kana, Han, Hangul.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)

WORDS = re.compile(WORD)
RUNS = re.compile(f"[{UNSPACED}]+")
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
SIGNED = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}(?:\+\+|#)(?![^\W\d_])")
DOTTED = re.compile(r"(?<![\w.])\.[^\W\d_]\w+")
JOINED = re.compile(rf"{WORD}(?:[-._'/&@+]{WORD})+")
ELIDED = re.compile(
    r"(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|(?:d|n|s|qu)?ell|(?:d|n|s)?all|un)'(?=\w)"
    r"|(?:n't|'(?:s|re|ve|ll|d|m))(?!\w)",
    re.IGNORECASE,
)
SIGNS = re.compile("[-._'+]")
PLAIN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """``names`` are terms as they are, such as c++ and ci/cd; languages make terms of ``words``.

    Of node.js the words are nodejs, node and js.
    ``ends`` are the last characters of runs without spaces: with them in the index every
    character begins some term.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    ends: tuple[str, ...] = ()


def pieces_of(raw: str) -> Pieces:
    """The pieces of what stands between two spaces."""
    if PLAIN.fullmatch(raw) and raw.isascii():
        return Pieces((), (raw,) if len(raw) <= LONGEST else ())
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).replace("’", "'")
    runs = RUNS.findall(text)
    text = RUNS.sub(" ", text) if runs else text
    signed = [name.lower() for name in SIGNED.findall(text)]
    text = ELIDED.sub(" ", SIGNED.sub(" ", text))
    joined = [name for name in JOINED.findall(text) if _is_name(name)]
    kept = [name.lower() for name in (*DOTTED.findall(text), *joined) if _keeps_signs(name)]
    plain = [SIGNS.sub("", name) for name in joined if not _keeps_signs(name)]
    words = [word for word in (*plain, *WORDS.findall(text)) if len(word) <= LONGEST]
    names = [name for name in (*signed, *kept) if len(name) <= LONGEST]
    bigrams = [run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1))]
    ends = tuple(run[-1] for run in runs if len(run) > 1)
    return Pieces((*names, *bigrams), tuple(words), ends)


def _is_name(joined: str) -> bool:
    """Words with hyphens between them are found by their parts, but for Objective-C and GPT-4."""
    parts = joined.split("-")
    return len(parts) == 1 or not all(len(part) > 1 and part.isalpha() for part in parts)


def _keeps_signs(name: str) -> bool:
    """NodeJS is the same as node.js, but CICD is not CI/CD, and 12.5 is not 125."""
    return name[0] == "." or any(sign in name for sign in "/&@") or not _has_letters(name)


def _has_letters(name: str) -> bool:
    return any(map(str.isalpha, name))
