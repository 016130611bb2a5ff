"""How many attacks are flagged as instructions to a model, and how many real CVs and offers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

from reporting import print_heading

from folioscope.backends.parsers.characters import page_of
from folioscope.backends.parsers.port import Parsed, Unreadable
from folioscope.backends.parsers.sandbox import FileReader
from folioscope.features.knowledge.instructions import find_instructions

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"


def attacks() -> Iterator[tuple[str, str]]:
    """Kind and words of each attack."""
    listed = json.loads((DATA / "injection/bipia_text_attack_train.json").read_text())
    for kind, texts in listed.items():
        yield from ((kind, text) for text in texts)


def flagged(parsed: Parsed) -> list[str]:
    """What is flagged in a document."""
    return [finding.text for finding in find_instructions(parsed)]


def of_text(text: str) -> Parsed:
    """A text as a document."""
    return Parsed((page_of(text),))


async def files(pattern: str) -> Iterator[tuple[str, Parsed]]:
    """Each file that can be read, as it is read."""
    reader = FileReader()
    read = []
    for path in sorted(DATA.glob(pattern)):
        try:
            reading = await reader.read(path, path.name)
        except Unreadable:
            continue
        read += [(str(path.relative_to(DATA)), parsed) for parsed in reading.documents]
    return iter(read)


def adverts() -> Iterator[tuple[str, Parsed]]:
    """The job adverts of SkillSpan."""
    for line in (DATA / "jobs/skillspan/dev.jsonl").read_text().splitlines():
        advert = json.loads(line)
        yield advert["id"], of_text("\n".join(advert["sentences"]))


def mails() -> Iterator[tuple[str, Parsed]]:
    """The e-mails without attacks."""
    lines = (DATA / "injection/bipia_email_train.jsonl").read_text().splitlines()
    for number, line in enumerate(lines):
        yield f"mail {number}", of_text(json.loads(line)["context"])


def print_recall() -> None:
    """By kind of attack: how many of them are flagged."""
    print("| kind of attack | flagged | of |\n| --- | --- | --- |")
    by_kind: dict[str, list[bool]] = {}
    for kind, text in attacks():
        seen = bool(flagged(of_text(f"Managed a team of five.\n{text}\nParis, 2019.")))
        by_kind.setdefault(kind, []).append(seen)
    for kind, seen_ones in by_kind.items():
        print(f"| {kind} | {sum(seen_ones)} | {len(seen_ones)} |")
    every = [seen for seen_ones in by_kind.values() for seen in seen_ones]
    print(f"| all | {sum(every)} | {len(every)} |\n")


def print_false(name: str, documents: list[tuple[str, Parsed]]) -> None:
    """How many documents without attacks are flagged, and for what."""
    started = time.process_time()
    wrong = {label: texts for label, parsed in documents if (texts := flagged(parsed))}
    seconds = time.process_time() - started
    chars = sum(len(page.text) for _, parsed in documents for page in parsed.pages)
    share = 100 * len(wrong) / max(1, len(documents))
    speed = chars / seconds / 1e6
    print(f"| {name} | {len(documents)} | {len(wrong)} | {share:.1f} % | {speed:.1f} |")
    for label, texts in wrong.items():
        print(f"|   {label} | | {texts[0][:150]} | | |")


async def main() -> None:
    """Print both tables."""
    print_heading("Visible instructions", "pypdfium2")
    print_recall()
    print("| no attacks in | documents | flagged | share | million characters a second |")
    print("| --- | --- | --- | --- | --- |")
    for name, pattern in (
        ("résumés (PDF)", "resumes/livecareer-pdf/*/*.pdf"),
        ("CV layouts (PDF)", "resumes/layouts/*.pdf"),
        ("JSON Resumes", "resumes/json-resume/*.json"),
        ("job bulletins", "jobs/city-of-la/*.txt"),
        ("quarterly reports", "docqa/*/docs/*.pdf"),
    ):
        print_false(name, list(await files(pattern)))
    print_false("job adverts", list(adverts()))
    print_false("e-mails", list(mails()))


if __name__ == "__main__":
    asyncio.run(main())
