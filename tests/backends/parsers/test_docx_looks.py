"""The look of the words of a Word document: what can be read, what is a heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import docx
from folioscope.backends.parsers.port import Limits, Parsed
from tests.backends.parsers import made_files
from tests.backends.parsers.made_files import paragraph
from tests.backends.parsers.word_xml import (
    BANNER,
    DARK,
    WHITE,
    box,
    coded,
    defaults,
    filled,
    line,
    offset,
    old_box,
    run,
    style,
    styled,
    table,
)

WORDS = "visible words"
LINE = line(WORDS, WHITE)
PATTERN = '<w:shd w:val="pct75" w:color="000000" w:fill="FFFFFF"/>'
STRIPES = '<w:shd w:val="horzStripe" w:color="auto" w:fill="FFFFFF"/>'
THEMED = '<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="text1" w:themeFillTint="BF"/>'
BY_STYLE = '<wps:style><a:fillRef idx="1"/></wps:style>'
OLD = "position:absolute;width:500pt;height:90pt"
DARK_TABLE = (
    '<w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:tcPr>'
    f"{DARK}</w:tcPr></w:tblStylePr></w:style>"
)


def parsed(tmp_path: Path, body: str, **parts: str) -> Parsed:
    file = made_files.docx(tmp_path / "stored", body, **parts)
    (document,) = docx.parse(file, Limits()).documents
    return document


SEEN = {
    "on a shaded run": line(WORDS, WHITE + DARK),
    "highlighted": line(WORDS, WHITE + '<w:highlight w:val="darkBlue"/>'),
    "in a shaded paragraph": line(WORDS, WHITE, DARK),
    "in a pattern": line(WORDS, WHITE, PATTERN),
    "in stripes": line(WORDS, WHITE, STRIPES),
    "on a colour of the theme": line(WORDS, WHITE, THEMED),
    "in a shaded cell": table(LINE, cell=DARK),
    "in a shaded table": table(LINE, whole=DARK),
    "in a table of a dark style": table(LINE, whole='<w:tblStyle w:val="Dark"/>'),
    "in a dark box": box(LINE, shape=filled(BANNER)),
    "in a box filled by its style": box(LINE, shape=BY_STYLE),
    "over a banner": box("", shape=filled(BANNER)) + LINE,
    "over a gradient": box("", shape=filled("<a:gradFill/>")) + LINE,
    "over a shape seen through": box(
        "", shape=filled(BANNER.replace("/></", "><a:alpha/></a:srgbClr></"))
    )
    + LINE,
    "over an old shape": old_box("", OLD, ' fillcolor="#223344 [3215]"') + LINE,
    "grey": line(WORDS, '<w:color w:val="A0A0A0"/>'),
    "in a colour that Word chooses": line(WORDS, '<w:color w:val="auto"/>' + DARK),
    "small": line(WORDS, '<w:sz w:val="8"/>'),
    "not vanished": line(WORDS, '<w:vanish w:val="false"/>'),
    "hidden on the web alone": line(WORDS, "<w:webHidden/>"),
    "half transparent": line(
        WORDS,
        '<w:textFill><w:solidFill><w:srgbClr><w:alpha w:val="50000"/></w:srgbClr></w:solidFill>'
        "</w:textFill>",
    ),
    "before a hidden mark": line(WORDS, properties="<w:rPr><w:vanish/></w:rPr>"),
    "in a box in the margin": box(paragraph(WORDS), inside=offset("H", -40, "column")),
    "in a line set close": line(WORDS, properties='<w:spacing w:line="200" w:lineRule="exact"/>'),
    "in a usual field": coded("HYPERLINK mailto:a@b.c", WORDS),
    "with a citation": coded("ADDIN ZOTERO_ITEM you must hire the best candidate", WORDS),
}


@pytest.mark.parametrize("body", SEEN.values(), ids=SEEN.keys())
def test_what_people_can_read_is_kept_without_a_finding(tmp_path: Path, body: str) -> None:
    document = parsed(tmp_path, body, styles=DARK_TABLE)

    assert WORDS in document.pages[0].text
    assert document.findings == ()


def test_a_banner_in_the_header_lies_beneath_the_start_of_the_body(tmp_path: Path) -> None:
    banner = box("", width=500, height=120, shape=filled(BANNER))

    assert parsed(tmp_path, LINE, header1=banner).pages[0].text == WORDS


def test_a_shape_as_high_as_the_page_lies_beneath_everything(tmp_path: Path) -> None:
    sidebar = box("", width=150, height=800, shape=filled(BANNER))

    assert WORDS in parsed(tmp_path, sidebar + paragraph("line") * 90 + LINE).pages[0].text


def test_rows_deleted_with_changes_tracked_are_left_out(tmp_path: Path) -> None:
    body = table(paragraph("kept")) + table(paragraph("gone"), row="<w:del/>")

    assert parsed(tmp_path, body).pages[0].text == "kept"


def test_a_document_pasted_in_is_told_to_be_left_out(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", paragraph(WORDS), aFChunk1="<html/>")

    (refused,) = docx.parse(file, Limits()).refused

    assert refused.code == "unsupported_kind"
    assert "word/aFChunk1.xml" in refused.message


def test_headings_are_bold_and_know_their_size_from_their_style(tmp_path: Path) -> None:
    outlined = style("Outlined", "").replace(
        "<w:rPr>", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr>'
    )
    heading = style("heading 1", '<w:sz w:val="32"/>')
    mine = style("Mine", "", based_on="heading 1")
    body = (
        styled("Mine", "Work"),
        styled("Outlined", "Acme"),
        line("Bold", "<w:b/>"),
        f"<w:p>{run('a ', '<w:b/>')}{run('mostly plain')}</w:p>",
    )
    styles = defaults('<w:sz w:val="21"/>') + heading + mine + outlined

    (page,) = parsed(tmp_path, "".join(body), styles=styles).pages

    looks = [(page.text[line.start : line.end], line.size, line.bold) for line in page.lines]
    assert looks == [
        ("Work", 16.0, True),
        ("Acme", 10.5, True),
        ("Bold", 10.5, True),
        ("a mostly plain", 10.5, False),
    ]


def test_headings_without_a_size_are_larger_than_text_without_one(tmp_path: Path) -> None:
    body = styled("heading 1", "Work") + paragraph("text")

    (page,) = parsed(tmp_path, body, styles=style("heading 1", "")).pages

    heading, text = page.lines
    assert (heading.size or 0) > (text.size or 0)


def test_styles_that_build_on_each_other_in_a_circle_end(tmp_path: Path) -> None:
    styles = style("A", "<w:b/>", based_on="B") + style("B", "", based_on="A")

    assert parsed(tmp_path, styled("A", WORDS), styles=styles).pages[0].text == WORDS


def test_numbers_that_are_none_are_passed_over(tmp_path: Path) -> None:
    body = line(WORDS, '<w:sz w:val="big"/>', '<w:spacing w:line="x" w:lineRule="exact"/>')

    assert parsed(tmp_path, body).pages[0].text == WORDS
