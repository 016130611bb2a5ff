"""DOCX: everything a reader of the document sees, in order, and archives made to harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from folioscope.backends.parsers import docx
from folioscope.backends.parsers.port import Limits, Page, Unreadable
from tests.backends.parsers import made_files
from tests.backends.parsers.made_files import paragraph


def page_of(file: Path, limits: Limits | None = None) -> Page:
    (document,) = docx.parse(file, limits or Limits()).documents
    (page,) = document.pages
    return page


def text_of(tmp_path: Path, body: str, **parts: str) -> str:
    return page_of(made_files.docx(tmp_path / "stored", body, **parts)).text


def refusal(file: Path, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        docx.parse(file, limits or Limits())
    return caught.value


def test_paragraphs_are_lines_and_know_their_place(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", paragraph("Ada", " Lovelace") + paragraph("1815"))

    page = page_of(file)

    assert page.text == "Ada Lovelace\n1815"
    assert [page.text[line.start : line.end] for line in page.lines] == ["Ada Lovelace", "1815"]
    assert page.number is None
    assert {line.box for line in page.lines} == {None}


def test_a_table_of_short_cells_is_read_row_by_row(tmp_path: Path) -> None:
    row = "<w:tr>{}</w:tr>".format
    cell = "<w:tc>{}</w:tc>".format
    table = row(cell(paragraph("Python")) + cell(paragraph("9 years"))) + row(
        cell(paragraph("SQL")) + cell(paragraph("4 years"))
    )

    text = text_of(tmp_path, f"{paragraph('before')}<w:tbl>{table}</w:tbl>{paragraph('after')}")

    assert text == "before\n\nPython | 9 years\nSQL | 4 years\n\nafter"


def test_a_table_that_lays_out_the_page_is_read_cell_by_cell(tmp_path: Path) -> None:
    left = f"<w:tc>{paragraph('Skills')}{paragraph('Python')}</w:tc>"
    right = f"<w:tc>{paragraph('Work')}{paragraph('Acme')}</w:tc>"

    text = text_of(tmp_path, f"<w:tbl><w:tr>{left}{right}</w:tr></w:tbl>")

    assert text == "Skills\nPython\nWork\nAcme"


def test_links_controls_and_insertions_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    body = (
        f"<w:p><w:hyperlink>{run('link')}</w:hyperlink><w:ins>{run(' added')}</w:ins>"
        f"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('control')}</w:sdtContent></w:sdt>"
        f"<w:p><w:moveFrom>{run('moved away')}</w:moveFrom><w:r><w:instrText>PAGE</w:instrText>"
        f"</w:r>{run('one')}<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>"
    )

    assert text_of(tmp_path, body) == "link added\ncontrol\none\ttwo\nthree"


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it(tmp_path: Path) -> None:
    box = f"<w:drawing><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:drawing>"
    same = f"<w:pict><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:pict>"
    body = (
        "<w:p><w:r><w:t>around</w:t></w:r><w:r><w:AlternateContent>"
        f"<w:Choice>{box}</w:Choice><w:Fallback>{same}</w:Fallback></w:AlternateContent></w:r></w:p>"
    )

    assert text_of(tmp_path, body) == "around\nboxed"


def test_headers_footers_and_notes_are_read_once(tmp_path: Path) -> None:
    notes = (
        f'<w:footnote w:type="separator">{paragraph("line")}</w:footnote>'
        f"<w:footnote>{paragraph('a note')}</w:footnote>"
    )

    text = text_of(
        tmp_path,
        paragraph("body"),
        header1=paragraph("Ada"),
        header2=paragraph("Ada"),
        footer1=paragraph("page"),
        footnotes=notes,
    )

    assert text == "Ada\nbody\na note\npage"


def test_a_background_before_the_body_does_not_hide_it(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", "")
    document = (
        f'<w:document xmlns:w="{made_files.WORD}"><w:background/>'
        f"<w:body>{paragraph('here')}</w:body></w:document>"
    )
    made_files.archive(file, {"word/document.xml": document})

    assert page_of(file).text == "here"


def test_a_document_without_words_has_no_text(tmp_path: Path) -> None:
    assert refusal(made_files.docx(tmp_path / "stored", paragraph(" "))).code == "no_text"


@pytest.mark.parametrize("size_is_declared", [True, False])
def test_t12_a_zip_bomb_is_refused_whatever_its_headers_say(
    tmp_path: Path, size_is_declared: bool
) -> None:
    file = made_files.bomb(tmp_path / "stored", megabytes=30)
    if not size_is_declared:
        made_files.with_declared_size_zero(file)

    refused = refusal(file)

    assert refused.code == "zip_bomb"
    assert "zip bomb" in refused.message


def test_t12_more_unpacked_bytes_than_allowed_are_refused(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", paragraph("some text"))

    assert refusal(file, Limits(unpacked_bytes=200)).code == "zip_bomb"


def test_t12_an_archive_of_too_many_entries_is_refused(tmp_path: Path) -> None:
    entries = {f"word/{number}.xml": "" for number in range(2001)}

    refused = refusal(made_files.archive(tmp_path / "stored", entries))

    assert refused.code == "zip_bomb"
    assert "2001" in refused.message


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/passwd", "word\\..\\..\\outside.xml"])
def test_an_entry_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    file = made_files.docx(tmp_path / "stored", paragraph("text"))
    with zipfile.ZipFile(file, "a") as made:
        made.writestr(name, "planted")

    assert refusal(file).code == "damaged"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w:document [<!ENTITY own SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/evil.dtd">',
        "<!DOCTYPE w:document [<!ENTITY a 'lol'><!ENTITY own '&a;&a;&a;&a;&a;&a;'>]>",
    ],
)
def test_t14_a_doctype_is_refused_and_nothing_outside_is_read(
    tmp_path: Path, declaration: str
) -> None:
    document = (
        f'{declaration}<w:document xmlns:w="{made_files.WORD}"><w:body>'
        f"<w:p><w:r><w:t>&own;</w:t></w:r></w:p></w:body></w:document>"
    )
    file = made_files.archive(tmp_path / "stored", {"word/document.xml": document})

    refused = refusal(file)

    assert refused.code == "damaged"
    assert "root:" not in refused.message


def test_a_zip_archive_without_a_document_is_not_a_docx(tmp_path: Path) -> None:
    file = made_files.archive(tmp_path / "stored", {"xl/workbook.xml": "<workbook/>"})

    assert refusal(file).code == "not_this_format"


def test_a_relation_to_a_missing_main_part_is_not_a_docx(tmp_path: Path) -> None:
    relations = (
        f'<Relationships xmlns="{made_files.RELATIONS}"><Relationship Id="r1"'
        f' Type="{made_files.OFFICE}/officeDocument" Target="word/nowhere.xml"/></Relationships>'
    )
    file = made_files.archive(tmp_path / "stored", {"_rels/.rels": relations})

    assert refusal(file).code == "not_this_format"


def test_a_docx_cut_short_is_damaged(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", paragraph("text") * 50)
    file.write_bytes(file.read_bytes()[:-200])

    assert refusal(file).code == "damaged"


def test_xml_that_is_not_well_formed_is_damaged(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", "<w:p>")

    refused = refusal(file)

    assert refused.code == "damaged"
    assert "word/document.xml" in refused.message


def test_more_text_than_allowed_is_refused(tmp_path: Path) -> None:
    file = made_files.docx(tmp_path / "stored", paragraph("twelve chars"))

    assert page_of(file, Limits(text_chars=12)).text == "twelve chars"
    assert refusal(file, Limits(text_chars=11)).code == "too_large"
