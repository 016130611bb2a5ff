"""Which sections a CV has, and that a document that is none has none."""

from __future__ import annotations

import pytest

from folioscope.backends.parsers.port import Entry, Page, Parsed, Part
from folioscope.features.sections.parts import MOST_LETTERS, parts_of
from tests.features.sections.written_cvs import CVS, ENGLISH, OFFER, PAPER, document, laid_out

SECTIONS = {
    "en": ["contact", "experience", "education", "skills"],
    "fr": ["contact", "experience", "education", "languages", "interests"],
    "de": ["contact", "summary", "experience", "education", "skills", "languages"],
    "es": ["contact", "experience", "education", "languages"],
    "it": ["contact", "experience", "education", "skills", "languages"],
    "pt": ["contact", "experience", "education", "languages", "skills"],
}
ENTRIES = {
    "en": [
        Entry("Acme Ltd", "Baker", "Mar 2019 – Present"),
        Entry("Crumb & Co", "Apprentice Baker", "2016 - 2019"),
        Entry("City College", "Diploma in Baking", "2016"),
    ],
    "fr": [
        Entry("Banque du Rhône", "Chargé de clientèle", "Depuis 2020"),
        Entry("Maison Lumière", "Vendeur", "2015 à 2019"),
        Entry("Lycée Carnot", "BTS Commerce", "2013 à 2015"),
    ],
    "de": [
        Entry("Nordlicht Software GmbH", "Senior Softwareentwicklerin", "03/2019 – heute"),
        Entry("Elbwerk AG", "Softwareentwicklerin", "06/2015 – 02/2019"),
        Entry("Universität Bremen", "Master of Science Informatik", "2010 – 2015"),
    ],
    "es": [
        Entry("Banco Mediterráneo", "Contable", "enero de 2018 - actualidad"),
        Entry("Grupo Sol S.L.", "Auxiliar administrativa", "2014 - 2017"),
        Entry("Universidad de Valencia", "Licenciatura en Economía", "2009 - 2014"),
    ],
    "it": [
        Entry("Trattoria da Nino", "Cuoca", "Gennaio 2020 – oggi"),
        Entry("Istituto alberghiero di Bologna", "Diploma di maturità", "2012 – 2017"),
    ],
    "pt": [
        Entry("Construções Tejo Lda", "Engenheiro civil", "mar. 2016 – atualmente"),
        Entry("Universidade do Porto", "Mestrado em Engenharia Civil", "2010 – 2015"),
    ],
}


def told(parts: tuple[Part, ...]) -> list[str | None]:
    """The sections in order, each once in a row."""
    sections = [part.section for part in parts]
    return [name for at, name in enumerate(sections) if at == 0 or sections[at - 1] != name]


@pytest.mark.parametrize("language", CVS)
def test_a_cv_is_cut_into_its_sections_in_six_languages(language: str) -> None:
    assert told(parts_of(document(CVS[language]))) == SECTIONS[language]


@pytest.mark.parametrize("language", CVS)
def test_entries_say_where_as_what_and_when_in_six_languages(language: str) -> None:
    found = [part.entry for part in parts_of(document(CVS[language])) if part.entry]
    assert found == ENTRIES[language]


@pytest.mark.parametrize("language", CVS)
def test_nothing_of_a_cv_is_lost(language: str) -> None:
    text = CVS[language]
    parts = parts_of(document(text))
    assert "".join(text[part.start : part.end] for part in parts) == text


@pytest.mark.parametrize(
    "text",
    [
        OFFER,
        PAPER,
        "",
        "Experience",
        "Experience\n\nEducation\n\nSkills\n",
        "A letter about my experience.\nIt was good, in 2019.\n" * 20,
    ],
)
def test_what_is_no_cv_has_no_parts(text: str) -> None:
    assert parts_of(document(text)) == ()


