"""What a CV says is in its PDF, whatever the layout."""

from __future__ import annotations

import copy

import pypdfium2
import pytest

from folioscope.features.samples.commands import RendererMissing, load_renderer
from folioscope.features.samples.export import LAYOUTS, Renderer
from folioscope.features.samples.generate import Resume, generate

PEOPLE = {one["meta"]["language"]: one for one in reversed(generate(8, 7))}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    try:
        return load_renderer()
    except RendererMissing as missing:
        pytest.skip(missing.message)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[index].get_textpage().get_text_range() for index in range(len(document))]
    document.close()
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_pdf_holds_name_employers_and_languages(
    renderer: Renderer, layout: str, language: str
) -> None:
    person = PEOPLE[language]
    text = text_of(renderer.render_pdf(person, layout))
    assert person["basics"]["name"] in text
    assert person["basics"]["email"] in text
    for job in person["work"]:
        assert job["name"] in text
    for spoken in person["languages"]:
        assert spoken["language"] in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_pdf_has_one_or_two_pages(renderer: Renderer, layout: str) -> None:
    document = pypdfium2.PdfDocument(renderer.render_pdf(PEOPLE["en"], layout))
    assert len(document) == (2 if layout == "modern" else 1)
    document.close()


def test_the_same_person_gives_the_same_bytes(renderer: Renderer) -> None:
    person = PEOPLE["fr"]
    assert renderer.render_pdf(person, "compact") == renderer.render_pdf(person, "compact")


def test_dates_and_headings_are_in_the_language_of_the_cv(renderer: Renderer) -> None:
    french = renderer.render_html(PEOPLE["fr"], "classic")
    english = renderer.render_html(PEOPLE["en"], "classic")
    assert "septembre" in french
    assert "aujourd&#39;hui" in french
    assert "Expérience professionnelle" in french
    assert "September" in english
    assert "present" in english


def test_markup_in_a_cv_stays_text(renderer: Renderer) -> None:
    person: Resume = copy.deepcopy(PEOPLE["en"])
    person["basics"]["summary"] = "<script>alert(1)</script> & more"
    for layout in LAYOUTS:
        page = renderer.render_html(person, layout)
        assert "<script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
