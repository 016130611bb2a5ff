"""Questions over a pool of invented CVs whose right answers are known from the records behind them.

What is right is read off the JSON from which the CVs are drawn, by its fields, not off their text.
*Knows X* is: X is a keyword of the skills or projects, or is written so in the summary, a position,
a project or a certificate. Years of X are the months of the positions that name it, *now* is the
position without an end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from folioscope.features.samples.generate import Resume
from folioscope.features.samples.profiles import read_table
from folioscope.features.samples.timeline import month_of

Test = Callable[[Resume], bool]
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
DEGREES = {
    "doctorate": ("PhD",),
    "master": (
        "Master",
        "MEng",
        "Master of Mathematics",
        "MSc",
        "MEng (Hons)",
        "Master MEEF",
        "Diplôme d'ingénieur",
    ),
    "bachelor": (
        "BSc (Hons)",
        "Licence",
        "B.S.",
        "BA (Hons)",
        "Bachelor of Computer Science",
        "B.F.A.",
        "Bachelor of Mathematics",
        "Bachelor of Commerce",
        "LLB (Hons)",
        "Bachelor of Arts",
        "B.A.",
        "Licence professionnelle",
        "BComm (Hons)",
        "DCG",
        "Diplôme d'État d'infirmier",
    ),
}
ALIASES = {"Apache Kafka": "Kafka", "Apache Spark": "Spark"}
COUNTRIES = {
    "GB": ("the United Kingdom", "au Royaume-Uni"),
    "IE": ("Ireland", "en Irlande"),
    "US": ("the United States", "aux États-Unis"),
    "CA": ("Canada", "au Canada"),
    "FR": ("France", "en France"),
}
TITLES = {
    "Data Engineer": r"data engineer",
    "Nurse": r"nurse",
    "Software Developer": r"software developer",
    "Accountant": r"accountant",
    "Product Manager": r"product manager",
    "Firmware Engineer": r"firmware engineer",
    "infirmier": r"infirmi(?:er|ère)",
    "comptable": r"comptable",
    "professeur": r"professeure?",
    "chef de partie": r"chef(?:fe)? de partie",
    "contrôleur de gestion": r"contrôleu(?:r|se) de gestion",
    "ingénieur DevOps": r"ingénieure? devops",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its kind, and whose CVs are the answer, or how many there are of each group."""

    kind: str
    text: str
    right: frozenset[int] = frozenset()
    groups: dict[str, int] = field(default_factory=dict)


class Pool:
    """The records, by the number of their CV."""

    def __init__(self, people: Sequence[Resume], today: date) -> None:
        self.people = people
        self.month = month_of(today)

    def right(self, test: Test) -> frozenset[int]:
        """Whom a test fits."""
        return frozenset(number for number, one in enumerate(self.people) if test(one))

    def values(self, part: str, name: str) -> list[str]:
        """What stands in a field, each once."""
        return sorted({entry.get(name, "") for one in self.people for entry in one[part]} - {""})

    def skills(self) -> list[str]:
        """Keywords that are no part of another one."""
        found = sorted({word for one in self.people for word in _keywords(one)})
        return [
            word
            for word in found
            if not any(_says(other, word) for other in found if other != word)
        ]

    def cities(self) -> list[str]:
        """Where people live."""
        return sorted({one["basics"]["location"]["city"] for one in self.people})

    def experience(self, one: Resume) -> int:
        """Months in any position."""
        return len({month for job in one["work"] for month in self._months(job)})

    def used(self, one: Resume, skill: str) -> int:
        """Months in positions that name a skill."""
        naming = [job for job in one["work"] if _says(_told(job), skill)]
        return len({month for job in naming for month in self._months(job)})

    def _months(self, job: dict[str, Any]) -> range:
        end = job.get("endDate")
        return range(_month(job["startDate"]), (_month(end) if end else self.month) + 1)


def knows(skill: str) -> Test:
    """Whether a record names a skill."""
    if skill in ALIASES:
        known, other = knows(ALIASES[skill]), _names(skill)
        return lambda one: known(one) or other(one)
    return _names(skill)


