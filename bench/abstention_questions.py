"""Questions that documents answer, and questions of the same kinds that they do not.

Of invented people every fact is known, so it is known what their CVs do not say: other people,
other employers, a salary. Of texts some are left out, and what is asked about those has no answer.
Of quarterly reports the same is asked about firms that have none there.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from quality_people import FACTS, WORDS
from quality_sets import REPORTS, QuestionSet, read_set, records

from folioscope.features.extractive.terms import tokens
from folioscope.features.samples.generate import as_json, generate

SEED = 7
PEOPLE = 60  # in a base; few enough that much is missing
# Half of each number chooses, the other half is reported.
QUOTAS = {"people-en": 70, "people-fr": 50, "xquad-dev-en": 32, "piaf-dev-fr": 24, REPORTS: 24}
UNSAID = {
    "en": ("What salary does {} expect?", "Is {} married?", "What is {}'s passport number?"),
    "fr": (
        "Quel salaire {} demande-t-il ?",
        "{} est-il marié ?",
        "Quel est le numéro de passeport de {} ?",
    ),
}
UNSAID_SHARE = 6  # one of so many questions without an answer asks what no CV says
ABSENT_FIRMS = ("Tesla", "Pfizer", "Netflix", "Boeing")
_FIRM = re.compile(r"\b(?:Apple|Amazon|NVIDIA|Nvidia|AAPL|AMZN|NVDA)\b")

Facts = Mapping[str, Sequence[str]]
"""What people's CVs say, by kind."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to a base, and whether its documents hold an answer.

    ``chooses`` tells that a threshold was chosen by it; it is reported on the others.
    ``about_person`` is one about a person by name whom no document knows.
    """

    base: str
    text: str
    has_answer: bool
    chooses: bool
    about_person: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """What is to be taken in, and what is asked of it: as much with an answer as without."""

    name: str
    source: Path
    probes: Sequence[Probe]


def bases(scratch: Path, seed: int = SEED) -> Iterator[Base]:
    """Every base whose documents are there."""
    for name, quota in QUOTAS.items():
        if name.startswith("people-"):
            yield _people(name, scratch, quota, seed)
        elif (found := read_set(name, scratch)) is not None:
            make = _reports if name == REPORTS else _texts
            yield make(found, scratch, quota, Random(seed))


def _people(name: str, scratch: Path, quota: int, seed: int) -> Base:
    language = name.removeprefix("people-")
    folder = scratch / name
    folder.mkdir(parents=True)
    people = generate(PEOPLE, seed, [language])
    for number, person in enumerate(people):
        (folder / f"p{number:03}.json").write_text(as_json(person), encoding="utf-8")
    said = _key("\n".join(map(as_json, people)))
    known = _facts(people)
    absent = {
        kind: [fact for fact in facts if _key(fact) not in said]
        for kind, facts in _facts(generate(PEOPLE, seed + 1, [language])).items()
    }
    random = Random(seed)
    unsaid = [
        random.choice(UNSAID[language]).format(person)
        for person in random.sample(known["name"], quota // UNSAID_SHARE)
    ]
    without = [*unsaid, *_asked(absent, language, quota - len(unsaid), random)]
    answered = _asked(known, language, quota, random)
    return Base(name, folder, _probes(name, answered, without, absent["name"]))


def _key(text: str) -> str:
    """The words without their ends: an ingénieur may be an ingénieure, a certificate certified."""
    return " ".join(word[:6] for word in tokens(text))


def _facts(people: Iterable[Mapping[str, object]]) -> Facts:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for person in json.loads(json.dumps(list(people))):
        found["name"].add(person["basics"]["name"])
        for kind, (part, field) in FACTS.items():
            found[kind].update(entry.get(field, "") for entry in person.get(part, []))
        for skill in person.get("skills", []):
            found["skill"].update(skill.get("keywords", []))
    return {kind: sorted(facts - {""}) for kind, facts in found.items()}


def _asked(facts: Facts, language: str, count: int, random: Random) -> list[str]:
    """Questions about facts, of each kind in turn; bare words are no questions."""
    forms = {
        kind: [form for form in each if form not in ("{}", "{} experience", "expérience {}")]
        for kind, each in WORDS[language].items()
    }
    piles = {kind: random.sample(facts[kind], len(facts[kind])) for kind in forms if facts[kind]}
    asked: list[str] = []
    while len(asked) < count:
        for kind, pile in piles.items():
            if pile:
                asked.append(random.choice(forms[kind]).format(pile.pop()))
    return random.sample(asked[:count], count)


def _texts(found: QuestionSet, scratch: Path, quota: int, random: Random) -> Base:
    """Texts without every third subject, and what is asked about both."""
    texts = records(found.source)
    subjects = sorted({text["title"] for text in texts})
    left_out = set(subjects[::3])
    kept = [text for text in texts if text["title"] not in left_out]
    path = scratch / found.name
    path.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(text, ensure_ascii=False) for text in kept)
    (path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    there = {text["id"] for text in kept}
    asked: dict[bool, list[str]] = {True: [], False: []}
    for id_, text in found.questions.items():
        asked[bool(found.relevant[id_].keys() & there)].append(text)
    chosen = [random.sample(asked[which], quota) for which in (True, False)]
    return Base(found.name, path / "corpus.jsonl", _probes(found.name, *chosen))


def _reports(found: QuestionSet, _scratch: Path, quota: int, random: Random) -> Base:
    naming = [text for text in found.questions.values() if _FIRM.search(text)]
    chosen = random.sample(naming, 2 * quota)
    elsewhere = [_FIRM.sub(random.choice(ABSENT_FIRMS), text) for text in chosen[quota:]]
    return Base(found.name, found.source, _probes(found.name, chosen[:quota], elsewhere))


def _probes(
    base: str,
    answered: Sequence[str],
    unanswered: Sequence[str],
    unknown: Sequence[str] = (),
) -> list[Probe]:
    def made(texts: Sequence[str], *, has_answer: bool) -> Iterator[Probe]:
        for number, text in enumerate(texts):
            is_unknown = any(name in text for name in unknown)
            yield Probe(base, text, has_answer, number % 2 == 0, is_unknown)

    return [*made(answered, has_answer=True), *made(unanswered, has_answer=False)]
