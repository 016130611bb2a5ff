"""Whether a CV meets a requirement, and by what of it that is borne out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from folioscope.features.matching.career import Career, HeldRole, Named, Spoken, few, overlap
from folioscope.features.matching.job_words import pattern
from folioscope.features.matching.proofs import Proof
from folioscope.features.matching.requirements import Kind, Option, Requirement
from folioscope.features.matching.spans import in_words

Verdict = Literal["met", "partly", "absent", "unknown"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
DEGREES = ("secondary", "vocational", "bachelor", "master", "doctorate")
SAME_FIELD = 0.6  # share of the words of a field from which a role or a degree is of it
SAID, HALF_SAID = 0.6, 0.34  # share of the words of a sentence that a sentence of the CV has
CERTAIN, SILENT, VAGUE, SAID_BY_OWNER = 1.0, 0.8, 0.5, 0.7
"""How sure a verdict is: a line shows it; the CV does not say it; it says so by half; a profile
says it that no document bears out."""

_DRIVING = re.compile(r"driv|conduc|conduire|fuhrer|guida|permis b|patente b|免許")
_LICENCE = pattern("papers", "licence")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one requirement, with why, and what of the CV bears it out.

    ``certainty`` is from 0, nothing can be told, to 1. ``option`` is the number of the one that
    the verdict is on.
    """

    requirement_id: str
    verdict: Verdict
    reason: str
    proofs: tuple[Proof, ...] = ()
    certainty: float = 0.0
    option: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    verdict: Verdict
    reason: str
    proofs: tuple[Proof, ...] = ()
    certainty: float = CERTAIN


def judge(requirement: Requirement, career: Career, this_month: int) -> Judgement:
    """Judge one requirement: by the option that the CV meets best, the first of equals.

    Nothing but the arguments counts: the same ones give the same verdict each time.
    """
    found = [
        _UNREAD if career.is_blank else _BY_KIND[option.kind](option, career, this_month)
        for option in requirement.options
    ]
    at = max(range(len(found)), key=lambda index: (_RANK[found[index].verdict], -index))
    best = found[at]
    certainty = best.certainty
    if best.verdict in ("met", "partly") and not any(one.is_placed for one in best.proofs):
        certainty = min(certainty, SAID_BY_OWNER)
    if best.verdict == "unknown":
        certainty = 0.0
    reason = best.reason
    if best.verdict == "absent" and len(found) > 1:
        reason = f"None of these: {', '.join(option.name for option in requirement.options)}."
    return Judgement(requirement.id, best.verdict, reason, best.proofs, certainty, at)


_RANK: Mapping[Verdict, int] = {"absent": 0, "unknown": 1, "partly": 2, "met": 3}
_UNREAD = _Found("unknown", "Nothing could be read of this CV.")


def _skill(option: Option, career: Career, this_month: int) -> _Found:
    named = career.named(option.key)
    if not named:
        return _Found("absent", f"{option.name} is not named.", certainty=SILENT)
    sure = [one for one in named if not one.is_hedged]
    if not sure:
        told = f"{option.name} is named only as something to learn or barely known."
        return _Found("partly", told, _of(named), VAGUE)
    if option.months is None:
        return _Found("met", f"{option.name} is named.", _of(sure))
    return _used(option, option.months, career, sure, this_month)


def _used(
    option: Option, asked: int, career: Career, named: Sequence[Named], this_month: int
) -> _Found:
    """Whether a skill was used long enough, going by the roles that name it."""

    def uses(role: HeldRole) -> bool:
        return role.uses(option.key)

    roles = [role for role in career.roles if uses(role)]
    months = career.months(this_month, uses)
    proofs = few([*(role.proof for role in roles if role.is_dated), *_of(named)])
    if months >= asked:
        return _Found("met", _lasted(option.name, months, roles), proofs)
    if months:
        told = f"{_lasted(option.name, months, roles)}; {in_words(asked)} are asked."
        return _Found("partly", told, proofs)
    told = f"{option.name} is named, but no role with dates tells for how long."
    return _Found("partly", told, proofs, VAGUE)


def _lasted(name: str, months: int, roles: Sequence[HeldRole]) -> str:
    count = sum(role.is_dated for role in roles)
    return f"{name}: {in_words(months)} in {count} role{'s' if count != 1 else ''}"


def _experience(option: Option, career: Career, this_month: int) -> _Found:
    asked = option.months or 0
    dated = [role for role in career.roles if role.is_dated]
    if not dated:
        return _Found("unknown", "No role has dates from which years could be counted.")
    total = career.months(this_month)
    if not option.area:
        return _enough(asked, total, dated, "Worked", is_whole=len(dated) == len(career.roles))

    def is_of_field(role: HeldRole) -> bool:
        return overlap(option.area, role.stems) >= SAME_FIELD

    own = [role for role in dated if is_of_field(role)]
    if own:
        months = career.months(this_month, is_of_field)
        return _enough(asked, months, own, "In this field", is_whole=True)
    if total >= asked:
        told = f"{in_words(total)} of work, but no role names this field in these words."
        return _Found("unknown", told, few(role.proof for role in dated))
    told = f"{in_words(total)} of work in all; {in_words(asked)} are asked."
    return _Found("absent", told, few(role.proof for role in dated), SILENT)