def _names(skill: str) -> Test:
    return lambda one: (
        skill.casefold() in map(str.casefold, _keywords(one))
        or _says(
            " | ".join(
                [
                    one["basics"]["summary"],
                    *map(_told, one["work"]),
                    *(entry["description"] for entry in one["projects"]),
                    *(entry["name"] for entry in one["certificates"]),
                ]
            ),
            skill,
        )
    )


def speaks(code: str, levels: Sequence[str] = LEVELS) -> Test:
    """Whether a record has a language at one of the levels."""
    return lambda one: any(spoken == code and level in levels for spoken, level in _spoken(one))


def lives(city: str) -> Test:
    """Whether a record has a city."""
    return lambda one: bool(one["basics"]["location"]["city"] == city)


def lives_in(country: str) -> Test:
    """Whether a record has a country."""
    return lambda one: bool(one["basics"]["location"]["countryCode"] == country)


def has(part: str, name: str, words: str) -> Test:
    """Whether a field of one of the entries has these words."""
    return lambda one: any(_says(entry.get(name, ""), words) for entry in one[part])


def held(pattern: str, *, now: bool = False) -> Test:
    """Whether a position has a title."""
    return lambda one: any(
        re.search(rf"\b{pattern}\b", job["position"], re.IGNORECASE)
        for job in one["work"]
        if not now or "endDate" not in job
    )


def graduated(level: str) -> Test:
    """Whether there is a degree of a level."""
    return lambda one: any(entry["studyType"] in DEGREES[level] for entry in one["education"])


def both(one: Test, other: Test) -> Test:
    """Whether both fit."""
    return lambda record: one(record) and other(record)


def not_(test: Test) -> Test:
    """Whether it does not fit."""
    return lambda record: not test(record)


def language_name(code: str, language: str) -> str:
    """A language in the words of another."""
    return str(read_table("languages")[language]["names"][code])


def questions(people: Sequence[Resume], today: date, count: int, seed: int) -> list[Asked]:
    """So many questions, of each kind as many as of the others, half of them in each language."""
    pool, random = Pool(people, today), Random(seed)
    kinds = [list(_shuffled(kind(pool), random)) for kind in KINDS]
    found: list[Asked] = []
    while len(found) < count:
        for each in kinds:
            if each and len(found) < count:
                found.append(each.pop())
    return found


def _shuffled(asked: Iterator[Asked], random: Random) -> list[Asked]:
    unlike = {one.text: one for one in asked}
    chosen = sorted(unlike.values(), key=lambda one: one.text)
    random.shuffle(chosen)
    return chosen


def _forms(kind: str, right: frozenset[int], *forms: str) -> Iterator[Asked]:
    if right:
        for text in forms:
            yield Asked(kind, text, right)


def _skills(pool: Pool) -> Iterator[Asked]:
    for skill in pool.skills():
        right = pool.right(knows(skill))
        yield from _forms(
            "skill", right, f"How many candidates know {skill}?", f"Who knows {skill}?"
        )
        yield from _forms("skill", right, f"Combien de candidats connaissent {skill} ?")
        yield from _forms("skill", right, f"Liste les candidats qui maîtrisent {skill}")


def _languages(pool: Pool) -> Iterator[Asked]:
    for code in read_table("languages")["en"]["names"]:
        english, french = language_name(code, "en"), language_name(code, "fr").lower()
        right = pool.right(speaks(code))
        yield from _forms("language", right, f"Who speaks {english}?", f"Qui parle {french} ?")
        yield from _forms("language", right, f"How many people speak {english}?")
        fluent = pool.right(speaks(code, ("C1", "C2", "native")))
        yield from _forms("language", fluent, f"Which candidates are fluent in {english}?")
        yield from _forms("language", fluent, f"Qui parle couramment {french} ?")
        good = pool.right(speaks(code, LEVELS[3:]))
        yield from _forms("language", good, f"Who speaks {english} at B2 or better?")
        yield from _forms("language", good, f"Qui parle {french} au niveau B2 ou plus ?")


def _years(pool: Pool) -> Iterator[Asked]:
    for years in range(4, 22):
        right = pool.right(lambda one, least=years: pool.experience(one) >= 12 * least)
        yield from _forms("years", right, f"Who has at least {years} years of experience?")
        yield from _forms(
            "years", right, f"Combien de candidats ont au moins {years} ans d'expérience ?"
        )
        over = pool.right(lambda one, least=years: pool.experience(one) > 12 * least)
        yield from _forms(
            "years", over, f"How many candidates have more than {years} years of experience?"
        )
        under = pool.right(lambda one, least=years: pool.experience(one) < 12 * least)
        yield from _forms("years", under, f"Qui a moins de {years} ans d'expérience ?")


