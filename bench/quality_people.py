"""A test set of invented people: whose CV holds the employer, the skill, the name asked for.

Every fact of an invented CV is known, so every question has its answer. Documents are named after
the people's numbers, and say nothing of what they hold.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

from folioscope.features.samples.generate import Resume, as_json, generate

COUNT = 150
SEED = 99
OF_A_KIND = 40  # questions
MOST_ANSWERS = 30
FACTS = {
    "employer": ("work", "name"),
    "role": ("work", "position"),
    "school": ("education", "institution"),
    "area": ("education", "area"),
    "certificate": ("certificates", "name"),
    "language": ("languages", "language"),
}
WORDS = {
    "en": {
        "name": ("Where did {} study?", "What is {}'s email?", "{}"),
        "employer": ("Who worked at {}?", "{}"),
        "role": ("Who has worked as a {}?",),
        "school": ("Who studied at {}?",),
        "area": ("Who has a degree in {}?",),
        "skill": ("Who knows {}?", "{} experience"),
        "certificate": ("Who is certified as {}?",),
        "language": ("Who speaks {}?",),
    },
    "fr": {
        "name": ("Où {} a-t-il étudié ?", "Quel est l'e-mail de {} ?", "{}"),
        "employer": ("Qui a travaillé chez {} ?", "{}"),
        "role": ("Qui a été {} ?",),
        "school": ("Qui a étudié à {} ?",),
        "area": ("Qui a un diplôme en {} ?",),
        "skill": ("Qui maîtrise {} ?", "expérience {}"),
        "certificate": ("Qui est certifié {} ?",),
        "language": ("Qui parle {} ?",),
    },
}


def write_people(folder: Path, language: str) -> None:
    """Write CVs, questions and judgements in the form of the other sets."""
    documents = folder / "docs"
    documents.mkdir(parents=True, exist_ok=True)
    answers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for number, person in enumerate(generate(COUNT, SEED, [language])):
        name = f"p{number:03}.json"
        (documents / name).write_text(as_json(person), encoding="utf-8")
        for fact in _facts(person):
            answers[fact].add(name)
    asked = list(_questions(answers, language))
    (folder / "queries.jsonl").write_text(
        "\n".join(json.dumps({"id": id_, "text": text}) for id_, text, _ in asked),
        encoding="utf-8",
    )
    judged = [f"{id_}\t{name}\t1" for id_, _, names in asked for name in sorted(names)]
    (folder / "qrels.tsv").write_text("\n".join(["query\tdocument\tgrade", *judged]))


def _facts(person: Resume) -> Iterator[tuple[str, str]]:
    yield "name", person["basics"]["name"]
    for kind, (part, field) in FACTS.items():
        for entry in person.get(part, []):
            yield kind, entry.get(field, "")
    for skill in person.get("skills", []):
        for keyword in skill.get("keywords", []):
            yield "skill", keyword


def _questions(
    answers: dict[tuple[str, str], set[str]], language: str
) -> Iterator[tuple[str, str, set[str]]]:
    random = Random(SEED)
    for kind, forms in WORDS[language].items():
        known = sorted(
            (fact, names)
            for (of, fact), names in answers.items()
            if of == kind and fact and len(names) <= MOST_ANSWERS
        )
        random.shuffle(known)
        for number, (fact, names) in enumerate(known[:OF_A_KIND]):
            yield f"{kind}-{number}", random.choice(forms).format(fact), names
