"""How CVs are recognised and cut: real ones, what is none, and invented ones whose parts are known.

    python bench/sections.py [--people N] [--show]

Of the invented people every text is looked up in the parts: in which section it came, and under
which employer or school. ``--show`` names what went wrong. The real documents are not part of
this repository; without them only the invented ones are measured.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reporting import print_heading

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.formats import format_of
from folioscope.backends.parsers.port import Entry, Limits, Page, Parsed, Part, Unreadable
from folioscope.features.samples.export import LAYOUTS
from folioscope.features.samples.generate import Resume, generate
from folioscope.features.samples.render import render_pdf
from folioscope.features.sections.folding import squeeze
from folioscope.features.sections.parts import parts_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CVS = ("resumes/livecareer-pdf", "resumes/layouts")
OTHERS = ("docqa/sec-10-q/docs", "jobs/city-of-la", "torture", "jobs/skillspan")
SEED = 4711
ENTRIES = {"work": "experience", "education": "education"}


@dataclass
class Tally:
    """What was counted of one set."""

    documents: int = 0
    recognised: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    sections: int = 0
    letters: int = 0
    named: int = 0
    entries: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    def take(self, name: str, document: Parsed) -> None:
        """Count one document."""
        parts = parts_of(document)
        self.documents += 1
        (self.recognised if parts else self.missed).append(name)
        self.sections += len({part.section for part in parts} - {None})
        for part in parts:
            self.letters += part.end - part.start
            self.named += (part.end - part.start) * (part.section is not None)
        entries = {id(part.entry): part.entry for part in parts if part.entry}
        self.entries += len(entries)
        for entry in entries.values():
            self.fields.update(
                name for name in ("organization", "position", "dates") if getattr(entry, name)
            )


def documents_in(folder: Path) -> Iterator[tuple[str, Parsed]]:
    """Every document of a folder that can be read; an advert is a list of sentences."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".jsonl" and "skillspan" in path.parts:
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                yield record["id"], Parsed((Page("\n".join(record["sentences"])),))
        elif path.is_file() and path.suffix != ".jsonl":
            try:
                reading = PARSERS[format_of(path.name)](path, Limits())
            except Unreadable:
                continue
            for document in reading.documents:
                yield path.name, document


def print_real(*, show: bool) -> None:
    """Print what was made of real documents."""
    print(
        "| set | documents | taken for CVs | sections a CV | text in a named section | entries "
        "| with organization / position / dates |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in (*CVS, *OTHERS):
        tally = Tally()
        for document in documents_in(DATA / name):
            tally.take(*document)
        found = len(tally.recognised)
        fields = " / ".join(str(tally.fields[key]) for key in ("organization", "position", "dates"))
        print(
            f"| {name} | {tally.documents} | {found} | {tally.sections / (found or 1):.1f} "
            f"| {tally.named / (tally.letters or 1):.1%} | {tally.entries} | {fields} |",
            flush=True,
        )
        if show:
            print(tally.missed if name in CVS else tally.recognised)
    print()


@dataclass
class Score:
    """Texts that came where they belong, and entries that say what they should."""

    places: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, told: str, *, right: bool) -> None:
        """Count one text."""
        self.places[name] += 1
        self.told[name] += right
        if not right:
            self.wrong.append(f"{name}: {told}")


def texts_of(resume: Resume) -> Iterator[tuple[str, str]]:
    """The section and the words of everything a CV says."""
    yield "summary", resume["basics"]["summary"]
    yield "contact", resume["basics"]["email"]
    for job in resume["work"]:
        yield from (("experience", highlight) for highlight in job["highlights"])
    yield from (("education", degree["institution"]) for degree in resume["education"])
    yield from (("skills", ", ".join(group["keywords"])) for group in resume["skills"])
    yield from (("languages", language["language"]) for language in resume["languages"])
    yield from (("certificates", held["name"]) for held in resume["certificates"])
    yield from (("projects", project["name"]) for project in resume["projects"])
    yield from (("interests", liked["name"]) for liked in resume["interests"])


