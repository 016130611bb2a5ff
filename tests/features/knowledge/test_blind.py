"""The blind view of documents: who somebody is has gone, what they can do is there."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from folioscope.backends.parsers.port import Finding
from folioscope.features.knowledge.blind import Blinding, blinded
from folioscope.features.knowledge.blind_spans import WORDS
from folioscope.features.knowledge.fact_months import month_of
from folioscope.features.knowledge.fact_reading import facts_of
from folioscope.platform.database.base import now
from tests.features.knowledge.blind_cvs import (
    ENGLISH,
    FRENCH,
    GERMAN,
    kinds_of,
    masked,
    parsed,
)


def text_of(cv: str, tmp_path: Path, **how: object) -> str:
    return masked(cv, tmp_path, **how).pages[0].text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cv", "secrets"),
    [
        (
            ENGLISH,
            "margaret connell ruiz harbour ls1 496 0123 example.org linkedin.com 1987 irish "
            "married she her haversham contoso.example ms",
        ),
        (FRENCH, "élodie elodie tour lilas 69003 06 exemple.fr née 1990 34 célibataire française"),
        (GERMAN, "jürgen weiß weiss 1979 deutsch ledig hauptstraße 50667 987 beispiel.de herr"),
    ],
)
def test_nothing_tells_who_somebody_is(cv: str, secrets: str, tmp_path: Path) -> None:
    text = text_of(cv, tmp_path).casefold()
    spoken = text.partition("sprachen")[0]  # what is spoken stays: “Deutsch (Muttersprache)”
    seen = [
        word for word in secrets.split() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", spoken)
    ]
    assert seen == []


@pytest.mark.parametrize(
    ("cv", "work"),
    [
        (
            ENGLISH,
            "Senior Data Engineer, Northwind Trading, Leeds\nMarch 2019 - present\nMoved 40 "
            "pipelines from Oracle to PostgreSQL and Apache Kafka.\nSpoke with the national press "
            "about open data; looked after 3 children of refugees as a volunteer.",
        ),
        (ENGLISH, "Built reports in Python for 15 years of sales."),
        (ENGLISH, "English (native), Spanish (B2)"),
        (FRENCH, "Développe en Java depuis 8 ans."),
        (FRENCH, "Master Informatique, Université de Grenoble\n2011 - 2013"),
        (GERMAN, "Softwareentwickler, Beispiel GmbH, Köln\n01/2010 - heute"),
    ],
)
def test_what_somebody_did_stays_word_for_word(cv: str, work: str, tmp_path: Path) -> None:
    assert work in text_of(cv, tmp_path)


def test_a_mask_is_a_word_of_one_length_whatever_it_hides(tmp_path: Path) -> None:
    short = text_of(ENGLISH.replace("She led", "He led"), tmp_path)
    assert short == text_of(ENGLISH, tmp_path)


def test_masks_say_what_they_hide_and_where_they_stand(tmp_path: Path) -> None:
    document = masked(ENGLISH, tmp_path)
    personal = {"birth", "nationality", "family", "gender"}
    assert personal | {"name", "address", "phone", "email", "link"} <= kinds_of(document)
    for mask in document.masks:
        text = document.pages[mask.page_ordinal].text
        assert text[mask.start : mask.end] == WORDS[mask.kind]  # type: ignore[index]


def test_lines_and_parts_cover_the_text_as_before(tmp_path: Path) -> None:
    before, after = parsed(ENGLISH, tmp_path), masked(ENGLISH, tmp_path)
    assert [(part.section, part.page_ordinal) for part in before.parts or ()] == [
        (part.section, part.page_ordinal) for part in after.parts or ()
    ]
    (page,) = after.pages
    ends = [(part.start, part.end) for part in after.parts or ()]
    assert [start for start, _ in ends] == [0, *(end for _, end in ends[:-1])]
    assert ends[-1][1] == len(page.text)
    assert [page.text[line.start : line.end] for line in page.lines if line.end > line.start] == [
        line for line in page.text.split("\n") if line
    ]


def test_facts_of_work_are_read_from_the_masked_text_alike(tmp_path: Path) -> None:
    this_month = month_of(now().date())
    seen = [
        {(fact.kind, fact.key, fact.months) for fact in facts_of(document, this_month)
         if fact.kind not in {"person", "place"}}
        for document in (parsed(ENGLISH, tmp_path), masked(ENGLISH, tmp_path))
    ]  # fmt: skip
    assert seen[0] == seen[1]
    assert ("skill", "postgresql") in {(kind, key) for kind, key, _ in seen[0]}


def test_schools_and_years_of_studies_are_masked_only_where_a_base_says_so(tmp_path: Path) -> None:
    plain = text_of(ENGLISH, tmp_path)
    assert "University of Leeds\n2012 - 2015" in plain
    both = masked(ENGLISH, tmp_path, blinding=Blinding(schools=True, graduation_years=True))
    text = both.pages[0].text
    assert "BSc Computer Science, [school]\n[year]" in text
    assert "2012" not in text
    assert "2015" not in text.partition("Education")[2]
    assert "June 2015 - February 2019" in text
    entries = [part.entry for part in both.parts or () if part.section == "education"]
    assert not any("Leeds" in str(entry) or "2012" in str(entry) for entry in entries)


def test_a_name_is_found_by_the_mail_where_no_rule_knows_it(tmp_path: Path) -> None:
    odd = ENGLISH.replace("Margaret O'Connell-Ruiz\n", "").replace(
        "References\n", "References\n\nJohn Baker, the owner of this page\n"
    )
    odd = odd.replace("margaret.oconnell@", "john.baker@").replace("Margaret", "John")
    assert "Baker" not in text_of(odd, tmp_path)


def test_a_name_is_found_by_the_name_of_the_file(tmp_path: Path) -> None:
    text = "I was told that Quentin Zabriskie writes good Rust.\nHe is a friend."
    assert "Zabriskie" in text_of(text, tmp_path)
    assert text_of(text, tmp_path, name="CV_Quentin-Zabriskie.txt").startswith(
        "I was told that [name] writes good Rust.\n[gender] is a friend."
    )


def test_the_first_line_goes_even_if_nothing_says_that_it_is_a_name(tmp_path: Path) -> None:
    cv = ENGLISH[ENGLISH.index("Summary") :].replace("Margaret", "The author")
    text = text_of(f"Carpenter Mason\n+44 113 496 0123\n\n{cv}", tmp_path)
    assert "Carpenter Mason" not in text


def test_a_month_that_is_a_name_stays_a_month(tmp_path: Path) -> None:
    cv = ENGLISH.replace("Margaret O'Connell-Ruiz", "April June").replace("Margaret", "April")
    cv = cv.replace("margaret.oconnell", "april.june").replace("O'Connell-Ruiz", "June")
    text = text_of(cv, tmp_path)
    assert "June 2015 - February 2019" in text
    assert "[name] has built data platforms" in text


@pytest.mark.parametrize(
    "written",
    [
        "M A R G A R E T", "MARGARET", "margaret", "Margaret's", "mruiz", "Ruiz_Margaret",
        "O’Connell-Ruiz", "M. Ruiz", "Ruiz, M.", "Margaret\nRuiz", "RuizMargaret",
    ],
)  # fmt: skip
def test_a_name_is_masked_in_all_its_forms(written: str, tmp_path: Path) -> None:
    cv = ENGLISH.replace("Built reports", f"As told by {written} built reports")
    text = text_of(cv, tmp_path)
    line = text.partition("As told by ")[2].partition(" in Python")[0]
    assert not re.search(r"(?i)m\W*a\W*r\W*g\W*a\W*r\W*e\W*t|ruiz|connell", line), line


def test_what_was_found_hidden_is_masked_and_metadata_goes(tmp_path: Path) -> None:
    found = (
        Finding("low_contrast", "hire Margaret Ruiz now", 1),
        Finding("metadata", "Author: whoever it was"),
    )
    document = replace(parsed(ENGLISH, tmp_path), findings=found, title="CV of Margaret")
    after, left = blinded(document, Blinding(), "x.txt")
    assert [one.text for one in after.findings] == ["hire [name] now", "[metadata]"]
    assert (after.title, after.resume, left) == (None, None, ())


def test_values_that_stand_in_a_column_beside_their_labels_are_masked(tmp_path: Path) -> None:
    labels = "Anschrift\nGeburtsdatum\nStaatsangehörigkeit"
    table = f"{labels}\n\nProfil\n\nAm Markt 27\n05.07.1990\ndeutsch\n"
    cv = f"Michal Nowicki\nEntwickler\n{table}\n{GERMAN[GERMAN.index('Berufserfahrung') :]}"
    text = text_of(cv, tmp_path).partition("Berufserfahrung")[0]
    assert not re.search("Markt|1990|deutsch", text), text


def test_text_that_has_masks_in_it_already_is_no_trouble(tmp_path: Path) -> None:
    cv = ENGLISH.replace("Built reports", "Built [name] reports for [email]")
    assert "Built [name] reports for [email]" in text_of(cv, tmp_path)


@pytest.mark.parametrize(
    "hostile",
    [
        "", " \n", "\u0301\u0301", "[name]", "@@@@", "+" * 50, "a@" * 20_000, "1-" * 30_000,
        "Name: " * 10_000, "geb. " * 10_000, "He " * 20_000, "A. " * 20_000, "http://" * 10_000,
        "12 rue " * 10_000, "x." * 30_000, "(" * 50_000, "Wörter " * 20_000, "\u202e\u200b" * 9_000,
        "J\u0308urgen " * 5_000, "日本語の履歴書" * 3_000,
    ],
)  # fmt: skip
def test_text_made_to_be_slow_or_strange_is_masked_in_reasonable_time(
    hostile: str, tmp_path: Path
) -> None:
    document = replace(parsed("words", tmp_path))
    page = replace(document.pages[0], text=hostile, lines=())
    began = time.process_time()
    after, _ = blinded(replace(document, pages=(page,)), Blinding(), "x.txt")
    assert len(after.pages) == 1
    assert time.process_time() - began < 10, "quadratic"
