"""The CVs that come with the repository are those of seed 7, and say what their JSON says."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from folioscope.features.samples.export import FIRST_LAYOUTS
from folioscope.features.samples.generate import LANGUAGES, as_json, generate, people
from folioscope.features.samples.truth import truth_line

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
JSONS = sorted((SAMPLES / "json").glob("*.json"))
PDFS = sorted((SAMPLES / "cvs").glob("*.pdf"))


def letters(text: str) -> str:
    """Without what line breaks change: spaces, and the hyphens that PDFium marks there."""
    return "".join(char for char in text if not char.isspace() and char not in "-\u0002\ufffe")


def test_the_committed_people_are_those_of_seed_seven() -> None:
    written = [path.read_text(encoding="utf-8") for path in JSONS]
    assert written == [as_json(person) for person in generate(30, 7)]


def test_the_committed_truth_is_theirs() -> None:
    lines = (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [
        truth_line(path.name, FIRST_LAYOUTS[number % len(FIRST_LAYOUTS)], person)
        for number, (path, person) in enumerate(zip(PDFS, people(7, LANGUAGES), strict=False))
    ]
    assert lines == expected


def test_every_person_has_a_pdf_and_all_are_small() -> None:
    assert [path.stem for path in PDFS] == [path.stem for path in JSONS]
    assert sum(path.stat().st_size for path in PDFS) < 1_000_000
    assert sum(path.stat().st_size for path in JSONS) < 500_000


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_a_pdf_says_what_its_json_says(path: Path) -> None:
    person = json.loads((SAMPLES / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    document = pypdfium2.PdfDocument(path)
    pages = [document[index].get_textpage().get_text_range() for index in range(len(document))]
    document.close()
    shown = letters("".join(pages))
    assert len(pages) <= 2
    told = [person["basics"]["name"], person["basics"]["summary"]]
    told += [line for job in person["work"] for line in [job["name"], *job["highlights"]]]
    told += [spoken["language"] for spoken in person["languages"]]
    assert [line for line in told if letters(line) not in shown] == []
