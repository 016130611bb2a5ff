"""Pages that are pictures: named where text recognition is off, read where it is on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from folioscope.backends.parsers import ocr
from folioscope.backends.parsers.characters import page_of
from folioscope.backends.parsers.ocr import (
    PAGES_AT_ONCE,
    OcrLanguageMissing,
    OcrNotInstalled,
    Recognizer,
    find_languages,
)
from folioscope.backends.parsers.port import (
    WITHOUT_TEXT,
    Page,
    Parsed,
    Reading,
    Recognition,
    Refused,
    Unreadable,
)
from folioscope.backends.parsers.sandbox import FileReader
from folioscope.backends.parsers.wire import PAGE_COUNT, encode
from tests.backends.parsers import made_files
from tests.backends.parsers.scanned_files import scanned

CV = made_files.pdf(
    [
        [(60, 760, 24, "Ada Lovelace"), (60, 600, 14, "Analyst at Analytical Engines")],
        [(60, 760, 14, "Speaks French and Italian")],
        [],
    ]
)
ENGLISH = Recognition("eng")


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    return tmp_path / "3b5d"


@pytest.fixture(scope="module")
def recognition() -> Recognition:
    try:
        find_languages(ENGLISH)
    except (OcrNotInstalled, OcrLanguageMissing) as missing:
        pytest.skip(missing.message)
    return ENGLISH


# Off


async def test_a_scan_is_refused_with_what_would_help(stored: Path) -> None:
    stored.write_bytes(scanned(CV))
    with pytest.raises(Unreadable) as refused:
        await FileReader().read(stored, "cv.pdf")
    assert refused.value.code == "no_text"
    assert refused.value.message == "cv.pdf holds no text layer: it looks scanned; OCR is off"


async def test_scanned_pages_among_others_are_named_and_the_others_read(stored: Path) -> None:
    stored.write_bytes(scanned(CV, text_pages=[2, 3]))
    reading = await FileReader().read(stored, "cv.pdf")
    assert reading.documents[0].pages[1].text == "Speaks French and Italian"
    (part,) = reading.refused
    assert (part.key, part.code) == (WITHOUT_TEXT, "no_text")
    assert part.message == ("cv.pdf: page 1 holds no text layer: it looks scanned; OCR is off")


async def test_runs_of_scanned_pages_are_named_together(stored: Path) -> None:
    words = [[(60, 760, 14, f"Page {number}")] for number in range(1, 8)]
    stored.write_bytes(scanned(made_files.pdf(words), text_pages=[1, 3, 7], dots_per_inch=20))
    (part,) = (await FileReader().read(stored, "cv.pdf")).refused
    assert "pages 2, 4-6 hold no text layer: they look scanned" in part.message


async def test_a_blank_page_is_no_scan(stored: Path) -> None:
    stored.write_bytes(CV)
    assert (await FileReader().read(stored, "cv.pdf")).refused == ()


# What it needs


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PACKAGE", "nobody_made_this")
    with pytest.raises(OcrNotInstalled, match=r"“nobody_made_this”.*pip install"):
        find_languages(ENGLISH)


def test_languages_are_found_and_those_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "PACKAGE", "json")
    (tmp_path / "eng.traineddata").touch()
    assert find_languages(Recognition("eng", tmp_path)) == tmp_path
    with pytest.raises(OcrLanguageMissing) as missing:
        find_languages(Recognition("eng+chi_sim", tmp_path))
    assert "lacks the data of chi_sim" in missing.value.message
    assert "apt-get install tesseract-ocr-chi-sim" in missing.value.message
    assert str(tmp_path) in missing.value.message


@pytest.mark.parametrize("names", ["", "eng+", "../eng", "eng fra", "eng;rm"])
def test_names_that_are_none_of_languages_are_refused(
    names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "PACKAGE", "json")
    with pytest.raises(OcrLanguageMissing, match="joined by"):
        find_languages(Recognition(names))


# How it is used


class Child:
    """Answers as the child does, for a file of so many pages."""

    def __init__(
        self, pages: int, text: str = "text of {}", broken_from: int | None = None
    ) -> None:
        self.asked: list[Any] = []
        self._pages = pages
        self._text = text
        self._broken_from = broken_from

    async def run(self, request: Any) -> Sequence[bytes]:
        await asyncio.sleep(0)
        self.asked.append(request["pages"])
        if self._broken_from is not None and max(request["pages"]) >= self._broken_from:
            raise Unreadable("timed_out", "took too long to read")
        pages = tuple(
            Page(self._text.format(number), number)
            for number in request["pages"]
            if number <= self._pages
        )
        return [PAGE_COUNT + str(self._pages).encode(), *encode(Reading((Parsed(pages),)))]


def recognizer(child: Child) -> Recognizer:
    return Recognizer("eng", Path("/nowhere"), child.run)


async def test_a_long_scan_is_read_a_few_pages_at_a_time() -> None:
    child = Child(pages=PAGES_AT_ONCE * 2 + 1)
    reading = await recognizer(child).read(Path("x"), 1000)
    pages = reading.documents[0].pages
    assert [page.number for page in pages] == list(range(1, PAGES_AT_ONCE * 2 + 2))
    assert [len(numbers) for numbers in child.asked] == [PAGES_AT_ONCE, PAGES_AT_ONCE, 1]


async def test_no_more_pages_are_read_than_a_document_may_have() -> None:
    child = Child(pages=3)
    await recognizer(child).read(Path("x"), 2)
    assert child.asked == [[1, 2]]


async def test_a_scan_without_a_word_is_refused() -> None:
    with pytest.raises(Unreadable, match="none was recognised") as refused:
        await recognizer(Child(pages=2, text="~")).read(Path("x"), 1000)
    assert refused.value.code == "no_text"


def half_read(refusal: Refused) -> Reading:
    pages = (Page("", 1), Page("read", 2), Page("", 3))
    other = Refused("page-4", "damaged", "page 4 is damaged")
    return Reading((Parsed(pages, title="CV"),), (refusal, other))


SCANS = Refused(WITHOUT_TEXT, "no_text", "pages 1, 3 hold no text")


async def test_pages_without_text_are_read_and_the_others_stay() -> None:
    child = Child(pages=3)
    reading = await recognizer(child).complete(Path("x"), half_read(SCANS))
    (document,) = reading.documents
    assert [page.text for page in document.pages] == ["text of 1", "read", "text of 3"]
    assert (child.asked, document.title) == ([[1, 3]], "CV")
    assert [part.key for part in reading.refused] == ["page-4"]


async def test_a_file_whose_pages_all_have_text_is_left_alone() -> None:
    child = Child(pages=3)
    whole = Reading((Parsed((page_of("text"),)),))
    assert await recognizer(child).complete(Path("x"), whole) is whole
    assert child.asked == []


async def test_what_was_read_stays_when_recognition_fails() -> None:
    child = Child(pages=3, broken_from=1)
    reading = await recognizer(child).complete(Path("x"), half_read(SCANS))
    assert [page.text for page in reading.documents[0].pages] == ["", "read", ""]
    broken = reading.refused[-1]
    assert (broken.key, broken.code) == (WITHOUT_TEXT, "timed_out")
    assert "took too long" in broken.message


# With Tesseract


async def test_a_scan_is_read_with_lines_in_their_places(
    stored: Path, recognition: Recognition
) -> None:
    stored.write_bytes(scanned(CV))
    reading = await FileReader(recognition=recognition).read(stored, "cv.pdf")
    first, second, third = reading.documents[0].pages
    assert first.text == "Ada Lovelace\n\nAnalyst at Analytical Engines"
    assert (second.text, third.text) == ("Speaks French and Italian", "")
    assert (first.number, first.width, first.height) == (1, 595.0, 842.0)
    line = first.lines[1]
    assert first.text[line.start : line.end] == "Analyst at Analytical Engines"
    assert line.box is not None
    left, top, right, bottom = line.box
    assert left == pytest.approx(60, abs=3)
    assert bottom == pytest.approx(842 - 600 + 3, abs=4)
    assert 5 < bottom - top < 20
    assert 170 < right - left < 200


async def test_scanned_pages_among_others_are_read_too(
    stored: Path, recognition: Recognition
) -> None:
    stored.write_bytes(scanned(CV, text_pages=[2, 3]))
    reading = await FileReader(recognition=recognition).read(stored, "cv.pdf")
    texts = [page.text for page in reading.documents[0].pages]
    assert texts == [
        "Ada Lovelace\n\nAnalyst at Analytical Engines",
        "Speaks French and Italian",
        "",
    ]
    assert reading.refused == ()


async def test_other_refusals_are_as_without_recognition(
    stored: Path, recognition: Recognition
) -> None:
    stored.write_bytes(made_files.encrypted_pdf())
    with pytest.raises(Unreadable) as refused:
        await FileReader(recognition=recognition).read(stored, "cv.pdf")
    assert refused.value.code == "encrypted"
