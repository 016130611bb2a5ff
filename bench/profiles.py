"""How well profiles are read: fields of generated CVs against their truth.

    python bench/profiles.py FOLDER [TRUTH] [--misses]

FOLDER has the CVs of “folioscope samples generate --format pdf”, TRUTH (FOLDER.truth.jsonl without)
what was drawn. Each is read as the program does it: parsed in a child, stored as pages, read again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from folioscope.backends.parsers.port import Parsed
from folioscope.backends.parsers.sandbox import FileReader
from folioscope.features.knowledge.fact_keys import LANGUAGES, key_of, words_of
from folioscope.features.resumes.reading import profile_read
from folioscope.features.resumes.stored_pages import StoredPage, parsed_again
from folioscope.features.resumes.values import entries_of, part_of, text_of, texts_of
from folioscope.features.sections.folding import fold
from folioscope.features.sections.parts import parts_of

AT_ONCE = 2
TARGET = ("employer", "position", "dates", "degree", "skills", "languages")
OTHERS = (
    "name",
    "label",
    "email",
    "phone",
    "city",
    "school",
    "area",
    "studied",
    "certificates",
    "highlights",
    "projects",
)
FIELDS = (*TARGET, *OTHERS)
YEAR = 4


@dataclass
class Counted:
    """Values that were found, that were not, and that are not there."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def f1(self) -> float:
        whole = 2 * self.found + self.missed + self.wrong
        return 2 * self.found / whole if whole else 1.0


Counts = dict[str, dict[str, Counted]]


def _careers(resume: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for job in entries_of(resume, "work"):
        employer = words_of(text_of(job.get("name")))
        yield "employer", employer
        yield "position", words_of(text_of(job.get("position")))
        yield "dates", (employer, text_of(job.get("startDate")), text_of(job.get("endDate")))
        for item in texts_of(job.get("highlights")):
            yield "highlights", words_of(item)
    for project in entries_of(resume, "projects"):
        yield "projects", words_of(text_of(project.get("name")))


def values(resume: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The fields of a résumé that are compared, in the form in which they are."""
    basics = part_of(resume, "basics")
    yield "name", words_of(text_of(basics.get("name")))
    yield "label", words_of(text_of(basics.get("label")))
    yield "email", text_of(basics.get("email"))
    yield "phone", "".join(filter(str.isdigit, text_of(basics.get("phone"))))
    yield "city", key_of("place", text_of(part_of(basics, "location").get("city")))
    yield from _careers(resume)
    for study in entries_of(resume, "education"):
        school = words_of(text_of(study.get("institution")))
        yield "school", school
        yield "degree", words_of(text_of(study.get("studyType")))
        yield "area", words_of(text_of(study.get("area")))
        yield "studied", (school, text_of(study.get("endDate"))[:YEAR])
    for group in entries_of(resume, "skills"):
        for word in texts_of(group.get("keywords")):
            yield "skills", key_of("skill", word)
    for spoken in entries_of(resume, "languages"):
        name = fold(text_of(spoken.get("language")))
        yield "languages", LANGUAGES.get(name, name)
    for held in entries_of(resume, "certificates"):
        yield "certificates", words_of(text_of(held.get("name")))


def stored(parsed: Parsed) -> Parsed:
    """A document as it comes back from the database."""
    parsed = replace(parsed, parts=parts_of(parsed), kind="resume")
    pages = [
        StoredPage(
            page.text,
            page.number,
            page.anchor,
            [
                [
                    line.start,
                    line.end,
                    *(line.box or ()),
                    *([True] if line.box and line.bold else []),
                ]
                for line in page.lines
            ],
            [
                [part.start, part.end, part.section, asdict(part.entry) if part.entry else None]
                for part in parsed.parts or ()
                if part.page_ordinal == ordinal
            ],
        )
        for ordinal, page in enumerate(parsed.pages)
    ]
    return parsed_again(pages, parsed.title)


def compared(
    truth: Mapping[str, Any], resume: Mapping[str, Any], counts: Counts
) -> Iterator[tuple[tuple[str, object], int, int]]:
    """Count what was found, for all, the layout and the language; what was missed and made up."""
    wanted, got = Counter(values(truth["resume"])), Counter(values(resume))
    for what in wanted | got:
        found = min(wanted[what], got[what]) if what[1] else 0
        missed, wrong = (wanted[what] - found, got[what] - found) if what[1] else (0, 0)
        for group in ("all", truth["layout"], truth["locale"]):
            counted = counts[group][what[0]]
            counted.found += found
            counted.missed += missed
            counted.wrong += wrong
        yield what, missed, wrong


async def read(folder: Path, truths: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Any]]:
    reader = FileReader()
    places = asyncio.Semaphore(AT_ONCE)

    async def one(truth: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        async with places:
            path = folder / truth["file"]
            reading = await reader.read(path, path.name)
            return truth, await asyncio.to_thread(lambda: stored(reading.documents[0]))

    return await asyncio.gather(*map(one, truths))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("truth", type=Path, nargs="?")
    options.add_argument("--misses", action="store_true")
    asked = options.parse_args()
    truth = asked.truth or asked.folder.with_name(f"{asked.folder.name}.truth.jsonl")
    truths = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    documents = asyncio.run(read(asked.folder, [one for one in truths if not one.get("trap")]))
    begun = time.perf_counter()
    profiles = [(one, profile_read(parsed).resume) for one, parsed in documents]
    seconds = time.perf_counter() - begun
    counts: Counts = defaultdict(lambda: {field: Counted() for field in FIELDS})
    for one, resume in profiles:
        for what, missed, wrong in compared(one, resume, counts):
            if asked.misses and (missed or wrong):
                sign = "-" if missed else "+"
                print(f"{one['file']} {one['layout']} {one['locale']} {sign} {what[0]}: {what[1]}")
    print(f"{len(profiles)} CVs, {1000 * seconds / len(profiles):.1f} ms each for the profile")
    print(" ".join(f"{name:>11}" for name in ("F1", *FIELDS)))
    for group, of in counts.items():
        print(" ".join([f"{group:>11}", *(f"{of[field].f1:11.3f}" for field in FIELDS)]))


if __name__ == "__main__":
    main()
