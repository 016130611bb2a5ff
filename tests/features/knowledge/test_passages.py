"""From pages to passages."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from folioscope.backends.parsers.port import Entry, Page, Parsed, Part
from folioscope.features.knowledge.passages import Passage, passages
from folioscope.features.sections.parts import parts_of
from tests.features.sections.written_cvs import CVS, document


def cut(*texts: str, name: str = "cv.pdf", title: str | None = None) -> list[Passage]:
    pages = tuple(Page(text, number) for number, text in enumerate(texts, start=1))
    return list(passages(Parsed(pages, title=title), name, 200, 40))


def test_a_passage_is_a_part_of_its_page() -> None:
    pages = ("Ana Núñez\n\nRuns Kubernetes. " * 10, "Speaks French.")
    for passage in cut(*pages):
        assert pages[passage.page_ordinal][passage.start : passage.end] == passage.text
        assert passage.page == passage.page_ordinal + 1


def test_the_second_page_is_found_under_the_name_on_the_first() -> None:
    found = cut("Ana Núñez\nEngineer", "Speaks French.")

    assert found[-1].text == "Speaks French."
    assert found[-1].searchable == "Ana Núñez\nSpeaks French."


def test_words_of_the_file_name_are_context_too() -> None:
    assert "AAPL" in cut("Revenue rose.", name="2022 Q3 AAPL.pdf")[0].searchable
    assert cut("Revenue rose.", name="10554236.pdf")[0].context == ""


def test_a_title_is_the_whole_context() -> None:
    found = cut("Text of it. " * 40, name="record-1", title="Report on wings")

    assert {passage.context for passage in found} == {"Report on wings"}


def test_context_is_not_said_twice() -> None:
    assert cut("Report on wings\n\nWings lift.", title="Report on wings")[0].context == ""


def test_a_long_first_line_is_no_heading() -> None:
    assert cut("word " * 40, "second page", name="1.pdf")[-1].context == ""


def test_blank_pages_make_no_passage() -> None:
    assert cut("", " \n ") == []


# CVs

ADA = """\
Ada Moss
ada@example.org

Experience
Baker 2019 - 2021
Acme Ltd, London
- Bread and rolls for six restaurants and a school, every morning from four o'clock on.
- Ran the night shift with five people, and taught three apprentices.

Education
Diploma in Baking 2016
City College

Skills
Sourdough, laminated dough, ovens

Languages
English, French
"""


def cut_cv(text: str, size: int = 300, parts: tuple[Part, ...] | None = None) -> list[Passage]:
    document = Parsed((Page(text, 1),))
    found = parts_of(document) if parts is None else parts
    return list(passages(replace(document, parts=found), "1.pdf", size, 60))


def test_no_passage_of_a_cv_goes_over_the_end_of_a_section() -> None:
    found = cut_cv(ADA)
    sections = ["contact", "experience", "education", "skills", "languages"]
    assert [passage.section for passage in found] == sections
    assert " ".join(passage.text for passage in found).split() == ADA.split()


def test_a_passage_of_a_cv_says_whose_it_is_and_of_which_entry() -> None:
    job = cut_cv(ADA)[1]
    assert job.entry == Entry("Acme Ltd", "Baker", "2019 - 2021")
    assert job.context == "Ada Moss — Work experience of Ada Moss — Baker, Acme Ltd, 2019 - 2021"
    assert job.searchable == f"{job.context}\n{job.text}"
    assert cut_cv(ADA)[3].context == "Ada Moss — Skills, competences of Ada Moss"
    assert cut_cv(ADA)[0].context == "Ada Moss — Contact details"


def test_a_long_entry_is_cut_and_each_piece_says_of_which_it_is() -> None:
    text = ADA.replace("- Ran", "- Baked bread of many kinds.\n" * 30 + "- Ran")
    pieces = [passage for passage in cut_cv(text) if passage.section == "experience"]
    assert len(pieces) > 3
    assert {passage.context for passage in pieces} == {
        "Ada Moss — Work experience of Ada Moss — Baker, Acme Ltd, 2019 - 2021"
    }
    assert all(len(passage.text) <= 300 for passage in pieces)
    assert all(one.end > other.start for one, other in pairwise(pieces)), "they overlap"


def test_tiny_entries_share_a_passage_that_is_of_none_of_them() -> None:
    text = ADA.replace("City College", "City College\nDiploma in Milling 2014\nTown College")
    studies = [passage for passage in cut_cv(text, 900) if passage.section == "education"]
    assert [(passage.entry, "Milling" in passage.text) for passage in studies] == [(None, True)]
    apart = [passage.entry for passage in cut_cv(text, 200) if passage.section == "education"]
    assert apart == [
        Entry("City College", "Diploma in Baking", "2016"),
        Entry("Town College", "Diploma in Milling", "2014"),
    ]


def test_the_line_of_context_stays_short() -> None:
    long = "Very " * 30
    entry = Entry(f"{long}Ltd", f"{long}Baker", f"{long}2019")
    pages = (Page("Ada", section="contact"), Page("It.", section="experience", entry=entry))
    (_, job) = passages(Parsed(pages, "resume", title=f"{long}Ada"), "x.json", 300, 60)
    assert len(job.context) <= 180
    assert "\n" not in job.context


def test_a_name_on_two_lines_is_one_name() -> None:
    text = ADA.replace("Ada Moss", "Curriculum vitae\n2024\nAda\nMoss")
    assert cut_cv(text)[-1].context.startswith("Ada Moss — Languages")


def test_parts_that_were_found_elsewhere_are_taken() -> None:
    whole = (Part(0, 0, len(ADA), "summary"),)
    assert {passage.section for passage in cut_cv(ADA, parts=whole)} == {"summary"}
    assert {passage.section for passage in cut_cv(ADA, parts=())} == {None}


def test_a_cv_that_is_none_is_cut_as_any_text_is() -> None:
    text = "Report on wings\n\n" + "Wings lift. " * 60
    assert cut_cv(text) == cut_cv(text, parts=())


def test_marks_alone_are_no_passage_of_a_cv() -> None:
    parts = (Part(0, 0, 4, "skills"), Part(0, 4, 8, "languages"))
    (only,) = cut_cv("•\n–\ndough", parts=parts)
    assert only.section == "languages"


@pytest.mark.parametrize("language", CVS)
@pytest.mark.parametrize("size", [100, 300, 900])
def test_every_word_of_a_cv_is_in_a_passage_of_its_section(language: str, size: int) -> None:
    text = CVS[language]
    parts = parts_of(document(text))
    found = list(passages(replace(document(text), parts=parts), "1.txt", size, size // 6))
    for word in re.finditer(r"\w+", text):
        around = {part.section for part in parts if part.start <= word.start() < part.end}
        held = [one for one in found if one.start <= word.start() and word.end() <= one.end]
        assert {one.section for one in held} == around
