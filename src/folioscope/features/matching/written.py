"""Requirements as people write them, made comparable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from folioscope.errors import Invalid
from folioscope.features.knowledge.fact_keys import LANGUAGES, key_of
from folioscope.features.matching.domain_words import content_words
from folioscope.features.matching.judging import DEGREES
from folioscope.features.matching.requirements import Kind, Option, Requirement
from folioscope.features.sections.folding import fold


class RequirementInvalid(Invalid):
    """A requirement that no CV could be compared with."""

    code = "requirement_invalid"


def completed(option: Option) -> Option:
    """The option with the key that its name has; ``RequirementInvalid`` where it has none."""
    key = option.key or _KEYS[option.kind](option.name)
    if option.kind == "language" and key not in _TONGUES:
        msg = f"“{option.name}” is no language that is known. Name it in English or its ISO code."
        raise RequirementInvalid(msg)
    if option.kind == "degree" and key not in DEGREES:
        msg = f"“{option.name}” is no level of degree. Levels are {', '.join(DEGREES)}."
        raise RequirementInvalid(msg)
    if option.kind == "experience" and option.months is None:
        msg = f"“{option.name}” does not say how long: give its months."
        raise RequirementInvalid(msg)
    if not key and option.kind not in ("experience", "equivalent"):
        msg = f"“{option.name}” holds no word that a CV could be compared by."
        raise RequirementInvalid(msg)
    area = tuple(dict.fromkeys(stem for word in option.area for stem in content_words(word)))
    return Option(option.kind, key, option.name, option.months, option.level, area)


def _language(name: str) -> str:
    folded = fold(name).strip()
    return folded if folded in _TONGUES else key_of("language", name)


def _paper(name: str) -> str:
    return " ".join(content_words(name, keeps_all=True))


_TONGUES = frozenset(LANGUAGES.values())
_KEYS: Mapping[Kind, Callable[[str], str]] = {
    "skill": lambda name: key_of("skill", name),
    "language": _language,
    "degree": lambda name: key_of("degree", name),
    "certificate": _paper,
    "permit": lambda name: " ".join(fold(name).split()),
    "experience": lambda _name: "",
    "equivalent": lambda _name: "",
    "other": lambda name: " ".join(content_words(name)) or _paper(name),
}


def numbered(written: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """The requirements, their options completed, each with a name that no other has."""
    taken: set[str] = set()
    found: list[Requirement] = []
    free = (f"r{number}" for number in count(1))
    given = {one.id for one in written}
    for one in written:
        is_own = one.id and one.id not in taken
        name = one.id if is_own else next(each for each in free if each not in given)
        taken.add(name)
        options = tuple(dict.fromkeys(map(completed, one.options)))
        found.append(replace(one, id=name, options=options))
    return tuple(found)
