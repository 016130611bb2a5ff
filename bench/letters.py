"""Letters: how many planted facts the check strikes, and how many true sentences with them.

    PYTHONPATH=. python bench/letters.py [--people 120]

Sentences are made of the profiles of invented people, in four languages, as a language model might
put them. Each true one has twins with one fact of another person, or another figure, in its place.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from folioscope.features.coaching.letter_check import checked
from folioscope.features.coaching.snapshot import Snapshot
from folioscope.features.coaching.texts import entries_of, resume_text, words
from folioscope.features.samples.generate import people

SEED = 20261122
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "role": "At {name}, I worked as {position}.",
        "skill": "In my daily work I use {skill}.",
        "study": "I studied {area} at {institution}.",
        "language": "I also speak {language}.",
    },
    "fr": {
        "role": "Chez {name}, j'ai travaillé comme {position}.",
        "skill": "Dans mon travail, j'utilise {skill}.",
        "study": "J'ai étudié {area} à {institution}.",
        "language": "Je parle aussi {language}.",
    },
    "de": {
        "role": "Bei {name} arbeitete ich als {position}.",
        "skill": "In meiner Arbeit nutze ich {skill}.",
        "study": "Ich habe {area} studiert: {institution}.",
        "language": "Ich spreche auch {language}.",
    },
    "es": {
        "role": "En {name} trabajé como {position}.",
        "skill": "En mi trabajo uso {skill}.",
        "study": "Estudié {area} en {institution}.",
        "language": "También hablo {language}.",
    },
}
JOB = "We look for somebody who joins our team. Du passt zu uns. Vous aimez apprendre."
_FIGURE = re.compile(r"\d+")


class Said(NamedTuple):
    """A sentence about one person, of which kind, true or not."""

    kind: str
    text: str
    is_true: bool


def sentences(resume: Mapping[str, Any], other: Mapping[str, Any], locale: str) -> Iterator[Said]:
    """True sentences of a profile, and false ones with facts of another."""
    told = SENTENCES[locale]
    own = resume_text(resume).casefold()
    for kind, section, keys in (
        ("role", "work", ("name", "position")),
        ("study", "education", ("area", "institution")),
        ("language", "languages", ("language",)),
    ):
        for is_true, source in ((True, resume), (False, other)):
            for entry in entries_of(source, section)[:2]:
                values = {key: words(entry.get(key)) for key in keys}
                is_new = all(value.casefold() not in own for value in values.values())
                if all(values.values()) and (is_true or is_new):
                    yield Said(kind, told[kind].format(**values), is_true)
    for is_true, source in ((True, resume), (False, other)):
        for skill in [one for entry in entries_of(source, "skills")
                      for one in entry.get("keywords", ())][:6]:  # fmt: skip
            if is_true or skill.casefold() not in own:
                yield Said("skill", told["skill"].format(skill=skill), is_true)
    yield from _points(resume, other)


def _points(resume: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Said]:
    """What was done, word for word; with other figures; and what somebody else did."""
    for entry in entries_of(resume, "work")[:2]:
        for point in entry.get("highlights", ())[:3]:
            yield Said("result", point, is_true=True)
            if _FIGURE.search(point):
                wrong = _FIGURE.sub(lambda found: str(int(found.group()) * 3 + 1), point)
                yield Said("figure", wrong, is_true=False)
    for entry in entries_of(other, "work")[:2]:
        for point in entry.get("highlights", ())[:3]:
            yield Said("result", point, is_true=False)


def measure(count: int, locale: str) -> tuple[Counter[tuple[str, bool]], Counter[tuple[str, bool]]]:
    """How many sentences there were of each kind, and how many were struck."""
    made = [person.resume for person in islice(people(SEED, (locale,)), count)]
    seen: Counter[tuple[str, bool]] = Counter()
    struck: Counter[tuple[str, bool]] = Counter()
    for resume, other in zip(made, [*made[1:], made[0]], strict=True):
        snapshot = Snapshot("", resume, "", "", JOB)
        for said in sentences(resume, other, locale):
            seen[said.kind, said.is_true] += 1
            struck[said.kind, said.is_true] += bool(checked(said.text, snapshot)[1])
    return seen, struck


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: the share of the false that is struck, and of the true."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=120)
    count = parser.parse_args(arguments).people
    print(
        "| language | of | false | struck | true | struck |\n| --- | --- | --- | --- | --- | --- |"
    )
    for locale in SENTENCES:
        seen, struck = measure(count // len(SENTENCES), locale)
        for kind in ("role", "study", "language", "skill", "result", "figure"):
            cells = [_cell(seen[kind, which], struck[kind, which]) for which in (False, True)]
            print(f"| {locale} | {kind} | {' | '.join(cells)} |")


def _cell(seen: int, struck: int) -> str:
    return f"{seen} | {100 * struck / seen:.1f} %" if seen else "0 |"


if __name__ == "__main__":
    main()
