"""The things that a question over a pool may name: each as a condition, None if it is none."""

from __future__ import annotations

import re
from dataclasses import replace

from folioscope.features.knowledge.fact_keys import known_names
from folioscope.features.pool.query import Condition
from folioscope.features.pool.vocabulary import (
    Vocabulary,
    country,
    is_named,
    language,
    without_article,
)
from folioscope.features.sections.folding import fold

FLUENT = ("C1", "C2", "native")
NATIVE = ("native",)
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
DEGREES = ("secondary", "vocational", "bachelor", "master", "doctorate")
_LEVEL = re.compile(
    r"(?P<language>[\w ]+?) (?:at |au |with |avec |de |of )?(?:an? |un |le )?"
    r"(?P<at>at least |au moins |minimum )?(?:level |niveau )?(?P<level>[abc][12])(?: level)?"
    r"(?P<up> or (?:better|above|higher|more)| ou (?:plus|mieux)| minimum| au moins)?$"
)
_LEVEL_FIRST = re.compile(r"(?P<at>at least )?(?P<level>[abc][12]) (?:level )?(?P<language>[\w ]+)")
_NATIVE = re.compile(
    r"native (?P<before>\w+)$|(?P<after>\w+) (?:natively|as (?:an? |their )?(?:native language|"
    r"mother tongue|first language)|(?:comme |en )?langue maternelle)$"
)
_FLUENT = re.compile(r"fluent(?:ly)? (?P<before>\w+)$|(?P<after>\w+) (?:fluently|couramment)$")
_IN = re.compile(r"^(?:in|from|a|à|en|au|aux)\s+", re.IGNORECASE)
_OF_LEVEL = re.compile(
    r"(?:bachelor|master|doctorate?|doctoral|phd|ph\.d\.?|licence)(?:'?s)?(?: degrees?| diploma)?"
)
_DEGREE = re.compile(
    r"(?P<name>.+?)(?: degrees?| diploma)?"
    r"(?: (?:in|en) (?P<area>.+?))?(?: (?:from|at) (?P<school>.+))?$"
)
_ANY_DEGREE = re.compile(
    r"(?:university )?(?:degree|diploma|diplome)s?(?: (?:in|en|de|d') ?(?P<area>.+?))?"
    r"(?: (?:from|at) (?P<school>.+))?$"
)
_CERTIFICATE = re.compile(
    r"(?P<before>.+?) (?:certificates?|certifications?)$"
    r"|(?:certificates?|certifications?|certificats?) (?:(?:in|as|of|for|en|de) |d')?"
    r"(?P<after>.+)$"
)
_OF_SKILL = re.compile(r"(?P<skill>.+?)(?: (?:experience|skills?|knowledge|expertise))$")
OF_MENTION = re.compile(
    r"(?: as an? skills?| on (?:their|the|his|her) (?:cv|resume)s?| comme competence)$",
    re.IGNORECASE,
)


def spoken(text: str, _: Vocabulary) -> Condition | None:
    """A language, with a level if one is asked for."""
    bare = without_article(text)
    plain = fold(bare)
    for pattern, levels in ((_NATIVE, NATIVE), (_FLUENT, FLUENT)):
        if found := pattern.fullmatch(plain):
            return _language(bare, found.span("before" if found["before"] else "after"), levels)
    found = _LEVEL.fullmatch(plain) or _LEVEL_FIRST.fullmatch(plain)
    if found is None:
        return _language(bare, (0, len(bare)), ())
    up = bool(found["at"] or found.groupdict().get("up"))
    return _language(bare, found.span("language"), levels_from(found["level"], up=up))


def levels_from(level: str, *, up: bool) -> tuple[str, ...]:
    """A level, or it and those above."""
    at = LEVELS.index(level.upper())
    return LEVELS[at:] if up else LEVELS[at : at + 1]


def _language(text: str, span: tuple[int, int], levels: tuple[str, ...]) -> Condition | None:
    name = without_article(text[slice(*span)])
    code = language(name)
    return Condition("language", name, code, levels=levels) if code else None


