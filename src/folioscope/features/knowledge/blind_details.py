"""What CVs tell of a person beside their work: birth, age, gender, nationality, family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from folioscope.features.knowledge.blind_sheets import (
    LEXICON,
    SEGMENT_END,
    Sheet,
    any_of,
    phrases,
)
from folioscope.features.knowledge.blind_spans import MaskKind, Span
from folioscope.late_patterns import late_pattern

_OF_LABEL: dict[str, MaskKind] = {
    label: cast("MaskKind", kind)
    for kind, words in LEXICON["labels"].items()
    for label in phrases(words)
}
LABELS: Mapping[str, MaskKind] = MappingProxyType(_OF_LABEL)
"""What each label is of, folded."""

_LABEL = late_pattern(
    rf"(?:^|(?<=[{SEGMENT_END},(])|(?<=\s\s))[^\S\n]{{0,9}}[*_•▪-]{{0,3}}[^\S\n]{{0,9}}"
    rf"(?P<label>{'|'.join(map(re.escape, sorted(_OF_LABEL, key=len, reverse=True)))})"
    rf"(?P<colon>[*_]*[^\S\n]*[:：=][*_]*|[^\S\n]+[–-][^\S\n]|[*_]*[^\S\n]*$)",
    re.MULTILINE,
)
_VALUE = late_pattern(rf"[^\S\n]*(?P<value>(?:(?!\s{{3}})[^{SEGMENT_END}])+)")
_NEXT_LINE = late_pattern(r"[^\S\n]*\n[^\S\n]*(?P<value>[^\n]+)")
_DAY = (
    r"(?:\d{1,2}(?:er|st|nd|rd|th|o|\.)?[\s./-]*(?:de[^\S\n]+)?(?:\d{1,2}|[^\W\d_]{3,10})\.?,?[\s./-]*"
    r"(?:(?:de|del)[^\S\n]+)?(?:19|20)?\d\d|[^\W\d_]{3,10}[^\S\n]+\d{1,2}(?:st|nd|rd|th)?,?[^\S\n]+(?:19|20)\d\d|"
    r"(?:19|20)\d\d(?:-\d\d-\d\d)?)"
)
_IN_PLACE = r"(?:,?[^\S\n]+(?:a|in|en|at|em|zu)[^\S\n]+[^\W\d_][^\n|•·;\t,.(]{1,40})?"
_BORN = late_pattern(
    r"(?<!\w)(?:born|nee?(?:\(e\)|·e|\.e)?|geboren|geb\.?|\*|nacid[oa]|nat[oa]|nascid[oa])[^\S\n]*"
    rf"(?:(?:on|in|the|le|en|am|im|el|il|nel|a|em)[^\S\n]+)?{_DAY}{_IN_PLACE}"
)
_BORN_IN = late_pattern(
    r"(?<!\w)(?:born in|ne(?:e|\(e\))? a|geboren in|nacid[oa] en|nat[oa] a|nascid[oa] em)[^\S\n]+"
    r"[^\W\d_][^\n|•·;\t,.]{1,40}"
)
_AGE = late_pattern(
    r"(?<!\w)(?:\d{2}[^\S\n-]?(?:years?|yrs?|ans|jahre|anos|anni)?[^\S\n-]?"
    r"(?:old|alt|de edad|d['’]age|di eta|de idade)|"
    r"(?:aged?|agee?(?: de)?|im alter von)[^\S\n]+\d{2}(?:[^\S\n]+(?:years?|ans|jahren?))?|"
    r"\d{2}[^\S\n-]years?-old)(?!\w)"
)
_YEARS_ALONE = late_pattern(
    r"(?<!\w)\d{2}[^\S\n]+(?:years|ans|jahre|anos|anni)(?=[^\S\n]*(?:$|[|•·;,\t)]))", re.MULTILINE
)
_CITIZEN = late_pattern(
    r"(?<!\w)(?:[^\W\d_]+(?:[^\S\n]|[-/])){1,3}(?:citizen(?:ship)?|nationality|passport)(?!\w)|"
    r"(?<!\w)[^\W\d_]+[^\S\n]+nationals?(?=[^\S\n]*(?:$|[|•·;,\t.)]))|"
    r"(?<!\w)[^\W\d_]+[^\S\n]+(?:staatsburger(?:in)?|staatsangehorige[rn]?)(?!\w)",
    re.MULTILINE,
)
_NATIONALITY = late_pattern(
    r"(?<!\w)(?:double[^\S\n]+)?(?:nationalite|citoyen(?:ne)?|nacionalidad|nazionalita|"
    r"cittadin[oa]|ciudadan[oa])[^\S\n]+[^\W\d_]+(?:[^\S\n]+et[^\S\n]+[^\W\d_]+)?(?!\w)"
)
_OFFSPRING = late_pattern(
    r"(?<!\w)\d[^\S\n]+(?:children|kids?|enfants?|kinder|kind|hij[oa]s?|figli[oa]?|filhos?)(?!\w)"
)
_SOME = r"(?:\d|one|two|three|un|une|deux|trois|ein|zwei|drei|dos|tres|due|tre|dois)"
_CHILD = r"(?:child(?:ren)?|kids?|enfants?|kind(?:er|ern)?|hij[oa]s?|figl[io]|filhos?)"
_FAMILY = late_pattern(
    rf"{any_of(phrases(LEXICON['words']['family']))}"
    rf"(?:,?[^\S\n]+(?:with|avec|mit|con)?[^\S\n]*{_SOME}[^\S\n]+{_CHILD})?"
)
_CHILDREN = late_pattern(
    r"(?<!\w)(?:(?:proud[^\S\n]+)?"
    r"(?:father|mother|parent|pere|mere|vater|mutter|padre|madre|dad|mum|mom)[^\S\n]+"
    r"(?:of|de|von|di)[^\S\n]+[^\W_]+(?:[^\S\n]+[^\W\d_]+)?)(?!\w)"
)
_SAID = late_pattern(
    r"(?<!\w)\(?(?:(?:s?he|they)[^\S\n]?/[^\S\n]?(?:him|her|them)(?:[^\S\n]?/[^\S\n]?(?:his|hers|theirs))?|"
    r"(?:il|elle|iel)[^\S\n]?/[^\S\n]?(?:lui|elle)|(?:er|sie)[^\S\n]?/[^\S\n]?(?:ihm|ihr)|"
    r"(?:el|ella)[^\S\n]?/[^\S\n]?(?:el|ella|lo|la))(?!\w)\)?"
)
_TITLES = late_pattern(
    rf"{any_of([word.rstrip('.') for word in phrases(LEXICON['words']['gender'])])}\.?"
)
_PRONOUNS = {
    language: late_pattern(
        rf"(?<![\w'’-])(?:{'|'.join(words.split(', '))})(?![\w-])", re.IGNORECASE
    )
    for language, words in LEXICON["pronouns"].items()
}
_PATTERNS: tuple[tuple[MaskKind, re.Pattern[str]], ...] = (
    ("birth", _BORN),
    ("birth", _BORN_IN),
    ("age", _AGE),
    ("nationality", _NATIONALITY),
    ("family", _FAMILY),
    ("family", _CHILDREN),
    ("gender", _SAID),
)


def labelled(sheet: Sheet) -> Iterator[Span]:
    """Values that stand after a label or, where it stands alone, in the next line."""
    for found in _LABEL.finditer(sheet.folded):
        kind = _OF_LABEL[found["label"]]
        is_alone = not found["colon"].strip(" *_")
        if is_alone and not (sheet.is_resume and sheet.is_within(found.start(), "contact")):
            continue
        value = _VALUE.match(sheet.folded, found.end())
        if value is None or not value["value"].strip():
            value = _NEXT_LINE.match(sheet.folded, found.end())
        if value is not None and _LABEL.match(sheet.folded, value.start("value")) is None:
            yield Span(*value.span("value"), kind)


def told(sheet: Sheet) -> Iterator[Span]:
    """What is told without a label."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(sheet.folded):
            yield Span(*found.span(), kind)
    for found in _CITIZEN.finditer(sheet.folded):
        if _of_a_country(sheet.text[found.start() : found.end()]):
            yield Span(*found.span(), "nationality")
    for start, end in sheet.within("contact"):
        for found in _YEARS_ALONE.finditer(sheet.folded, start, end):
            yield Span(*found.span(), "age")
        for found in _OFFSPRING.finditer(sheet.folded, start, end):
            yield Span(*found.span(), "family")


def _of_a_country(text: str) -> bool:
    """Whether somebody is a citizen of it, as the capital of the word before says."""
    before = text.replace("/", " ").split()[-2:-1]
    return bool(before) and before[0][:1].isupper()


def gendered(sheet: Sheet) -> Iterator[Span]:
    """Titles, and the pronouns by which somebody is told of in the language of the document."""
    for found in _TITLES.finditer(sheet.folded):
        if sheet.text[found.start()].isupper() and _is_title(sheet.text, *found.span()):
            yield Span(*found.span(), "gender")
    pronouns = _PRONOUNS.get(sheet.language or "en")
    if pronouns is not None:
        for found in pronouns.finditer(sheet.text):
            yield Span(*found.span(), "gender")


def _is_title(text: str, start: int, end: int) -> bool:
    """Whether a name follows, or the word stands alone: “MS” is also a master, “Frau” a woman."""
    word = text[start:end].rstrip(".")
    after = text[end : end + 2]
    follows = after[:1].isspace() and after[1:2].isupper()
    return follows and not (len(word) > 1 and word.isupper())
