"""The blind view: what is still seen of somebody in generated CVs that were masked, and its cost.

    PYTHONPATH=. python bench/blind.py [--count 300] [--seed 11] [--cvs FOLDER]

Every CV is drawn as PDF, HTML and JSON Resume, read as a file that was handed in, and masked. What
must not be seen is what was drawn: the name in all its forms, ways to reach somebody, birth, age,
gender, nationality, family and home. ``--cvs`` takes a folder of ``folioscope samples generate``
with its truth beside it, instead of drawing anew.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.formats import format_of
from folioscope.backends.parsers.port import Limits, Parsed, Unreadable
from folioscope.backends.parsers.screening import screened
from folioscope.features.knowledge.blind import Blinding, blinded
from folioscope.features.knowledge.reading import looked_through
from folioscope.features.sections.folding import fold, squeeze

SUFFIXES = (".pdf", ".html", ".json")
DATES = ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%m/%d/%Y")
SHORT = 3  # letters of a name that is a word of its own as well

Truth = Mapping[str, Any]


def drawn(count: int, seed: int, folder: Path) -> Path:
    """A folder of generated CVs, with their truth beside it."""
    target = folder / "cvs"
    wanted = f"--count {count} --seed {seed} --locale fr,en,de,es --format pdf,html,json"
    command = [sys.executable, "-m", "folioscope", "samples", "generate", "--out", str(target)]
    subprocess.run([*command, *wanted.split()], check=True, stdout=subprocess.DEVNULL)
    return target


def leaks(text: str, truth: Truth) -> Iterator[tuple[str, str]]:
    """What is seen of a person in a text, each with its kind."""
    basics, folded, squeezed = truth["resume"]["basics"], fold(text), squeeze(text)
    kept = fold(json.dumps({**truth["resume"], "basics": {}}, ensure_ascii=False))
    for word in re.findall(r"[^\W\d_]+", fold(basics["name"])):
        if len(word) > SHORT and _stands(word, folded) and not _stands(word, kept):
            yield "name", word
    if squeeze(basics["name"]) in squeezed:
        yield "name", basics["name"]
    for holder in (basics, *basics.get("profiles", ())):
        for field in ("email", "phone", "url", "username"):
            if holder.get(field) and squeeze(holder[field]) in squeezed:
                yield field, holder[field]
    yield from _at_home(basics.get("location") or {}, folded, kept)
    yield from _personal(truth, folded, squeezed)


def _at_home(location: Mapping[str, str], folded: str, kept: str) -> Iterator[tuple[str, str]]:
    for field in ("address", "postalCode"):
        if location.get(field) and _stands(fold(location[field]), folded):
            yield field, location[field]
    city = fold(location.get("city", ""))
    if city and _stands(city, folded) and not _stands(city, kept):
        yield "city", city


def _personal(truth: Truth, folded: str, squeezed: str) -> Iterator[tuple[str, str]]:
    basics, told = truth["resume"]["basics"], truth["facts"]["person"]
    shown = {field: basics[field] for field in told["shown"] if field in basics}
    if "birthDate" in shown:
        born = date.fromisoformat(shown["birthDate"])
        forms = [born.strftime(form) for form in DATES]
        if any(squeeze(form) in squeezed for form in forms) or str(born.year) in folded:
            yield "birthDate", shown["birthDate"]
    if "age" in shown and re.search(rf"(?<!\d){shown['age']} (?:ans|years|jahre|anos)\b", folded):
        yield "age", str(shown["age"])
    for field in ("nationality", "maritalStatus", "gender"):
        spoken = json.dumps(truth["resume"].get("languages", ""), ensure_ascii=False)
        if (
            field in shown
            and _stands(fold(shown[field]), folded)
            and fold(shown[field]) not in fold(spoken)
        ):
            yield field, shown[field]


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def everything(masked: Parsed) -> str:
    """All that a base keeps of a document."""
    entries = [str(part.entry) for part in masked.parts or ()]
    found = [found.text for found in masked.findings]
    return "\n".join([*(page.text for page in masked.pages), masked.title or "", *entries, *found])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--cvs", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cvs = options.cvs or drawn(options.count, options.seed, Path(folder))
        measure(cvs)


def measure(cvs: Path) -> None:
    """Mask every CV of a folder, and look for what was drawn."""
    lines = cvs.with_name(f"{cvs.name}.truth.jsonl").read_text("utf-8").splitlines()
    seen: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    times, refused = [], 0
    read = dict.fromkeys(SUFFIXES, 0)
    for truth in map(json.loads, lines):
        for suffix in SUFFIXES:
            file = (cvs / truth["file"]).with_suffix(suffix)
            for document in _documents(file):
                read[suffix] += 1
                began = process_time()
                masked, left = blinded(document, Blinding(), file.name)
                times.append(1000 * (process_time() - began))
                refused += bool(left)
                kinds.update(mask.kind for mask in masked.masks)
                for kind, value in leaks(everything(masked), truth):
                    seen[suffix] += 1
                    print(f"- {file.name} ({truth['layout']}): {kind}: {value}")
    print_heading("The blind view of generated CVs")
    print("Masks:", ", ".join(f"{count} × {kind}" for kind, count in kinds.most_common()))
    print_figures(
        [
            *(
                Figure(
                    f"leaks in {read[suffix]} {suffix[1:].upper()} files",
                    [seen[suffix]],
                    "",
                    Target(0),
                )
                for suffix in SUFFIXES
            ),
            Figure("refused, as not all could be masked", [refused], "", Target(0)),
            Figure("masking one CV, time of one core", times, "ms"),
        ]
    )


def _documents(file: Path) -> tuple[Parsed, ...]:
    if not file.exists():
        return ()
    try:
        reading = screened(PARSERS[format_of(file.name)](file, Limits()))
        return looked_through(reading).documents
    except Unreadable as error:
        print(f"- {file.name} is not read: {error.message}")
        return ()


if __name__ == "__main__":
    main()
