"""The skills that a CV lists or tells of, and how long each was used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from folioscope.features.knowledge.fact_languages import spoken_in
from folioscope.features.knowledge.fact_lines import Piece, Told, lines_of, passages
from folioscope.features.knowledge.fact_mentions import Names, mentions, words_known
from folioscope.features.knowledge.fact_months import Stretch, covered
from folioscope.features.knowledge.fact_skill_lists import TINY, items_of, listed_in
from folioscope.features.knowledge.facts import Fact

TELLING = ("experience", "projects", "summary", "volunteering", "certificates", "contact")
REACHED_AT = frozenset({"github", "gitlab"})
MOST = 400  # skills of one CV


@dataclass(slots=True)
class _Used:
    """What is known of a skill: where it stands first, and in which roles it was used."""

    place: Piece
    roles: list[Stretch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Role:
    """The lines of a role, when it was held, and where its employer is named."""

    lines: Sequence[Told]
    stretch: Stretch | None
    employer: Piece | None = None


def skills(
    lines: Sequence[Told], roles: Sequence[Role], held: Sequence[Fact], this_month: int
) -> Iterator[Fact]:
    """A fact for each skill: those listed in sections of skills first, then all that are named.

    In the text of roles, projects, certificates and the summary a skill is named where one that is
    listed stands, or one that the lexicon has. ``months`` are those of the roles that name it.
    ``held`` are the certificates.
    """
    names = Names()
    used: dict[str, _Used] = {}
    for own in (lines_of(lines, "skills"), *_programming(lines)):
        for item in items_of(own):
            for key, place in listed_in(item):
                used.setdefault(key, _Used(place))
                names.learn(key, place.words)
    by_line = {id(line): role for role in roles for line in role.lines}
    for line, text in passages(lines_of(lines, *TELLING)):
        role = by_line.get(id(line))
        stretch = role.stretch if role else None
        for key, place in mentions(text, names):
            if _is_meant(key, place, line, role, held):
                used.setdefault(key, _Used(place)).roles.extend([stretch] if stretch else [])
    for key, one in islice(used.items(), MOST):
        yield _fact(key, one, this_month)


def _programming(lines: Sequence[Told]) -> Iterator[list[Told]]:
    """What stands under “Languages” where nobody speaks them: “Rust, C, Python”."""
    for section, of in groupby(lines, key=lambda line: line.section):
        own = lines_of(list(of), "languages") if section == "languages" else []
        if any(True for line in own for _ in spoken_in(line.row.text)):
            continue
        if any(len(item.words) > TINY and words_known(item.words) for item in items_of(own)):
            yield own


def _is_meant(key: str, place: Piece, line: Told, role: Role | None, held: Sequence[Fact]) -> bool:
    """Whether a name is that of a skill, and not of who employed or certified somebody."""
    if line.section == "certificates":
        return any(place.is_in(fact) for fact in held)
    if line.section == "contact":
        return key not in REACHED_AT
    return role is None or role.employer is None or not place.is_in(role.employer)


def _fact(key: str, one: _Used, this_month: int) -> Fact:
    months = covered(one.roles, this_month) or None
    begun = [role.since for role in one.roles if role.since is not None]
    ends = [role.until for role in one.roles if role.until is not None]
    goes_on = any(role.goes_on and role.since is not None for role in one.roles)
    return Fact(
        "skill",
        key,
        one.place.words,
        one.place.page_ordinal,
        one.place.start,
        one.place.end,
        months=months,
        since=min(begun, default=None) if months else None,
        until=None if goes_on else max(ends, default=None),
        detail={"counted": str(this_month)} if goes_on else None,
    )