def measure(resume: Resume, document: Parsed, score: Score) -> None:
    """Look up everything a CV says in the parts it was cut into."""
    parts = parts_of(document)
    if not parts:
        score.count("recognised", resume["basics"]["name"], right=False)
        return
    score.count("recognised", "", right=True)
    said = [
        squeeze(document.pages[part.page_ordinal].text[part.start : part.end]) for part in parts
    ]
    for section, text in texts_of(resume):
        holding = [part for part, words in zip(parts, said, strict=True) if squeeze(text) in words]
        if holding:  # what the reading order tears apart says nothing about sections
            right = any(part.section == section for part in holding)
            score.count(f"section {section}", f"{text} in {holding[0].section}", right=right)
    for key, section in ENTRIES.items():
        measure_entries(resume[key], [part for part in parts if part.section == section], score)


def measure_entries(true: Sequence[dict[str, Any]], parts: Sequence[Part], score: Score) -> None:
    """Compare the entries of a section, in order."""
    found = list({id(part.entry): part.entry for part in parts if part.entry}.values())
    names = [name_of(entry) for entry in true]
    for entry in found:
        belongs = next((at for at, one in enumerate(names) if agrees(entry, one)), None)
        score.count("entry precision", str(entry), right=belongs is not None)
    for one in names:
        matching = next((entry for entry in found if agrees(entry, one)), None)
        score.count("entry recall", str(one), right=matching is not None)
        for key in ("organization", "position", "dates"):
            expected, said = getattr(one, key), getattr(matching, key) if matching else ""
            score.count(f"{key} recall", f"{said} for {expected}", right=same(said, expected))
            if said:
                score.count(
                    f"{key} precision", f"{said} for {expected}", right=same(said, expected)
                )


def name_of(entry: dict[str, Any]) -> Entry:
    """An entry of JSON Resume in our words; of dates the years alone."""
    years = " ".join(entry[key][:4] for key in ("startDate", "endDate") if key in entry)
    if "institution" in entry:
        return Entry(entry["institution"], f"{entry['studyType']} {entry['area']}", years)
    return Entry(entry["name"], entry["position"], years)


def agrees(found: Entry, true: Entry) -> bool:
    """Whether two entries are meant to be the same: two of three fields say so."""
    keys = ("organization", "position", "dates")
    return sum(same(getattr(found, key), getattr(true, key)) for key in keys) >= 2


def same(said: str, expected: str) -> bool:
    """Whether a field says what it should; dates by their years."""
    if expected.replace(" ", "").isdigit():
        return bool(said) and all(year in said for year in expected.split())
    return squeeze(said) == squeeze(expected)


def print_invented(people: int, *, show: bool) -> None:
    """Print what was made of people whose CVs are known, in each layout."""
    names: dict[str, None] = {}
    scores = {}
    with tempfile.TemporaryDirectory() as folder:
        for layout in LAYOUTS:
            scores[layout] = score = Score()
            for number, resume in enumerate(generate(people, SEED)):
                path = Path(folder) / f"{number}.pdf"
                path.write_bytes(render_pdf(resume, layout))
                (document,) = PARSERS["pdf"](path, Limits()).documents
                measure(resume, document, score)
            names |= dict.fromkeys(score.places)
    print(f"{people} invented people, half of them French, {people} CVs a layout\n")
    print(f"| | {' | '.join(scores)} |\n| --- |{' --- |' * len(scores)}")
    for name in names:
        shares = (
            f"{score.told[name] / score.places[name]:.3f} ({score.places[name]})"
            if score.places[name]
            else ""
            for score in scores.values()
        )
        print(f"| {name} | {' | '.join(shares)} |")
    if show:
        for layout, score in scores.items():
            print(f"\n{layout}", *score.wrong, sep="\n  ")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="name what went wrong")
    options = parser.parse_args()
    print_heading("Sections of CVs", "pypdfium2", "weasyprint")
    if DATA.is_dir():
        print_real(show=options.show)
    print_invented(options.people, show=options.show)


if __name__ == "__main__":
    main()
