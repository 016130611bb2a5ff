"""Text as it is compared with other text, and where each letter of it stands in the original.

Case, accents, ligatures, width, white space, kinds of quotes and dashes, emphasis, soft hyphens
and words that a line end divides make no difference. One look at each letter: the time is linear.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from folioscope.features.knowledge.sentences import BULLETS, Span

_ALIKE = {
    **dict.fromkeys("'‘’‚‛′`´", "'"),
    **dict.fromkeys('"“”„‟«»″', '"'),
    **dict.fromkeys(BULLETS, " "),
    "\N{MINUS SIGN}": "-",
    # Emphasis and code of Markdown.
    **dict.fromkeys("*`", ""),
}
_EDGES = " .,;:!?'\"()[]{}-_|"
_UNSEEN = frozenset(("Mn", "Me", "Cf", "Cc"))
MOST_TRIES = 50


class _Letter(NamedTuple):
    letter: str
    place: int


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is what is compared; its letter ``n`` comes from ``places[n]`` of the original."""

    original: str
    text: str
    places: Sequence[int]

    def find(self, words: str) -> Span | None:
        """Where whole words stand in the original, without what surrounds them."""
        at = self.text.find(words) if words else -1
        for _ in range(MOST_TRIES):
            if at < 0:
                break
            end = at + len(words)
            if not self._goes_on(at) and not self._goes_on(end):
                return Span(self.places[at], self._after(self.places[end - 1]))
            at = self.text.find(words, at + 1)
        return None

    def _goes_on(self, at: int) -> bool:
        """Whether a word, a figure or a letter of the original has a part on either side."""
        if not 0 < at < len(self.text):
            return False
        return self.places[at - 1] == self.places[at] or _holds_together(self.text, at)

    def _after(self, place: int) -> int:
        """The end of a letter with the accents that follow it."""
        end = place + 1
        while end < len(self.original) and unicodedata.combining(self.original[end]):
            end += 1
        return end


def folded(text: str) -> Folded:
    """The text in the form in which it is compared."""
    letters = list(_joined(_letters(text)))
    return Folded(text, "".join(each.letter for each in letters), [each.place for each in letters])


def bare(text: str) -> str:
    """The same form of some words, without the punctuation around them."""
    return folded(text).text.strip(_EDGES)


def _letters(text: str) -> Iterator[_Letter]:
    blank = True
    for place, letter in enumerate(text):
        for plain in _plain(letter):
            if plain != " " or not blank:
                yield _Letter(plain, place)
            blank = plain == " "


def _joined(letters: Iterator[_Letter]) -> Iterator[_Letter]:
    """Without the hyphen and blank of a word that was divided at the end of a line."""
    held: list[_Letter] = []
    within = False
    for each in letters:
        if len(held) == 2 and each.letter.isalpha():
            held = []
        if (each.letter == "-" and within) or (each.letter == " " and len(held) == 1):
            held.append(each)
        else:
            yield from held
            held = []
            yield each
        within = each.letter.isalpha()
    yield from held


@lru_cache(maxsize=8192)
def _plain(letter: str) -> str:
    if letter in _ALIKE:
        return _ALIKE[letter]
    if letter.isspace() or "\uf000" <= letter <= "\uf0ff":
        return " "
    if unicodedata.category(letter) == "Pd":
        return "-"
    seen = unicodedata.normalize("NFKD", letter.casefold()).casefold()
    return "".join(" " if one.isspace() else one for one in seen if _is_seen(one))


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in _UNSEEN


def _holds_together(text: str, at: int) -> bool:
    one, other = text[at - 1], text[at]
    if one.isalnum():
        if other in ".,":
            return one.isdigit() and text[at + 1 : at + 2].isdigit()
        return other.isalnum() or other in "+#"
    if one in ".," and other.isdigit():
        return at > 1 and text[at - 2].isdigit()
    return one in "+#" and other in "+#"
