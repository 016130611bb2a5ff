"""Lay out a JSON Resume as HTML and print it as PDF.

Needs the ``samples`` extra and Pango; nothing that only lists commands may import this module.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML

TEMPLATES = Path(__file__).parent / "templates"
PAGES = {"classic": 1, "modern": 2, "sidebar": 1, "compact": 1}
FITS = (0, 1, 2)
ACCENTS = ("#1f4e6b", "#2f5d50", "#6b2f45", "#3d3a6b", "#7a4a1e", "#20565c")


@cache
def _words(language: str) -> dict[str, Any]:
    words = tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))
    return dict(words[language])


def render_html(resume: dict[str, Any], layout: str, fit: int = 0) -> str:
    """One CV as a whole HTML page, in the layout of that name; a higher ``fit`` sets it closer."""
    words = _words(resume["meta"]["language"])
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["month"] = lambda date: _month(date, words["months"])
    # crc32, because hash() differs from one interpreter to the next.
    accent = ACCENTS[crc32(resume["basics"]["name"].encode()) % len(ACCENTS)]
    page = environment.get_template(f"{layout}.html.j2")
    return page.render(cv=resume, words=words, accent=accent, fit=fit)


def _month(date: str, months: list[str]) -> str:
    year, month = date.split("-")
    return f"{months[int(month) - 1]} {year}"


def render_pdf(resume: dict[str, Any], layout: str) -> bytes:
    """One CV as PDF: fonts embedded as subsets, no clock in its bytes.

    It is set closer until it keeps to the pages of its layout; one that never does runs on loosely.
    """
    loosest = document = HTML(string=render_html(resume, layout)).render()
    for fit in FITS[1:]:
        if len(document.pages) <= PAGES[layout]:
            break
        document = HTML(string=render_html(resume, layout, fit)).render()
    chosen = document if len(document.pages) <= PAGES[layout] else loosest
    printed: bytes = chosen.write_pdf()
    return printed
