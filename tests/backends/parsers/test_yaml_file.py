"""YAML: résumés of two shapes, everything else as text; nothing built, nothing unfolded."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from folioscope.backends.parsers import yaml_file
from folioscope.backends.parsers.port import Entry, Limits, Page, Reading, Unreadable

ADA = """
cv:
  name: Ada Lovelace
  headline: Analyst
  email: ada@example.org
  social_networks:
    - network: GitHub
      username: ada
  sections:
    summary: [Writes programs., For engines.]
    Experience/Stages~:
      - company: Analytical Engine
        position: Programmer
        start_date: 1842-02
        end_date: present
        highlights: [Bernoulli numbers, Note G]
        team: four people
    education:
      - {institution: Home, area: Mathematics, degree: none, date: 1835}
    technologies:
      - {label: Languages, details: "Loops, tables"}
      - bullet: Punched cards
    publications:
      - {title: Notes, authors: [Ada, Menabrea], journal: Memoirs, date: 1843-09, doi: 10/x}
    Things I did:
      - {name: Flyology, date: 1828}
design:
  theme: classic
"""


def read(tmp_path: Path, text: str) -> Reading:
    file = tmp_path / "stored"
    file.write_text(text, encoding="utf-8")
    return yaml_file.parse(file, Limits())


def pages_of(tmp_path: Path, text: str) -> dict[str | None, Page]:
    (document,) = read(tmp_path, text).documents
    assert document.kind == "resume"
    return {page.anchor: page for page in document.pages}


def test_a_cv_of_rendercv_is_read_by_section_and_entry(tmp_path: Path) -> None:
    pages = pages_of(tmp_path, ADA)

    assert {anchor: page.section for anchor, page in pages.items()} == {
        "/cv": "contact",
        "/cv/sections/summary": "summary",
        "/cv/sections/Experience~1Stages~0/0": "experience",
        "/cv/sections/education/0": "education",
        "/cv/sections/technologies": "skills",
        "/cv/sections/publications/0": "publications",
        "/cv/sections/Things I did/0": None,
    }
    assert pages["/cv"].text.split("\n") == [
        "Ada Lovelace",
        "Analyst",
        "ada@example.org",
        "GitHub: ada",
    ]


def test_entries_of_rendercv_are_said_with_all_that_they_hold(tmp_path: Path) -> None:
    pages = pages_of(tmp_path, ADA)

    work = pages["/cv/sections/Experience~1Stages~0/0"]
    assert work.entry == Entry("Analytical Engine", "Programmer", "1842-02 to present")
    assert work.text == (
        "Ada Lovelace — Experience/Stages~ — Analytical Engine — Programmer — 1842-02 to present\n"
        "- Bernoulli numbers\n- Note G\nfour people"
    )
    assert pages["/cv/sections/technologies"].text == (
        "Ada Lovelace — Technologies\nLanguages: Loops, tables\nPunched cards"
    )
    paper = pages["/cv/sections/publications/0"]
    assert paper.text == (
        "Ada Lovelace — Publications — Notes — Memoirs — 1843-09\nAda, Menabrea\n10/x"
    )
    assert pages["/cv/sections/Things I did/0"].entry == Entry("", "Flyology", "1828")


@pytest.mark.parametrize(
    ("entry", "section"),
    [
        ("company: A", "experience"),
        ("institution: A", "education"),
        ("{title: A, authors: [B]}", "publications"),
        ("name: A", None),
    ],
)
def test_sections_with_other_names_are_known_by_their_entries(
    tmp_path: Path, entry: str, section: str | None
) -> None:
    text = f"cv:\n  name: Ada\n  sections:\n    Mes années:\n      - {entry}\n"

    pages = pages_of(tmp_path, text)

    assert pages["/cv/sections/Mes années/0"].section == section


def test_a_json_resume_in_yaml_is_one_too(tmp_path: Path) -> None:
    pages = pages_of(
        tmp_path,
        "basics: {name: Ada}\nwork:\n  - {name: Acme, startDate: 2019-01-01, endDate: null}\n",
    )

    assert pages["/work/0"].entry == Entry("Acme", "", "2019-01-01 to present")
    assert pages["/work/0"].text == "Ada — Work — Acme — 2019-01-01 to present"


def test_documents_of_one_file_are_told_apart(tmp_path: Path) -> None:
    reading = read(tmp_path, "basics: {name: A}\n---\nbasics: {name: B}\n---\n")

    assert [(one.key, one.title) for one in reading.documents] == [("0", "A"), ("1", "B")]


def test_aliases_and_merged_mappings_are_unfolded(tmp_path: Path) -> None:
    text = "x-usual: &usual {name: Ada, email: a@b.c}\nbasics: {<<: *usual, name: Ada L.}\n"

    assert pages_of(tmp_path, text)["/basics"].text == "Ada L.\na@b.c"


@pytest.mark.parametrize(
    "text",
    [
        "name: Ada\nskills: [a]\n",
        "- one\n- two\n",
        "words only\n",
        "a: 1\n---\nbasics: {name: B}\n",
    ],
)
def test_other_yaml_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, text)

    (document,) = reading.documents
    assert (document.kind, document.pages[0].text) == ("document", text)
    assert reading.refused == ()


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("basics: {name: A}\nskills: [a]\nskills: [b]\n", "line 3: 'skills' stands twice"),
        ("basics:\n\tname: A\n", "line 2: found character"),
        ("basics: [name\n", "line 2: "),
        ("basics: *nowhere\n", "refers to nothing"),
        ("basics: &a [*a]\n", "refers to nothing"),
        ("? [a, b]\n: c\n", "a key that is no word"),
        ("words: " + "[" * 200, "nested too deeply"),
    ],
)
def test_what_is_not_proper_yaml_is_read_as_text_and_told(
    tmp_path: Path, text: str, cause: str
) -> None:
    reading = read(tmp_path, text)

    (document,) = reading.documents
    assert document.pages[0].text == text
    (refused,) = reading.refused
    assert refused.code == "damaged"
    assert cause in refused.message
    assert refused.message.endswith("was read as plain text")


def test_an_alias_bomb_is_refused_by_name(tmp_path: Path) -> None:
    levels = "abcdefghij"
    rows = "".join(
        f"{inner}: &{inner} [{', '.join([f'*{outer}'] * 9)}]\n" for outer, inner in pairwise(levels)
    )

    with pytest.raises(Unreadable, match="YAML bomb") as caught:
        read(tmp_path, f"a: &a [lol]\n{rows}")

    assert caught.value.code == "too_large"


def test_tags_build_nothing(tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    text = f"basics: {{name: Ada, phone: !!python/object/apply:os.mkdir ['{planted}']}}\n"

    assert pages_of(tmp_path, text)["/basics"].text == f"Ada\n{planted}"
    assert not planted.exists()


def test_a_cv_with_nothing_in_it_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, "cv: {sections: {work: [], education: }}\n")

    assert caught.value.code == "no_text"