def skill(text: str, vocabulary: Vocabulary) -> Condition | None:
    """A skill, or a language where one is “known”."""
    bare = without_article(text)
    if found := spoken(bare, vocabulary):
        return found
    for name in (bare, OF_MENTION.sub("", bare), _stripped(bare)):
        if key := vocabulary.skill(name):
            return Condition("skill", name, key)
    return None


def _stripped(text: str) -> str:
    found = _OF_SKILL.fullmatch(text)
    return found["skill"] if found else text


def place(text: str, vocabulary: Vocabulary) -> Condition | None:
    """A city or a country."""
    text = _IN.sub("", text.strip())
    bare = without_article(text)
    if key := vocabulary.city(bare):
        return Condition("city", bare, key)
    for name in (text.strip(), bare):
        if code := country(name):
            return Condition("country", bare, code)
    return None


def employer(text: str, vocabulary: Vocabulary) -> Condition | None:
    """A firm somebody of the pool has worked at."""
    bare = without_article(text)
    return Condition("employer", bare) if is_named(bare, vocabulary.employers) else None


def role(text: str, vocabulary: Vocabulary) -> Condition | None:
    """A title that somebody of the pool has had."""
    bare = without_article(text)
    return Condition("role", bare) if is_named(bare, vocabulary.titles) else None


def school(text: str, vocabulary: Vocabulary) -> Condition | None:
    """Where somebody of the pool has studied."""
    bare = without_article(text)
    known = is_named(bare, vocabulary.schools)
    return Condition("degree", organization=bare) if known else None


def area(text: str, vocabulary: Vocabulary) -> Condition | None:
    """What somebody of the pool has studied."""
    bare = without_article(text)
    return Condition("degree", area=bare) if is_named(bare, vocabulary.areas) else None


def certificate(text: str, vocabulary: Vocabulary) -> Condition | None:
    """A certificate that somebody of the pool has."""
    bare = without_article(text)
    found = _CERTIFICATE.fullmatch(bare)
    for name in (bare, (found["before"] or found["after"]) if found else bare):
        if is_named(name, vocabulary.certificates):
            return Condition("certificate", name)
    return None


def degree(text: str, vocabulary: Vocabulary) -> Condition | None:
    """A degree of a level, or any, in something, from somewhere."""
    bare = without_article(text)
    plain = fold(bare).replace("’", "'")
    names = known_names("degree")
    at_least = re.match(r"(?:at least|au moins) (?:an? |une? )?", plain)
    start = at_least.end() if at_least else 0
    found = _DEGREE.fullmatch(plain, start)
    level = names.get(found["name"]) if found else None
    if found is None or level is None:
        found, level = _ANY_DEGREE.fullmatch(plain, start), None
    if found is None:
        return None
    levels: tuple[str, ...] = (level,) if level else ()
    if level and at_least:
        levels = DEGREES[DEGREES.index(level) :]
    if level and not _OF_LEVEL.fullmatch(found["name"]):
        # “MBA” asks for one of that name, not for any of its level.
        asked = Condition("degree", bare, found["name"])
    else:
        asked = Condition("degree", bare, levels=levels)
    asked = replace(asked, area=found["area"] or "", organization=found["school"] or "")
    knows_area = not asked.area or is_named(asked.area, vocabulary.areas)
    knows_school = not asked.organization or is_named(asked.organization, vocabulary.schools)
    return asked if knows_area and knows_school else None


def had(text: str, vocabulary: Vocabulary) -> Condition | None:
    """Whatever one may have: a degree, a certificate, a skill."""
    for read in (degree, skill, certificate):
        if found := read(text, vocabulary):
            return found
    return None


def employer_or_school(text: str, vocabulary: Vocabulary) -> Condition | None:
    """Whatever one may be at."""
    return employer(text, vocabulary) or school(text, vocabulary)
