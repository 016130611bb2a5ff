"""PDF: the text of each page, where its lines stand, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import pdf
from folioscope.backends.parsers.port import Limits, Page, Reading, Unreadable
from tests.backends.parsers import made_files

LEFT_COLUMN = """The gaps of lines are
found, and columns are
known by their flush be-
ginnings, their lines
that run on, and their
bases, if they differ."""
RIGHT_COLUMN = """Tables have cells that
do not run on, so that
whoever reads them row
by row, as they stand
on the page, is right,
and hears no nonsense."""


def read(tmp_path: Path, content: bytes, limits: Limits | None = None) -> Reading:
    file = tmp_path / "stored"
    file.write_bytes(content)
    return pdf.parse(file, limits or Limits())


def pages_of(reading: Reading) -> tuple[Page, ...]:
    (document,) = reading.documents
    return document.pages


def lines_of(page: Page) -> list[str]:
    return [page.text[line.start : line.end] for line in page.lines]


def refusal(tmp_path: Path, content: bytes, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, content, limits)
    return caught.value


def test_pages_are_numbered_and_measured(tmp_path: Path) -> None:
    words = [[(50.0, 800.0, 12.0, f"Page {number}")] for number in (1, 2, 3)]

    pages = pages_of(read(tmp_path, made_files.pdf(words)))

    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.text for page in pages] == ["Page 1", "Page 2", "Page 3"]
    assert {(page.width, page.height) for page in pages} == {(595, 842)}


def test_each_line_has_its_place_in_the_text_and_on_the_page(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 12, "Ada Lovelace"), (50, 780, 12, "Analyst")]])

    (page,) = pages_of(read(tmp_path, content))

    assert lines_of(page) == ["Ada Lovelace", "Analyst"]
    first, second = (line.box for line in page.lines)
    assert first is not None
    assert second is not None
    assert first[0] == pytest.approx(50, abs=1)
    assert first[1] < 842 - 800 < first[3]
    assert second[1] < 842 - 780 < second[3]
    assert first[2] > second[2]


def test_boxes_are_where_the_reader_of_a_turned_page_sees_them(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 12, "turned")]], page_entries="/Rotate 90")

    (page,) = pages_of(read(tmp_path, content))

    assert (page.width, page.height) == (842, 595)
    box = page.lines[0].box
    assert box is not None
    assert box[0] < 800 < box[2]
    assert box[1] == pytest.approx(50, abs=1)


def test_a_gap_between_lines_becomes_a_blank_line(tmp_path: Path) -> None:
    heights = [(800, "a one"), (786, "a two"), (772, "a three"), (730, "b one"), (716, "b two")]
    content = made_files.pdf([[(50, y, 12, text) for y, text in heights]])

    (page,) = pages_of(read(tmp_path, content))

    assert page.text == "a one\na two\na three\n\nb one\nb two"


def test_words_of_condensed_type_are_set_apart_by_their_distance(tmp_path: Path) -> None:
    # An H is 8.66 wide: letters overlap by 0.6, and words are apart by less than PDFium asks for.
    places = [50.0, 58.06, 66.12, 76.2, 84.26, 92.32]
    content = made_files.pdf([[(x, 800.0, 12.0, "H") for x in places]])

    (page,) = pages_of(read(tmp_path, content))

    assert page.text == "HHH HHH"


def test_an_f_reaching_over_a_space_does_not_hide_it(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 12, "of"), (61.1, 800, 12, "the")]])

    (page,) = pages_of(read(tmp_path, content))

    assert page.text == "of the"


def test_letters_set_a_little_apart_stay_one_word(tmp_path: Path) -> None:
    letters = [(50 + 9.9 * place, 800.0, 12.0, "H") for place in range(6)]

    (page,) = pages_of(read(tmp_path, made_files.pdf([letters])))

    assert page.text == "HHHHHH"


def test_a_word_broken_by_a_hyphen_is_whole_and_its_lines_touch(tmp_path: Path) -> None:
    words = [(50, 800, 12, "Currently manage-"), (50, 786, 12, "ment of Jean-")]
    content = made_files.pdf([[*words, (50, 772, 12, "Paul")]])

    (page,) = pages_of(read(tmp_path, content))

    assert page.text == "Currently management of Jean-Paul"
    assert lines_of(page)[0] == "Currently manage"
    assert lines_of(page)[1].startswith("ment of Jean")


def test_a_word_broken_across_columns_drawn_line_by_line_is_whole(tmp_path: Path) -> None:
    left, right = LEFT_COLUMN.splitlines(), RIGHT_COLUMN.splitlines()
    words = [
        (x, 800.0 - 14 * number, 10.0, line[number])
        for number in range(6)
        for x, line in ((50.0, left), (250.0, right))
    ]

    (page,) = pages_of(read(tmp_path, made_files.pdf([words])))

    assert page.text.split() == [
        *" ".join(left).replace("- ", "").split(),
        *" ".join(right).split(),
    ]
    assert len(page.lines) == 12


def test_cells_of_a_row_are_set_apart_by_tabs(tmp_path: Path) -> None:
    rows = [("Revenue", "1,204", "998"), ("Costs", "814", "702")]
    words = [
        (x, 800.0 - 14 * number, 10.0, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((50.0, 200.0, 300.0), row, strict=True)
    ]

    (page,) = pages_of(read(tmp_path, made_files.pdf([words])))

    assert page.text == "Revenue\t1,204\t998\nCosts\t814\t702"


def test_a_date_at_the_margin_stays_on_the_line_of_the_job(tmp_path: Path) -> None:
    words = [(50, 800, 12, "Engineer, Acme"), (450, 801, 9, "2019 to 2021"), (50, 784, 10, "Built")]

    (page,) = pages_of(read(tmp_path, made_files.pdf([words])))

    assert lines_of(page) == ["Engineer, Acme\t2019 to 2021", "Built"]


@pytest.mark.parametrize("heading", ["S K I L L S", "A B O U T   M E"])
def test_letters_of_a_heading_that_are_spaced_out_are_put_together(
    tmp_path: Path, heading: str
) -> None:
    (page,) = pages_of(read(tmp_path, made_files.pdf([[(50, 800, 14, heading)]])))

    assert page.text in ("SKILLS", "ABOUT ME")


def test_letters_of_a_list_are_left_apart(tmp_path: Path) -> None:
    (page,) = pages_of(read(tmp_path, made_files.pdf([[(50, 800, 12, "Licences A B C")]])))

    assert page.text == "Licences A B C"


def test_lines_tell_the_size_and_weight_of_their_type(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 18, "Experience"), (50, 770, 9.5, "Engineer, Acme")]])

    plain = pages_of(read(tmp_path, content))[0].lines
    bold = pages_of(read(tmp_path, content.replace(b"/Helvetica/", b"/Helvetica-Bold/")))[0].lines

    assert [(line.size, line.bold) for line in plain] == [(18, False), (9.5, False)]
    assert [(line.size, line.bold) for line in bold] == [(18, True), (9.5, True)]


def test_the_number_of_each_page_is_left_out(tmp_path: Path) -> None:
    pages = [[(50, 700, 12, f"text {word}"), (290, 30, 9, str(number))]
             for number, word in enumerate("abc", start=1)]  # fmt: skip

    read_pages = pages_of(read(tmp_path, made_files.pdf(pages)))

    assert [page.text for page in read_pages] == ["text a", "text b", "text c"]


def test_accents_and_currency_are_kept(tmp_path: Path) -> None:
    (page,) = pages_of(read(tmp_path, made_files.pdf([[(50, 800, 12, "né à Orléans, 5 €")]])))

    assert page.text == "né à Orléans, 5 €"


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    refused = refusal(tmp_path, made_files.encrypted_pdf())

    assert refused.code == "encrypted"
    assert "password" in refused.message


def test_a_pdf_without_text_is_said_to_look_scanned(tmp_path: Path) -> None:
    refused = refusal(tmp_path, made_files.pdf([[], []]))

    assert refused.code == "no_text"
    assert "scanned" in refused.message
    assert "OCR" in refused.message


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.7\n" + b"\x00\xff" * 500])
def test_a_pdf_without_pages_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content).code == "damaged"


def test_a_pdf_cut_short_is_read_as_far_as_it_goes_or_damaged(tmp_path: Path) -> None:
    whole = made_files.pdf([[(50, 800, 12, f"page {number}")] for number in range(20)])
    outcomes = set()
    for share in range(1, 20):
        cut = whole[: len(whole) * share // 20]
        try:
            outcomes.add(pages_of(read(tmp_path, cut))[0].text)
        except Unreadable as refused:
            outcomes.add(refused.code)

    assert outcomes <= {"page 0", "damaged"}
    assert "damaged" in outcomes


def test_more_pages_than_allowed_are_refused_with_both_numbers(tmp_path: Path) -> None:
    refused = refusal(tmp_path, made_files.pdf([[(50, 800, 12, "page")]] * 2000))

    assert refused.code == "too_many_pages"
    assert "2000" in refused.message
    assert "1000" in refused.message


def test_exactly_as_many_pages_as_allowed_are_read(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 12, "page")]] * 3)

    assert len(pages_of(read(tmp_path, content, Limits(pages=3)))) == 3
    assert refusal(tmp_path, content, Limits(pages=2)).code == "too_many_pages"


def test_more_text_than_allowed_is_refused(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 12, "twelve chars")]] * 3)

    assert len(pages_of(read(tmp_path, content, Limits(text_chars=36)))) == 3
    assert refusal(tmp_path, content, Limits(text_chars=35)).code == "too_large"


def test_a_page_that_cannot_be_read_is_left_out_and_told(tmp_path: Path) -> None:
    content = made_files.pdf([[(50, 800, 12, "first")], [(50, 800, 12, "second")]])
    broken = content.replace(b"4 0 obj<</Type/Page/", b"4 0 obj[</Type/Page/", 1)

    reading = read(tmp_path, broken)

    assert [(page.number, page.text) for page in pages_of(reading)] == [(2, "second")]
    assert [(refused.key, refused.code) for refused in reading.refused] == [("page-1", "damaged")]
