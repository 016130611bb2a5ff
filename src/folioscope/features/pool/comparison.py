"""Tables that answer from records: people side by side, and CVs counted by groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from folioscope.features.knowledge.fact_months import lasting as months_of
from folioscope.features.knowledge.facts import Fact, FactKind
from folioscope.features.pool.names import country_name, language_name
from folioscope.features.pool.people import Person, place_of
from folioscope.features.pool.query import GroupKind, Language
from folioscope.features.pool.sources import Sources
from folioscope.features.pool.text import plain
from folioscope.features.pool.wording import lasting, level_of, worked

MOST_ROWS = 50
_MOST_IN_CELL = {"skill": 12, "role": 4}
_ROWS: tuple[FactKind, ...] = (
    "place",
    "experience",
    "role",
    "degree",
    "language",
    "skill",
    "certificate",
)
_HEADS: dict[Language, dict[str, str]] = {
    "en": {
        "place": "Lives in",
        "experience": "Experience",
        "role": "Positions",
        "degree": "Degrees",
        "language": "Languages",
        "skill": "Skills",
        "certificate": "Certificates",
        "country": "Country",
        "city": "City",
        "employer": "Employer",
        "more": "… {} more",
        "none": "not stated",
        "cvs": "CVs",
    },
    "fr": {
        "place": "Lieu",
        "experience": "Expérience",
        "role": "Postes",
        "degree": "Diplômes",
        "language": "Langues",
        "skill": "Compétences",
        "certificate": "Certifications",
        "country": "Pays",
        "city": "Ville",
        "employer": "Employeur",
        "more": "… {} de plus",
        "none": "non indiqué",
        "cvs": "CV",
    },
}
_KIND_OF_GROUP: dict[GroupKind, FactKind] = {
    "country": "place",
    "city": "place",
    "language": "language",
    "degree": "degree",
    "skill": "skill",
    "employer": "role",
    "role": "role",
    "certificate": "certificate",
}


def kind_of_group(group: GroupKind) -> FactKind:
    """The facts that a group is made of."""
    return _KIND_OF_GROUP[group]


def side_by_side(
    people: Sequence[Person], sources: Sources, language: Language, this_month: int
) -> str:
    """What the CVs of some people state, by kind; each thing with its place."""
    heads = _HEADS[language]
    names = [plain(person.holder.name) for person in people]
    lines = ["| | " + " | ".join(names) + " |", "| --- |" + " --- |" * len(people)]
    for kind in _ROWS:
        cells = [_cell(person, kind, sources, (language, this_month)) for person in people]
        if any(cells):
            told = " | ".join(cell or heads["none"] for cell in cells)
            lines.append(f"| **{heads[kind]}** | {told} |")
    return "\n".join(lines)


def stated_by(person: Person, kind: FactKind, sources: Sources, told: tuple[Language, int]) -> str:
    """All that a CV states of one kind, each with its place."""
    who = f"{plain(person.holder.name)} ({plain(person.holder.document)})"
    lines = [
        f"- {_fact(fact, *told, _dates(fact))}"
        f"{sources.cite(person.holder.document_id, place_of(fact), _dates(fact))}"
        for fact in person.of(kind)
    ]
    return "\n".join([f"**{who}**, {_HEADS[told[0]][kind].lower()}:", "", *lines])


def by_group(
    people: Iterable[Person], group: GroupKind, language: Language
) -> list[tuple[str, int]]:
    """Each value with the number of CVs that state it, the most frequent first."""
    counts: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for person in people:
        values = {
            key: value
            for fact in person.of(_KIND_OF_GROUP[group])
            for key, value in (_grouped(fact, group, language),)
            if key
        }
        counts.update(values.keys() or [""])
        for key, value in values.items():
            written[key][value] += 1
    without = counts.pop("", 0)
    rows = [(written[key].most_common(1)[0][0], count) for key, count in counts.items()]
    rows.sort(key=lambda row: (-row[1], row[0]))
    return [*rows, (_HEADS[language]["none"], without)] if without else rows


def group_table(rows: Sequence[tuple[str, int]], group: GroupKind, language: Language) -> str:
    """The groups as a table."""
    heads = _HEADS[language]
    lines = [f"| {heads[group]} | {heads['cvs']} |", "| --- | --- |"]
    lines += [f"| {plain(name)} | {count} |" for name, count in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        lines.append(f"| {heads['more'].format(len(rows) - MOST_ROWS)} | |")
    return "\n".join(lines)


def _grouped(fact: Fact, group: GroupKind, language: Language) -> tuple[str, str]:
    detail = fact.detail or {}
    if group == "country":
        code = detail.get("country", "")
        return code, country_name(code, language)
    if group == "language":
        return fact.key, language_name(fact.key, language) or fact.value
    if group == "employer":
        return detail.get("organization", "").lower(), detail.get("organization", "")
    if group == "degree":
        return fact.level or "", level_of(fact.level or "", language)
    return fact.key, fact.value


def _cell(person: Person, kind: FactKind, sources: Sources, told: tuple[Language, int]) -> str:
    facts = list(person.of(kind))
    most = _MOST_IN_CELL.get(kind, 6)
    shown = [
        _fact(fact, *told) + sources.cite(person.holder.document_id, place_of(fact))
        for fact in facts[:most]
    ]
    if len(facts) > most:
        shown.append(_HEADS[told[0]]["more"].format(len(facts) - most))
    return "; ".join(shown)


def _dates(fact: Fact) -> str:
    """When a position was held, as it is written."""
    return (fact.detail or {}).get("dates", "") if fact.kind == "role" else ""


def _fact(fact: Fact, language: Language, this_month: int, dates: str = "") -> str:
    told = plain(fact.value)
    if fact.kind == "experience" and fact.since is not None:
        told = worked(fact.since, fact.until, language)
    organization = plain((fact.detail or {}).get("organization", ""))
    if organization and organization not in told:
        told += f", {organization}"
    told += f", {plain(dates)}" if dates else ""
    if fact.kind == "language" and fact.level:
        told += f", {level_of(fact.level, language)}"
    months = months_of(fact, this_month)
    return f"{told} ({lasting(months, language)})" if months and fact.kind != "language" else told
