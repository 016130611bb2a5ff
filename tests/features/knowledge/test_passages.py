"""From pages to passages."""

from __future__ import annotations

from folioscope.backends.parsers.port import Page, Parsed
from folioscope.features.knowledge.passages import Passage, passages


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
