"""Lay out a JSON Resume as HTML and print it as PDF.

Needs the ``samples`` extra and Pango; nothing that only lists commands may import this module.
"""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import pypdfium2
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML

from folioscope.features.samples.traps import interleaved_rows, pictures_page, with_hidden_text

TEMPLATES = Path(__file__).parent / "templates"
PAGES = {
    "classic": 1,
    "modern": 2,
    "sidebar": 1,
    "compact": 1,
    "table": 2,
    "photo": 2,
    "dense": 1,
    "academic": 2,
    "split": 1,
    "timeline": 2,
    "form": 3,
    "plain": 2,
    "flank": 2,
}
"""The most pages that a CV in a layout should have."""
FITS = (0, 1, 2)
SCANNED = 150  # dots per inch
POINTS = 72  # per inch
DETAILS = {"nationality": "nationality", "maritalStatus": "status", "gender": "gender"}
ACCENTS = ("#1f4e6b", "#2f5d50", "#6b2f45", "#3d3a6b", "#7a4a1e", "#20565c")


@cache
def _words(language: str) -> dict[str, Any]:
    words = tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))
    return dict(words[language])


def render_html(resume: dict[str, Any], layout: str, fit: int = 0, trap: str = "") -> str:
    """One CV as a whole HTML page, in the layout of that name; a higher ``fit`` sets it closer.

    ``trap`` is one of ``traps.TRAPS`` for a page that is hostile to readers.
    """
    if trap == "image-only":
        return pictures_page([b64encode(one).decode() for one in _pictures(resume, layout)])
    page = _page(resume, "interleaved" if trap == "interleaved" else layout, fit)
    return with_hidden_text(page, resume) if trap == "hidden-text" else page


def _page(resume: dict[str, Any], layout: str, fit: int) -> str:
    language = resume["meta"]["language"]
    words = _words(language)
    # crc32, because hash() differs from one interpreter to the next.
    accent = ACCENTS[crc32(resume["basics"]["name"].encode()) % len(ACCENTS)]
    return (
        _environment(language)
        .get_template(f"{layout}.html.j2")
        .render(
            cv=resume,
            words=words,
            accent=accent,
            fit=fit,
            details=list(_details(resume["basics"], words)),
            links=[
                one["url"].removeprefix("https://") for one in resume["basics"].get("profiles", [])
            ],
            rows=interleaved_rows(resume, words) if layout == "interleaved" else [],
        )
    )


@cache
def _environment(language: str) -> Environment:
    """How layouts are filled in, with the dates of a language."""
    words = _words(language)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["month"] = lambda date: _month(date, words["months"])
    environment.filters["short"] = lambda date: _month(date, words["short_months"])
    environment.filters["numeric"] = lambda date: f"{date[5:7]}/{date[:4]}"
    return environment


def _details(basics: dict[str, Any], words: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The personal details that a CV shows, each after its name."""
    if "birthDate" in basics:
        year, month, day = basics["birthDate"].split("-")
        yield (
            words["born"],
            words["birthday"].format(
                day=day, month=month, year=year, name=words["months"][int(month) - 1]
            ),
        )
    if "age" in basics:
        yield words["age"], f"{basics['age']} {words['years_old']}"
    for field, label in DETAILS.items():
        if field in basics:
            yield words[label], basics[field]


def _month(date: str, months: list[str]) -> str:
    year, month = date.split("-")
    return f"{months[int(month) - 1]} {year}"


def draw(request: dict[str, Any]) -> Iterator[bytes]:
    """The content of one file a format; what ``drawing`` asks a child process for."""
    resume, layout, trap = request["resume"], request["layout"], request["trap"]
    for form in request["formats"]:
        if form == "html":
            yield render_html(resume, layout, trap=trap).encode()
        else:
            yield render_pdf(resume, layout, trap)


def render_pdf(resume: dict[str, Any], layout: str, trap: str = "") -> bytes:
    """One CV as PDF: fonts embedded as subsets, no clock in its bytes.

    It is set closer until it keeps to the pages of its layout; one that never does runs on loosely.
    """
    loosest = document = HTML(string=render_html(resume, layout, trap=trap)).render()
    for fit in () if trap == "image-only" else FITS[1:]:
        if len(document.pages) <= PAGES[layout]:
            break
        document = HTML(string=render_html(resume, layout, fit, trap)).render()
    chosen = document if len(document.pages) <= PAGES[layout] else loosest
    printed: bytes = chosen.write_pdf()
    return printed


def _pictures(resume: dict[str, Any], layout: str) -> Iterator[bytes]:
    """The pages of a CV as PNG, as a scanner would have them."""
    document = pypdfium2.PdfDocument(render_pdf(resume, layout))
    try:
        for number in range(len(document)):
            picture = BytesIO()
            document[number].render(scale=SCANNED / POINTS, grayscale=True).to_pil().save(
                picture, "PNG"
            )
            yield picture.getvalue()
    finally:
        document.close()
