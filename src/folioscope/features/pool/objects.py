"""What stands behind a phrase of a question over a pool, as conditions; None if that is unclear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from folioscope.features.pool.query import Clause, Condition
from folioscope.features.pool.things import (
    OF_MENTION,
    area,
    certificate,
    employer,
    employer_or_school,
    had,
    place,
    role,
    school,
    skill,
    spoken,
)
from folioscope.features.pool.verbs import NUMBERS
from folioscope.features.pool.vocabulary import Vocabulary, language, without_article
from folioscope.features.sections.folding import fold

Reader = Callable[[str, Vocabulary], Condition | None]

MOST_WORDS = 4

_OR = re.compile(r"(?:\s*,)?\s+(?:or|ou)\s+", re.IGNORECASE)
_AND = re.compile(r"(?:\s*,)?\s+(?:and|et|as well as|ainsi que|&)\s+", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COMMA = re.compile(r"\s*,\s*")
_BOTH = re.compile(r"^(?:both|either|soit|a la fois|à la fois)\s+", re.IGNORECASE)
_UNCLEAR = frozenset(
    "how what why when where who whom which that than there their they them it its he she his her "
    "this these those about around best better well most more least less much many very really "
    "never always something anything everything nothing someone anyone somebody anybody everyone "
    "good bad some any no not is are was were be been has have had do does did can could would "
    "should will may might must with without from to by as at on into over under before after "
    "near next close work home live lives lived living works worked working travail "
    "during since until between same other another else only also too me my mine you your our "
    "each every all both either neither if because so but "
    "comment quoi pourquoi quand ou qui que dont ce cette ces cela ca il elle ils elles leur leurs "
    "son sa ses mieux bien tres plus moins beaucoup quelque chose quelqu rien tout tous toute "
    "toutes pas est sont etait a ont avait fait avec sans depuis avant apres pendant sur sous par "
    "pour chez meme autre aussi seulement si car mais".split()
)


def conditions(text: str, read: Reader, vocabulary: Vocabulary) -> list[Clause] | None:
    """A list of objects: joined by “and” each is a clause, by “or” all are one."""
    text = _BOTH.sub("", text.strip())
    if whole := read(text, vocabulary):
        return [(whole,)]
    if _OR.search(text) and _AND.search(text):
        return None
    if len(_OR.split(text)) > 1:
        parts = [part for piece in _OR.split(text) for part in _COMMA.split(piece)]
        found = _each(parts, read, vocabulary)
        return None if found is None else [tuple(found)]
    parts = [part for piece in _AND.split(text) for part in _COMMA.split(piece)]
    found = _each(parts, read, vocabulary) if len(parts) > 1 else None
    return None if found is None else [(one,) for one in found]


def _each(parts: list[str], read: Reader, vocabulary: Vocabulary) -> list[Condition] | None:
    found = [read(part, vocabulary) for part in parts]
    return None if None in found else [one for one in found if one]


def words(text: str, _: Vocabulary) -> Condition | None:
    """Words that are to stand in a CV: few, and none of them says more than it names."""
    bare = OF_MENTION.sub("", without_article(text))
    parts = re.findall(r"[\w'’.+#/-]+", fold(bare))
    if not 0 < len(parts) <= MOST_WORDS or not _UNCLEAR.isdisjoint(parts):
        return None
    return Condition("words", bare)


def _is_number(word: str) -> bool:
    return word.isdigit() or fold(word) in NUMBERS


def new_words(text: str, vocabulary: Vocabulary) -> Condition | None:
    """The same of a thing that is unknown: what is known beside other words is not one."""
    bare = without_article(text)
    parts = bare.split()
    if _YEAR.search(bare) or any(map(_is_number, parts[: len(parts) - 1])):
        return None  # when something was, or how many of it, is not said by words beside it
    knows = [vocabulary.skill(part) or language(part) for part in parts]
    is_name = all(not part.islower() for part in parts)
    if len(parts) > 1 and not is_name and any(knows):
        return None
    return words(text, vocabulary)


STRICT: Mapping[str, Reader] = {
    "language": spoken,
    "skill": skill,
    "place": place,
    "in": place,
    "as": role,
    "asnow": role,
    "role": role,
    "isnow": role,
    "at": employer_or_school,
    "atnow": employer,
    "school": school,
    "studies": area,
    "certified": certificate,
    "has": had,
    "with": had,
    "without": had,
    "mention": words,
}
"""What may stand behind each kind of phrase, as far as it is known."""

LOOSE: Mapping[str, Reader] = dict.fromkeys(
    ("language", "skill", "place", "at", "atnow", "certified", "school", "studies"), new_words
)
"""Kinds whose unknown objects are looked for as words."""
