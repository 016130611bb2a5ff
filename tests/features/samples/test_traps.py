"""Hostile CVs are hostile in the way they say."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pypdfium2
import pytest

from folioscope.features.samples.command_options import RENDERER, RendererMissing, check_renderer
from folioscope.features.samples.generate import LOCALES, generate
from folioscope.features.samples.traps import order_of

PEOPLE = generate(4, 9, LOCALES)


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
    return "".join(pages)


def test_hidden_text_is_in_the_file_and_not_on_the_picture(renderer: Any) -> None:
    pictures = []
    for trap in ("", "hidden-text"):
        pdf = renderer.render_pdf(PEOPLE[0], "plain", trap)
        assert (order_of(PEOPLE[0]) in " ".join(text_of(pdf).split())) == bool(trap)
        document = pypdfium2.PdfDocument(pdf)
        picture = document[0].render(scale=1, grayscale=True).to_pil()
        pictures.append(sum(value < 200 for value in picture.tobytes()))
        document.close()
    plain, hostile = pictures
    assert abs(plain - hostile) < plain * 0.05


def test_pictures_of_pages_hold_no_text(renderer: Any) -> None:
    pdf = renderer.render_pdf(PEOPLE[1], "classic", "image-only")
    assert text_of(pdf).strip() == ""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=1, grayscale=True).to_pil()
    document.close()
    assert sum(value < 128 for value in picture.tobytes()) > 1000


def test_interleaved_lines_of_two_columns_stand_in_one(renderer: Any) -> None:
    person = PEOPLE[2]
    lines = text_of(renderer.render_pdf(person, "classic", "interleaved")).splitlines()
    assert person["basics"]["name"] in lines[0]
    assert lines[0] != person["basics"]["name"]
    assert all(job["name"][:20] in "".join(lines) for job in person["work"])


@pytest.mark.parametrize("trap", ["hidden-text", "interleaved", "image-only"])
def test_a_page_can_be_hostile_too_and_stays_harmless_markup(renderer: Any, trap: str) -> None:
    person = {**PEOPLE[3], "basics": {**PEOPLE[3]["basics"], "label": "<script>x</script>"}}
    page = renderer.render_html(person, "table", trap=trap)
    assert page.startswith("<!doctype html>")
    assert "<script>" not in page