def _years_of(pool: Pool) -> Iterator[Asked]:
    for skill in (
        "Kubernetes",
        "Python",
        "Go",
        "SQL",
        "Excel",
        "Terraform",
        "PostgreSQL",
        "Kafka",
        "Java",
        "Rust",
    ):
        for years in (2, 3, 4, 5):
            right = pool.right(lambda one, of=skill, least=years: pool.used(one, of) >= 12 * least)
            text = f"Who has at least {years} years of experience with {skill}?"
            yield from _forms("years of a skill", right, text)
            text = f"Qui a au moins {years} ans d'expérience en {skill} ?"
            yield from _forms("years of a skill", right, text)


def _places(pool: Pool) -> Iterator[Asked]:
    for city in pool.cities():
        right = pool.right(lives(city))
        yield from _forms(
            "place", right, f"Which candidates live in {city}?", f"Qui habite à {city} ?"
        )
    for code, (english, french) in COUNTRIES.items():
        right = pool.right(lives_in(code))
        yield from _forms("place", right, f"How many people live in {english}?")
        yield from _forms("place", right, f"Combien de candidats vivent {french} ?")


def _employers(pool: Pool) -> Iterator[Asked]:
    for name in pool.values("work", "name"):
        right = pool.right(has("work", "name", name))
        yield from _forms("employer", right, f"Who worked at {name}?")
        yield from _forms("employer", right, f"Qui a travaillé chez {name} ?")


def _roles(pool: Pool) -> Iterator[Asked]:
    for title, pattern in TITLES.items():
        ever, now = pool.right(held(pattern)), pool.right(held(pattern, now=True))
        if title[0].isupper():
            article = "an" if title[0] in "AEIOU" else "a"
            yield from _forms("role", ever, f"Who has been {article} {title}?")
            yield from _forms("role", now, f"Who is currently {article} {title}?")
            yield from _forms("role", ever, f"How many people worked as {article} {title}?")
        else:
            yield from _forms("role", ever, f"Qui a été {title} ?")
            yield from _forms("role", ever, f"Combien de personnes ont travaillé comme {title} ?")
            yield from _forms("role", now, f"Qui est {title} ?")


def _degrees(pool: Pool) -> Iterator[Asked]:
    names = {
        "doctorate": ("PhD", "doctorat"),
        "master": ("master's degree", "master"),
        "bachelor": ("bachelor's degree", "licence"),
    }
    for level, (english, french) in names.items():
        right = pool.right(graduated(level))
        yield from _forms(
            "degree", right, f"Who has a {english}?", f"How many candidates have a {english}?"
        )
        yield from _forms(
            "degree", right, f"Qui a {'une' if french == 'licence' else 'un'} {french} ?"
        )
    for name in pool.values("education", "institution"):
        right = pool.right(has("education", "institution", name))
        yield from _forms("degree", right, f"Who studied at {name}?", f"Qui a étudié à {name} ?")
    for name in pool.values("education", "area"):
        right = pool.right(has("education", "area", name))
        yield from _forms(
            "degree", right, f"Who has a degree in {name}?", f"Qui a un diplôme en {name} ?"
        )


def _certificates(pool: Pool) -> Iterator[Asked]:
    for name in pool.values("certificates", "name"):
        right = pool.right(has("certificates", "name", name))
        yield from _forms("certificate", right, f"Who has the certificate {name}?")
        yield from _forms("certificate", right, f"Qui a la certification {name} ?")


