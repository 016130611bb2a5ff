"""The people of a pool with what their CVs state, and whether a condition holds of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from folioscope.features.knowledge.fact_months import Stretch, covered, lasting
from folioscope.features.knowledge.fact_repository import Holder
from folioscope.features.knowledge.facts import Fact, FactKind
from folioscope.features.pool.query import Clause, Condition, PoolQuery
from folioscope.features.pool.vocabulary import is_named, phrase


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``page.text[start:end]`` of a document, and the words there."""

    page_ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """A CV that was read; ``words`` are the places of words that were looked for in its text."""

    holder: Holder
    facts: tuple[Fact, ...]
    words: Mapping[str, Place] = field(default_factory=dict)

    def of(self, kind: FactKind) -> Iterable[Fact]:
        """Its facts of a kind."""
        return (fact for fact in self.facts if fact.kind == kind)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What bears a condition out: the words at a place; ``months`` and ``level`` where known.

    ``firm`` is named near the place and belongs to it. ``since`` and ``until`` are those of all
    positions, of which the place is the first.
    """

    condition: Condition
    place: Place
    months: int | None = None
    level: str | None = None
    firm: str = ""
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A person of whom every condition holds, with what bears it out."""

    person: Person
    evidence: tuple[Evidence, ...]

    @property
    def months(self) -> int | None:
        """How long what was asked for lasted, if it was asked."""
        return next((one.months for one in self.evidence if one.months is not None), None)


def matches(query: PoolQuery, people: Iterable[Person], this_month: int) -> list[Match]:
    """Those of whom every clause holds: by years where these were asked for, else by name."""
    found = []
    for person in people:
        each = [_clause(clause, person, this_month) for clause in query.clauses]
        if all(one is not None for one in each):
            found.append(Match(person, tuple(one for some in each for one in some or ())))
    by_years = any(
        (one.least or one.most) and one.kind != "languages"
        for clause in query.clauses
        for one in clause
    )
    return sorted(found, key=lambda match: (-(match.months or 0) * by_years, *_by_name(match)))


def ranked(query: PoolQuery, people: Iterable[Person], this_month: int) -> list[Match]:
    """Those who have most of the measure, the first ``take`` and whoever is equal to the last."""
    measure = query.measure or Condition("experience")
    rows: list[tuple[int, Match]] = []
    for match in matches(query, people, this_month):
        told = _spoken(measure, match.person) if measure.kind == "language" else None
        bears = told or evidence(measure, match.person, this_month)
        worth = len(told) if told else (bears[0].months or 0) if bears else 0
        if worth:
            rows.append((worth, Match(match.person, (*bears, *match.evidence))))
    rows.sort(key=lambda row: (-row[0], *_by_name(row[1])))
    if len(rows) > query.take:
        last = rows[query.take - 1][0]
        rows = [row for row in rows if row[0] >= last]
    return [match for _, match in rows]


def evidence(condition: Condition, person: Person, this_month: int) -> tuple[Evidence, ...]:
    """What bears a condition out, as if it were not denied; nothing where it does not hold."""
    return _READERS[condition.kind](condition, person, this_month)


def place_of(fact: Fact) -> Place:
    """Where a fact stands."""
    return Place(fact.page_ordinal, fact.start, fact.end, fact.value)


def latest(roles: Iterable[Fact]) -> list[Fact]:
    """The present positions, or those that ended last."""
    held = list(roles)
    present = [role for role in held if role.until is None and role.since is not None]
    ends = [role.until for role in held if role.until is not None]
    return present or [role for role in held if ends and role.until == max(ends)]


def _clause(clause: Clause, person: Person, this_month: int) -> tuple[Evidence, ...] | None:
    """What bears one of the conditions out; None if none holds, nothing for one that is denied."""
    found: list[Evidence] = []
    holds = False
    for condition in clause:
        bears = evidence(condition, person, this_month)
        holds = holds or bool(bears) != condition.negated
        found.extend(() if condition.negated else bears)
    return tuple(found) if holds else None


def _by_name(match: Match) -> tuple[str, str]:
    return phrase(match.person.holder.name), match.person.holder.path


