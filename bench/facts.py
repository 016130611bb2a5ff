"""What is read of invented people as facts, against what is known of them, and how fast.

    python bench/facts.py [--people N] [--drawn N] [--show]

The first ``--drawn`` people are drawn as PDF and HTML, in all layouts in turn, and read by the
parsers; all are read as JSON too. ``--show`` names every fact that was missed or made up. A skill
that no list of the person has counts as right if it is a known one and their text has its name.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.port import Limits, Parsed
from folioscope.features.knowledge.fact_keys import SKILLS, key_of
from folioscope.features.knowledge.fact_months import month_of
from folioscope.features.knowledge.fact_reading import facts_of
from folioscope.features.knowledge.facts import KINDS, Fact
from folioscope.features.samples.export import LAYOUTS
from folioscope.features.samples.generate import REFERENCE_DAY, Resume, generate
from folioscope.features.samples.profiles import read_table
from folioscope.features.samples.render import render_html, render_pdf
from folioscope.features.sections.folding import fold, squeeze
from folioscope.features.sections.parts import parts_of

SEED = 4711
TODAY = month_of(REFERENCE_DAY)
LEVELS = {
    "master": ("Master", "MSc", "MEng", "Diplôme d'ingénieur"),
    "bachelor": ("B.", "BA", "BComm", "BSc", "Bachelor", "DCG", "Licence", "LLB", "Diplôme d'État"),
    "vocational": ("BTS", "CAP", "DUT"),
    "doctorate": ("PhD",),
}
Said = list[tuple[Any, ...]]


@dataclass
class Tally:
    """What was found of what is true, and what was made up."""

    true: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def take(self, resume: Resume, document: Parsed) -> None:
        """Count the facts of one CV."""
        begun = process_time()
        facts = facts_of(document, TODAY)
        self.milliseconds.append(1000 * (process_time() - begun))
        for fact in facts:
            text = document.pages[fact.page_ordinal].text[fact.start : fact.end]
            if not text.strip():
                self.wrong.append(f"{resume['basics']['name']}: nothing stands where {fact} does")
        text = fold(json.dumps(resume, ensure_ascii=False))
        for kind, true in truth(resume).items():
            said = [told(kind, fact) for fact in facts if fact.kind == kind.partition(" ")[0]]
            if kind == "skill":
                said = [one for one in said if one in true or not is_told(one[0], text)]
            if kind == "skill months":
                said = [one for one in said if one[0] in {key for key, _ in true}]
            self._count(kind, resume["basics"]["name"], true, said)

    def _count(self, kind: str, name: str, true: Said, said: Said) -> None:
        self.true[kind] += len(set(true))
        self.found[kind] += len(said)
        self.right[kind] += len(set(true) & set(said))
        self.wrong += [f"{name}: missed {kind} {one}" for one in true if one not in said]
        self.wrong += [f"{name}: made up {kind} {one}" for one in said if one not in true]


def is_told(key: str, text: str) -> bool:
    """Whether a skill of no list is a known one whose name is in the text."""
    names = [name for name, of in SKILLS.items() if any(one.key == key for one in of)]
    return any(name in text for name in names)


def truth(resume: Resume) -> dict[str, Said]:
    """Everything that is to be found, by kind."""
    basics, work = resume["basics"], resume["work"]
    place = basics["location"]
    months = {month for job in work for month in months_of(job)}
    skills = list(keywords(resume))
    return {
        "person": [(squeeze(basics["name"]),)],
        "place": [(fold(place["city"]), place["countryCode"])],
        "language": [spoken(one) for one in resume["languages"]],
        "role": [(squeeze(job["position"]), squeeze(job["name"]), *span(job)) for job in work],
        "experience": [(len(months),)],
        "skill": [(key_of("skill", name),) for name in skills],
        "skill months": [(key_of("skill", name), used(name, work)) for name in skills],
        "degree": [
            (
                squeeze(f"{one['studyType']} {one['area']}"),
                squeeze(one["institution"]),
                level_of(one["studyType"]),
                int(one["endDate"][:4]),
            )
            for one in resume["education"]
        ],
        "certificate": [
            (squeeze(one["name"]), squeeze(one["issuer"]), int(one["date"][:4]))
            for one in resume["certificates"]
        ],
    }


def told(kind: str, fact: Fact) -> tuple[Any, ...]:
    """A fact as the truth would have it."""
    detail = fact.detail or {}
    where = squeeze(detail.get("organization", ""))
    year = None if fact.until is None else fact.until // 12
    return {
        "person": (squeeze(fact.value),),
        "place": (fact.key, detail.get("country")),
        "language": (fact.key, fact.level),
        "role": (squeeze(fact.value), where, fact.since, fact.until),
        "experience": (fact.months,),
        "skill": (fact.key,),
        "skill months": (fact.key, fact.months),
        "degree": (squeeze(fact.value), where, fact.level, year),
        "certificate": (squeeze(fact.value), where, year),
    }[kind]


def keywords(resume: Resume) -> Iterator[str]:
    """The skills that are listed."""
    return (name for group in resume["skills"] for name in group["keywords"])


def span(job: dict[str, str]) -> tuple[int, int | None]:
    """The months of a job."""
    return _month(job["startDate"]), _month(job["endDate"]) if "endDate" in job else None


def months_of(job: dict[str, str]) -> range:
    """All months of a job until now."""
    since, until = span(job)
    return range(since, (TODAY if until is None else until) + 1)


def used(name: str, work: Sequence[dict[str, Any]]) -> int | None:
    """For how many months jobs lasted in whose text the name stands."""
    names = {fold(name), *(key for key, of in SKILLS.items() if of[0].key == key_of("skill", name))}
    either = "|".join(map(re.escape, names))
    plain = re.compile(rf"(?<![\w+#])(?:{either})(?![\w+#])")
    of_jobs = [
        months_of(job)
        for job in work
        if plain.search(
            fold(" \n ".join((job["position"], job["description"], *job["highlights"])))
        )
    ]
    return len({month for months in of_jobs for month in months}) or None


def spoken(one: dict[str, str]) -> tuple[str, str]:
    """The code and the level of a language."""
    codes, levels = _spoken()
    return codes[one["language"]], levels[one["fluency"]]


@cache
def _spoken() -> tuple[dict[str, str], dict[str, str]]:
    tables = [read_table("languages")[language] for language in ("en", "fr")]
    codes = {name: code for table in tables for code, name in table["names"].items()}
    return codes, {name: level for table in tables for level, name in table["levels"].items()}


def level_of(study: str) -> str | None:
    """How high a degree of the invented people is."""
    return next((level for level, names in LEVELS.items() if study.startswith(names)), None)


def _month(written: str) -> int:
    return 12 * int(written[:4]) + int(written[5:7]) - 1


def read(path: Path, kind: str) -> Parsed:
    """A CV as it is read and cut."""
    (document,) = PARSERS[kind](path, Limits()).documents
    return replace(document, kind="resume", parts=parts_of(document))


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--drawn", type=int, default=120)
    parser.add_argument("--show", action="store_true", help="name what went wrong")
    options = parser.parse_args()
    print_heading("Facts of CVs", "pypdfium2", "weasyprint")
    tallies = {"JSON": Tally(), "HTML": Tally(), **{f"PDF {layout}": Tally() for layout in LAYOUTS}}
    with tempfile.TemporaryDirectory() as folder:
        for number, resume in enumerate(generate(options.people, SEED)):
            path = Path(folder) / f"{number}.json"
            path.write_text(json.dumps(resume), encoding="utf-8")
            tallies["JSON"].take(resume, read(path, "json"))
            if number < options.drawn:
                layout = LAYOUTS[number % len(LAYOUTS)]
                path.with_suffix(".html").write_text(render_html(resume, layout), encoding="utf-8")
                tallies["HTML"].take(resume, read(path.with_suffix(".html"), "html"))
                path.with_suffix(".pdf").write_bytes(render_pdf(resume, layout))
                tallies[f"PDF {layout}"].take(resume, read(path.with_suffix(".pdf"), "pdf"))
    print_tallies(tallies)
    took = [one for tally in tallies.values() for one in tally.milliseconds]
    print_figures([Figure("facts of one CV, time of one core", took, "ms", Target(5))])
    if options.show:
        for name, tally in tallies.items():
            print(f"\n{name}", *tally.wrong, sep="\n  ")


def print_tallies(tallies: dict[str, Tally]) -> None:
    """Print precision and recall of each kind, for each way the CVs came."""
    print(f"precision / recall (facts)\n\n| | {' | '.join(tallies)} |")
    print(f"| --- |{' --- |' * len(tallies)}")
    for kind in (*KINDS, "skill months"):
        cells = []
        for tally in tallies.values():
            precision = tally.right[kind] / (tally.found[kind] or 1)
            recall = tally.right[kind] / (tally.true[kind] or 1)
            cells.append(f"{precision:.3f} / {recall:.3f} ({tally.true[kind]})")
        print(f"| {kind} | {' | '.join(cells)} |")
    print()


if __name__ == "__main__":
    main()