def _enough(
    asked: int, months: int, roles: Sequence[HeldRole], told: str, *, is_whole: bool
) -> _Found:
    proofs = few(role.proof for role in roles)
    lasted = f"{told} for {in_words(months)} in {len(roles)} role{'s' if len(roles) != 1 else ''}"
    if months >= asked:
        return _Found("met", f"{lasted}.", proofs)
    if not is_whole:
        return _Found("partly", f"{lasted} with dates; others have none.", proofs, VAGUE)
    return _Found("partly", f"{lasted}; {in_words(asked)} are asked.", proofs)


def _language(option: Option, career: Career, _this_month: int) -> _Found:
    if not career.languages:
        return _Found("unknown", "The CV names no languages.")
    spoken = career.languages.get(option.key)
    if spoken is None:
        return _Found("absent", f"{option.name} is not among its languages.", certainty=SILENT)
    return _spoken(option.name, option.level, spoken)


def _spoken(name: str, asked: str | None, spoken: Spoken) -> _Found:
    proofs = (spoken.proof,)
    if asked is None:
        return _Found("met", f"{name} is among its languages.", proofs)
    if spoken.level is None:
        told = f"{name} is named without a level; {asked} is asked."
        return _Found("partly", told, proofs, VAGUE)
    is_enough = LEVELS.index(spoken.level) >= LEVELS.index(asked)
    told = f"{name}: {spoken.level}; {asked} is asked."
    return _Found("met" if is_enough else "partly", told, proofs)


def _degree(option: Option, career: Career, _this_month: int) -> _Found:
    known = [study for study in career.degrees if study.level in DEGREES]
    if not known:
        return _Found("unknown", "No degree could be read.", few(s.proof for s in career.degrees))
    asked = DEGREES.index(option.key)
    high = [study for study in known if DEGREES.index(study.level or "") >= asked]
    if not high:
        best = max(known, key=lambda study: DEGREES.index(study.level or ""))
        told = f"The highest degree is {best.level}; {option.key} is asked."
        is_near = DEGREES.index(best.level or "") == asked - 1
        return _Found("partly" if is_near else "absent", told, (best.proof,))
    if not option.area:
        return _Found("met", f"A degree of level {high[0].level}.", (high[0].proof,))
    own = [study for study in high if overlap(option.area, study.stems) > 0]
    if own:
        return _Found("met", f"A degree of level {own[0].level} in this field.", (own[0].proof,))
    told = f"A degree of level {high[0].level}; whether it is of this field is not told."
    return _Found("partly", told, (high[0].proof,), VAGUE)


def _certificate(option: Option, career: Career, _this_month: int) -> _Found:
    if _LICENCE.search(option.key):
        return _licence(option, career)
    words = option.key.split()
    sure = [one for one in career.certificates if overlap(words, one.stems) >= SAME_FIELD]
    named = sure or [one for one in career.statements if overlap(words, one.stems) == 1.0]
    if named:
        return _Found("met", f"{option.name} is named.", few(one.proof for one in named))
    return _Found("absent", f"{option.name} is not named.", certainty=SILENT)


def _licence(option: Option, career: Career) -> _Found:
    """A licence to drive, by any of its names; a CV that is silent on it does not say no."""
    is_driving = _DRIVING.search(option.key) is not None
    for one in career.statements:
        found = _LICENCE.search(one.folded)
        if found and bool(_DRIVING.search(found[0])) == is_driving:
            return _Found("met", f"{option.name}: {found[0]} is named.", (one.proof,))
    return _Found("unknown", f"The CV does not say whether there is a {option.name}.")


def _permit(option: Option, career: Career, _this_month: int) -> _Found:
    named = [one for one in career.statements if option.key in one.folded]
    if named:
        return _Found("met", f"{option.name} is named.", (named[0].proof,))
    return _Found("unknown", f"{option.name}: no CV has to say it. Ask.")


def _equivalent(option: Option, _career: Career, _this_month: int) -> _Found:
    return _Found("unknown", f"Whether something else is enough (“{option.name}”) people decide.")


def _other(option: Option, career: Career, _this_month: int) -> _Found:
    """A sentence of the offer, by how many of its words one sentence of the CV has."""
    words = option.key.split()
    share, best = max(
        ((overlap(words, one.stems), -at) for at, one in enumerate(career.statements)),
        default=(0.0, 0),
    )
    proofs = (career.statements[-best].proof,) if share >= HALF_SAID and len(words) > 1 else ()
    if proofs and share >= SAID and share * len(words) >= 2:  # one word is chance
        return _Found("met", "The CV says so in these words.", proofs)
    if proofs and share * len(words) >= 2:
        return _Found("partly", "The CV has some of these words.", proofs, VAGUE)
    return _Found("unknown", "No line of the CV tells of this in these words.")


def _of(named: Sequence[Named]) -> tuple[Proof, ...]:
    return few(one.proof for one in named)


_BY_KIND: Mapping[Kind, Callable[[Option, Career, int], _Found]] = {
    "skill": _skill,
    "experience": _experience,
    "language": _language,
    "degree": _degree,
    "certificate": _certificate,
    "permit": _permit,
    "equivalent": _equivalent,
    "other": _other,
}