def _in_range(condition: Condition, months: int | None) -> bool:
    if condition.least is None and condition.most is None:
        return True
    if months is None:
        return False
    return (condition.least or 0) <= months and (condition.most is None or months <= condition.most)


def _by_key(condition: Condition, person: Person, this_month: int) -> tuple[Evidence, ...]:
    kind: FactKind = "language" if condition.kind == "language" else "skill"
    for fact in person.of(kind):
        months = lasting(fact, this_month)
        known = not condition.levels or fact.level in condition.levels
        if fact.key == condition.key and known and _in_range(condition, months):
            return (Evidence(condition, place_of(fact), months, fact.level),)
    is_timed = condition.least is not None or condition.most is not None
    return () if is_timed else _worded(condition, person, this_month)


def _living(condition: Condition, person: Person, _: int) -> tuple[Evidence, ...]:
    for fact in person.of("place"):
        country = (fact.detail or {}).get("country")
        if condition.key == (fact.key if condition.kind == "city" else country):
            return (Evidence(condition, place_of(fact)),)
    return ()


def _holding(condition: Condition, person: Person, this_month: int) -> tuple[Evidence, ...]:
    """Positions by their title, the firm, or both; how long, of all of these together."""
    roles = latest(person.of("role")) if condition.now else person.of("role")
    title = condition.text if condition.kind == "role" else ""
    firm = condition.organization if condition.kind == "role" else condition.text
    held = [
        role
        for role in roles
        if (not title or is_named(title, [phrase(role.value)]))
        and (not firm or is_named(firm, [phrase((role.detail or {}).get("organization", ""))]))
    ]
    if not held:
        return ()
    stretches = [Stretch(role.since, role.until, role.until is None) for role in held]
    months = covered(stretches, this_month) or None
    if not _in_range(condition, months):
        return ()
    firm = (held[0].detail or {}).get("organization", "")
    return (Evidence(condition, place_of(held[0]), months, firm=firm),)


def _graduated(condition: Condition, person: Person, _: int) -> tuple[Evidence, ...]:
    for fact in person.of("degree"):
        detail = fact.detail or {}
        area = f"{phrase(detail.get('area', ''))}|{phrase(fact.value)}"
        fits = (
            (not condition.levels or fact.level in condition.levels)
            and is_in(condition.key, fact.value)
            and (not condition.area or phrase(condition.area) in area)
            and is_in(condition.organization, detail.get("organization", ""))
        )
        if fits:
            firm = detail.get("organization", "")
            return (Evidence(condition, place_of(fact), level=fact.level, firm=firm),)
    return ()


def is_in(words: str, text: str) -> bool:
    """Whether a text has these words one after the other; any has none."""
    return not words or phrase(words) in phrase(text)


def _certified(condition: Condition, person: Person, _: int) -> tuple[Evidence, ...]:
    held = (fact for fact in person.of("certificate") if is_in(condition.text, fact.value))
    return tuple(Evidence(condition, place_of(fact)) for fact in held)[:1]


def _working(condition: Condition, person: Person, this_month: int) -> tuple[Evidence, ...]:
    for fact in person.of("experience"):
        months = lasting(fact, this_month)
        if _in_range(condition, months):
            place = place_of(fact)
            return (Evidence(condition, place, months, since=fact.since, until=fact.until),)
    return ()


def _worded(condition: Condition, person: Person, _: int) -> tuple[Evidence, ...]:
    place = person.words.get(condition.text)
    return (Evidence(condition, place),) if place else ()


def _speaking(condition: Condition, person: Person, _: int) -> tuple[Evidence, ...]:
    """All languages, where there are as many as were asked for; each counts once."""
    told = _spoken(condition, person)
    many = len({fact.key for fact in person.of("language")})
    return told if told and _in_range(condition, many) else ()


def _spoken(measure: Condition, person: Person) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(measure, place_of(fact), level=fact.level) for fact in person.of("language")
    )


_READERS: Mapping[str, Callable[[Condition, Person, int], tuple[Evidence, ...]]] = {
    "skill": _by_key,
    "language": _by_key,
    "languages": _speaking,
    "city": _living,
    "country": _living,
    "employer": _holding,
    "role": _holding,
    "degree": _graduated,
    "certificate": _certified,
    "experience": _working,
    "words": _worded,
}
