"""What a CV says is in its PDF, whatever the layout."""

from __future__ import annotations

import copy
from importlib import import_module
from typing import Any

import pypdfium2
import pytest

from folioscope.features.samples.command_options import RENDERER, RendererMissing, check_renderer
from folioscope.features.samples.export import FIRST_LAYOUTS, LAYOUTS
from folioscope.features.samples.generate import LOCALES, Resume, generate

PEOPLE = {one["meta"]["language"]: one for one in reversed(generate(8, 7))}
MANY = generate(100, 21, LOCALES)
TOLD = ("birthDate", "nationality", "maritalStatus", "profiles")
TALKATIVE = max(MANY, key=lambda one: sum(name in one["basics"] for name in TOLD))
BEGINNERS = {
    one["meta"]["language"]: one for one in MANY if len(one["work"]) == 1 or one["projects"]
}


@pytest.fixture(scope="module")
def renderer() -> Any:
    try:
        check_renderer()
    except RendererMissing as missing:
        pytest.skip(missing.message)
    return import_module(RENDERER)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[index].get_textpage().get_text_range() for index in range(len(document))]
    document.close()
    return " ".join(" ".join(pages).split())


def letters(text: str) -> str:
    """Without what line breaks change: spaces, and the hyphens that PDFium marks there."""
    return "".join(char for char in text if not char.isspace() and char not in "-\u0002\ufffe")


@pytest.mark.parametrize(
    ("layout", "language"),
    [(layout, LOCALES[number % len(LOCALES)]) for number, layout in enumerate(LAYOUTS)],
)
def test_a_pdf_says_what_the_json_says(renderer: Any, layout: str, language: str) -> None:
    person = BEGINNERS[language]
    text = letters(text_of(renderer.render_pdf(person, layout)))
    basics = person["basics"]
    told = [basics["name"], basics["email"], basics["phone"], basics["summary"], basics["label"]]
    told += [text for job in person["work"] for text in [job["name"], job["position"]]]
    told += [line for job in person["work"] for line in job["highlights"]]
    told += [text for one in person["education"] for text in [one["area"], one["institution"]]]
    told += [word for group in person["skills"] for word in group["keywords"]]
    told += [text for one in person["languages"] for text in [one["language"], one["fluency"]]]
    told += [one["name"] for one in [*person["certificates"], *person["projects"]]]
    assert [line for line in told if letters(line) not in text] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_shows_the_personal_details(renderer: Any, layout: str) -> None:
    basics = TALKATIVE["basics"]
    page = renderer.render_html(TALKATIVE, layout)
    year, month, day = basics["birthDate"].split("-")
    assert f"{day}.{month}.{year}" in page or f"{day}/{month}/{year}" in page
    for name in ("nationality", "maritalStatus"):
        assert basics[name] in page
    assert basics["profiles"][0]["url"].removeprefix("https://") in page
    assert basics["phone"] in page


@pytest.mark.parametrize("layout", FIRST_LAYOUTS)
def test_a_pdf_has_one_or_two_pages(renderer: Any, layout: str) -> None:
    document = pypdfium2.PdfDocument(renderer.render_pdf(PEOPLE["en"], layout))
    assert len(document) == (2 if layout == "modern" else 1)
    document.close()


def test_the_same_person_gives_the_same_bytes(renderer: Any) -> None:
    person = PEOPLE["fr"]
    assert renderer.render_pdf(person, "compact") == renderer.render_pdf(person, "compact")


def test_dates_and_headings_are_in_the_language_of_the_cv(renderer: Any) -> None:
    french = renderer.render_html(PEOPLE["fr"], "classic")
    english = renderer.render_html(PEOPLE["en"], "classic")
    assert "septembre" in french
    assert "aujourd&#39;hui" in french
    assert "Expérience professionnelle" in french
    assert "September" in english
    assert "present" in english


def test_markup_in_a_cv_stays_text(renderer: Any) -> None:
    person: Resume = copy.deepcopy(PEOPLE["en"])
    person["basics"]["summary"] = "<script>alert(1)</script> & more"
    for layout in LAYOUTS:
        page = renderer.render_html(person, layout)
        assert "<script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
