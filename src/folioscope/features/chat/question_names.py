"""The names in a question, and whether passages hold them.

A question about a person, a firm or a title that no passage names has no answer in them, however
alike the passages are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from folioscope.features.extractive.question import LISTING, WEAK
from folioscope.features.extractive.terms import fold, stem, terms, tokens

Name = tuple[str, ...]
"""The words of a name, as they are compared."""

_WORD = r"[A-ZÀ-ÖØ-Þ](?:\w|[.+#&-](?=\w)|['’](?!s\b)(?=\w))*[+#]*"
_LINK = r"(?:(?:de|du|des|la|le|van|von|der|of|&)\s{1,3})?"
_NAME = re.compile(rf"(?<![\w-]){_WORD}(?:\s{{1,3}}{_LINK}(?:{_WORD}|\d[\w.]*))*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENDS_SENTENCE = re.compile(r"(?:^|[.?!:])\W*$")
# Words that questions begin with, and which are no names though they are written large there.
_OPENING = WEAK | frozenset(
    map(
        stem,
        "summarize summarise compare explain analyze analyse outline provide identify evaluate "
        "discuss assess calculate count please based according considering given regarding "
        "concerning resume comparez compare explique expliquez decris donnez indique precise "
        "calcule selon concernant parmi among".split(),
    )
)
NEAR = 2  # words that may stand between those of a name


def names_in(question: str) -> list[Name]:
    """Runs of words that are written large, and years."""
    found = [_name(match, question) for match in _NAME.finditer(question)]
    known = {word for name in found for word in name}
    years = [(year,) for year in _YEAR.findall(question) if year not in known]
    return [name for name in (*found, *years) if name]


def holds(texts: Iterable[Sequence[str]], name: Name) -> bool:
    """Whether one of the texts has the words of a name, close together. They are ``words_of``."""
    return any(_is_in(name, words) for words in texts)


def words_of(text: str) -> list[str]:
    """All words of a text as those of names are compared."""
    return [stem(token) for token in tokens(text)]


def _name(match: re.Match[str], question: str) -> Name:
    words = match.group().split()
    if _ENDS_SENTENCE.search(question[max(match.start() - 4, 0) : match.start()]):
        words = words[_opening(words) :]
    large = [word for word in words if not word.islower()]
    if len(large) == 1 and not terms(large[0]):
        return ()
    return tuple(word for part in large for word in words_of(part))


def _opening(words: Sequence[str]) -> int:
    """How many words at the beginning of a sentence are large for that alone."""
    first = terms(words[0])
    is_ordinary = len(words) == 1 or not first or first[0] in _OPENING
    return int(is_ordinary or bool(LISTING.match(fold(words[0]))))


def _is_in(name: Name, words: Sequence[str]) -> bool:
    wanted = set(name)
    if not wanted.issubset(words):
        return False
    width = len(name) + NEAR
    return any(
        word in wanted and wanted.issubset(words[at : at + width]) for at, word in enumerate(words)
    )
