"""Text recognition for PDF files that hold pages without text: what it needs, and how it is used.

Recognising takes a second or two a page, so pages go to limited children a few at a time.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.port import (
    WITHOUT_TEXT,
    Page,
    Parsed,
    Reading,
    Recognition,
    Refused,
    Unreadable,
)
from folioscope.backends.parsers.wire import decode
from folioscope.errors import Invalid
from folioscope.outbound.limited_child import ChildLimits

CHILD = "folioscope.backends.parsers.recognition:read"
PAGES_AT_ONCE = 10
CHILD_LIMITS = ChildLimits(cpu_seconds=150, wall_seconds=600.0)
"""For so many pages, on a machine that has much else to do."""

PACKAGE = "tesserocr"
FOLDERS = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
    Path("/opt/homebrew/share/tessdata"),
)
LANGUAGES = re.compile(r"\w+(\+\w+)*", re.ASCII)

RunChild = Callable[[object], Awaitable[Sequence[bytes]]]


class OcrNotInstalled(Invalid):
    """Text recognition is on, and the package that does it is not installed."""

    code = "ocr_not_installed"


class OcrLanguageMissing(Invalid):
    """Text recognition is on, and the data of a language is not there."""

    code = "ocr_language_missing"


def find_languages(recognition: Recognition) -> Path:
    """The folder with all of the languages; an error that says what to install."""
    if find_spec(PACKAGE) is None:
        msg = (
            f"FOLIOSCOPE_OCR=auto needs the package “{PACKAGE}”, which is not installed: "
            "pip install 'folioscope[ocr]'."
        )
        raise OcrNotInstalled(msg)
    names = recognition.languages
    if not LANGUAGES.fullmatch(names):
        msg = f"FOLIOSCOPE_OCR_LANGUAGES is “{names}”, not languages joined by +, like eng+fra."
        raise OcrLanguageMissing(msg)
    folders = FOLDERS if recognition.folder is None else (recognition.folder,)
    missing = {folder: _missing(folder, names.split("+")) for folder in folders}
    whole = next((folder for folder in folders if not missing[folder]), None)
    if whole is None:
        raise _not_found(min(missing.values(), key=len), folders)
    return whole


def _missing(folder: Path, languages: Sequence[str]) -> list[str]:
    return [name for name in languages if not (folder / f"{name}.traineddata").is_file()]


def _not_found(missing: Sequence[str], folders: Sequence[Path]) -> OcrLanguageMissing:
    packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
    return OcrLanguageMissing(
        f"Text recognition lacks the data of {', '.join(missing)} (NAME.traineddata) in "
        f"{' or '.join(map(str, folders))}. On Debian and Ubuntu: apt-get install {packages}; or "
        "name the folder with FOLIOSCOPE_OCR_DATA_DIR."
    )


class Recognizer:
    """Reads the pages of PDF files that are pictures."""

    def __init__(self, languages: str, folder: Path, run_child: RunChild) -> None:
        self._asked = {"folder": str(folder), "languages": languages}
        self._run_child = run_child

    async def read(self, path: Path, most_pages: int) -> Reading:
        """Read a file that holds no text at all."""
        pages: list[Page] = []
        first, last = 1, most_pages
        while first <= last:
            numbers = range(first, min(first + PAGES_AT_ONCE, last + 1))
            last, found = await self._recognise(path, numbers, is_all=True)
            pages += found
            first += PAGES_AT_ONCE
        if not any(has_words(page.text) for page in pages):
            raise Unreadable("no_text", "holds no text, and none was recognised on its pages")
        return Reading((Parsed(tuple(pages)),))

    async def complete(self, path: Path, reading: Reading) -> Reading:
        """Read the pages that were refused for want of text; the others stay as they are."""
        if all(part.key != WITHOUT_TEXT for part in reading.refused):
            return reading
        (document,) = reading.documents
        empty = [page for page in document.pages if not has_words(page.text)]
        numbers = [page.number for page in empty if page.number is not None]
        refused = [part for part in reading.refused if part.key != WITHOUT_TEXT]
        pages = {page.number: page for page in document.pages}
        try:
            for first in range(0, len(numbers), PAGES_AT_ONCE):
                part = numbers[first : first + PAGES_AT_ONCE]
                _, found = await self._recognise(path, part, is_all=False)
                pages |= {page.number: page for page in found}
        except Unreadable as failure:
            message = f"some pages are pictures whose text was not recognised: it {failure.message}"
            refused.append(Refused(WITHOUT_TEXT, failure.code, message))
        whole = replace(document, pages=tuple(pages.values()))
        return Reading((whole,), tuple(refused))

    async def _recognise(
        self, path: Path, numbers: Sequence[int], *, is_all: bool
    ) -> tuple[int, tuple[Page, ...]]:
        """How many pages the file has, and what stands on those with these numbers."""
        request = {**self._asked, "path": str(path), "pages": list(numbers), "all": is_all}
        count, *records = await self._run_child(request)
        (document,) = decode(records).documents
        return int(count[1:]), document.pages