def test_records_and_very_long_documents_are_left_alone() -> None:
    assert parts_of(Parsed((Page(ENGLISH),), kind="record")) == ()
    assert parts_of(document(ENGLISH, *["more"] * 50)) == ()
    assert parts_of(document(ENGLISH, "word " * (MOST_LETTERS // 5))) == ()


def test_a_section_goes_on_over_the_end_of_a_page() -> None:
    first, second = ENGLISH.split("* Cakes")
    parts = parts_of(document(first, f"* Cakes{second}"))
    goes_on = next(part for part in parts if part.page_ordinal == 1)
    assert (goes_on.section, goes_on.entry) == ("experience", ENTRIES["en"][1])


def test_the_heading_of_a_section_stays_with_its_first_entry() -> None:
    first = next(part for part in parts_of(document(ENGLISH)) if part.entry)
    assert ENGLISH[first.start : first.end].startswith("Work history\nAcme Ltd")


def test_what_a_format_tells_is_taken_as_it_is() -> None:
    entry = Entry("Acme", "Baker", "2019")
    pages = (Page("Jane", section="contact"), Page("Acme", section="experience", entry=entry))
    assert parts_of(Parsed(pages, "resume")) == (
        Part(0, 0, 4, "contact"),
        Part(1, 0, 4, "experience", entry),
    )


def test_what_precedes_the_first_heading_is_contact_and_then_prose() -> None:
    prose = "I have baked bread of every kind for ten years and love it."
    text = ENGLISH.replace("jane@example.org\n", f"jane@example.org\n\n{prose}\n")
    parts = parts_of(document(text))
    assert told(parts)[:3] == ["contact", "summary", "experience"]
    assert text[parts[1].start : parts[1].end].strip() == prose


def test_an_unknown_heading_ends_the_section_before_it() -> None:
    page = laid_out(
        ("Jane Doe", 50, 20, 24),
        ("Experience", 50, 60, 14),
        ("Baker, Acme Ltd, 2019 - 2021", 50, 80, 10),
        ("Education", 50, 100, 14),
        ("Diploma, City College, 2016", 50, 120, 10),
        ("Skills", 50, 140, 14),
        ("Sourdough and other doughs of which there are many", 50, 160, 10),
        ("Oven stories", 50, 180, 14),
        ("Once it burnt, and we had to begin all over again", 50, 200, 10),
    )
    assert told(parts_of(Parsed((page,))))[-2:] == ["skills", None]


def test_texts_beside_headings_in_a_margin_belong_to_them() -> None:
    page = laid_out(
        ("Experience", 50, 100, 12),
        ("Education", 50, 160, 12),
        ("Skills", 50, 200, 12),
        ("Jane Doe", 50, 20, 24),
        ("Baker 2019 - 2021", 150, 101, 10),
        ("Acme Ltd, London", 150, 113, 10),
        ("Diploma 2016", 150, 161, 10),
        ("City College", 150, 173, 10),
        ("Sourdough", 150, 201, 10),
    )
    parts = parts_of(Parsed((page,)))
    cut = [(part.section, page.text[part.start : part.end].strip()) for part in parts[3:]]
    assert cut == [
        ("contact", "Jane Doe"),
        ("experience", "Baker 2019 - 2021\nAcme Ltd, London"),
        ("education", "Diploma 2016\nCity College"),
        ("skills", "Sourdough"),
    ]


def test_the_next_page_goes_on_with_the_column_that_goes_on() -> None:
    first = laid_out(
        ("Jane Doe", 50, 20, 24),
        ("Experience", 50, 60, 14),
        ("Baker 2019 - 2021", 50, 80, 10),
        ("Acme Ltd, London", 50, 92, 10),
        ("Education", 400, 60, 14),
        ("Diploma 2016", 400, 80, 10),
        ("Skills", 400, 120, 14),
        ("Sourdough", 400, 140, 10),
    )
    second = laid_out(("Miller 2016 - 2018", 50, 20, 10), ("Crumb Ltd, Leeds", 50, 32, 10))
    (*_, last) = parts_of(Parsed((first, second)))
    assert (last.section, last.entry) == ("experience", Entry("Crumb Ltd", "Miller", "2016 - 2018"))


def test_a_line_that_every_page_has_is_no_entry() -> None:
    footer = ("May 2026 Jane Doe 1", 50, 800, 8)
    first = laid_out(
        ("Jane Doe", 50, 20, 24),
        ("Skills", 50, 40, 14),
        ("Sourdough", 50, 60, 10),
        ("Experience", 50, 80, 14),
        ("Baker 2019 - 2021", 50, 100, 10),
        ("Acme Ltd, London", 50, 112, 10),
        footer,
    )
    second = laid_out(
        ("Education", 50, 20, 14),
        ("Diploma 2016", 50, 40, 10),
        ("City College", 50, 52, 10),
        ("May 2026 Jane Doe 2", *footer[1:]),
    )
    found = {part.entry for part in parts_of(Parsed((first, second))) if part.entry}
    assert found == {
        Entry("Acme Ltd", "Baker", "2019 - 2021"),
        Entry("City College", "Diploma", "2016"),
    }