def _combinations(pool: Pool) -> Iterator[Asked]:
    kind = "combination"
    for one, other in (
        ("Python", "Java"),
        ("Kubernetes", "Terraform"),
        ("SQL", "Python"),
        ("Helm", "Go"),
    ):
        right = pool.right(both(knows(one), not_(knows(other))))
        yield from _forms(kind, right, f"Who knows {one} but not {other}?")
        yield from _forms(kind, right, f"Combien de candidats connaissent {one} mais pas {other} ?")
        yield from _forms(
            kind, pool.right(both(knows(one), knows(other))), f"Who knows {one} and {other}?"
        )
    for code in ("fr", "es", "de", "it"):
        english, french = language_name(code, "en"), language_name(code, "fr").lower()
        for city in ("London", "Paris", "Dublin", "Toronto", "Nantes"):
            right = pool.right(both(speaks(code), lives(city)))
            yield from _forms(kind, right, f"Who speaks {english} and lives in {city}?")
            yield from _forms(
                kind, right, f"Quels candidats parlent {french} et habitent à {city} ?"
            )
        for country, (name, nom) in COUNTRIES.items():
            right = pool.right(both(speaks(code), lives_in(country)))
            yield from _forms(kind, right, f"How many {english} speakers live in {name}?")
            right = pool.right(both(not_(speaks(code)), lives_in(country)))
            yield from _forms(kind, right, f"Qui ne parle pas {french} et vit {nom} ?")


def _most(pool: Pool) -> Iterator[Asked]:
    def best(take: int, months: Callable[[Resume], int]) -> frozenset[int]:
        worth = sorted((months(one) for one in pool.people), reverse=True)
        return pool.right(lambda one: months(one) >= worth[take - 1] > 0)

    yield from _forms("most", best(1, pool.experience), "Who has the longest experience?")
    yield from _forms("most", best(1, pool.experience), "Qui a le plus d'expérience ?")
    for take in (3, 5, 10):
        right = best(take, pool.experience)
        yield from _forms("most", right, f"Top {take} candidates by years of experience")
        yield from _forms("most", right, f"Quels sont les {take} candidats les plus expérimentés ?")
    for skill in ("Kubernetes", "Python", "Excel", "Java", "SQL"):
        right = best(1, lambda one, of=skill: pool.used(one, of))
        yield from _forms("most", right, f"Who has the most years of {skill}?")
        yield from _forms("most", right, f"Qui a le plus d'expérience en {skill} ?")


def _groups(pool: Pool) -> Iterator[Asked]:
    places = [one["basics"]["location"] for one in pool.people]
    spoken = Counter(code for one in pool.people for code in {code for code, _ in _spoken(one)})
    told = {
        ("country", "pays"): Counter(place["countryCode"] for place in places),
        ("city", "ville"): Counter(place["city"].casefold() for place in places),
        ("language", "langue"): spoken,
    }
    for (english, french), counts in told.items():
        yield Asked("groups", f"How many candidates per {english}?", groups=dict(counts))
        yield Asked("groups", f"Combien de candidats par {french} ?", groups=dict(counts))


def _compared(pool: Pool) -> Iterator[Asked]:
    names = [one["basics"]["name"] for one in pool.people]
    for at in range(0, 40, 2):
        pair = frozenset((at, at + 1))
        yield Asked("comparison", f"Compare {names[at]} and {names[at + 1]}", pair)
        yield Asked("comparison", f"Compare {names[at]} et {names[at + 1]}", pair)


def _everything(pool: Pool) -> Iterator[Asked]:
    right = pool.right(lambda _: True)
    yield from _forms("all", right, "How many CVs are there?", "List all candidates")
    yield from _forms("all", right, "Combien de CV y a-t-il ?", "Liste tous les candidats")


KINDS = (
    _skills,
    _languages,
    _years,
    _years_of,
    _places,
    _employers,
    _roles,
    _degrees,
    _certificates,
    _combinations,
    _most,
    _groups,
    _compared,
    _everything,
)


def _keywords(one: Resume) -> list[str]:
    groups = [*one["skills"], *one["projects"]]
    return [word for group in groups for word in group["keywords"]]


def _told(job: dict[str, Any]) -> str:
    return " | ".join((job["position"], job["description"], *job["highlights"]))


def _says(text: str, words: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(words)}(?![\w+#])", text) is not None


def _spoken(one: Resume) -> Iterator[tuple[str, str]]:
    table = read_table("languages")[one["meta"]["language"]]
    codes = {name: code for code, name in table["names"].items()}
    levels = {name: level for level, name in table["levels"].items()}
    for spoken in one["languages"]:
        yield codes[spoken["language"]], levels[spoken["fluency"]]


def _month(written: str) -> int:
    year, month = written.split("-")
    return 12 * int(year) + int(month) - 1
