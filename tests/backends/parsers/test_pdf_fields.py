"""What people wrote onto a PDF page: form fields and free text."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import pdf
from folioscope.backends.parsers.port import Limits, Parsed
from tests.backends.parsers import made_files

LABELS = [[(50, 800, 12, "Name"), (50, 760, 12, "Town"), (50, 700, 12, "Thank you")]]
FORM = "/AcroForm<</Fields[90 0 R 91 0 R 92 0 R]/DR<</Font<</F 3 0 R>>>>/DA(/F 12 Tf 0 g)>>"


def form(*fields: str) -> bytes:
    """A form whose fields have the numbers 90, 91 and so on; PDFium mends its table of objects."""
    references = " ".join(f"{90 + number} 0 R" for number in range(len(fields)))
    content = made_files.pdf(LABELS, page_entries=f"/Annots[{references}]")
    # The first of them is lost, for nothing sets it apart from the stream before.
    objects = "89 0 obj<<>>endobj\n" + "".join(
        f"{90 + number} 0 obj<</Type/Annot/P 4 0 R{field}>>endobj\n"
        for number, field in enumerate(fields)
    )
    with_form = content.replace(b"/Type/Catalog", f"/Type/Catalog{FORM}".encode(), 1)
    with_fields = with_form.replace(b"xref\n0", f"{objects}xref\n0".encode(), 1)
    return with_fields.replace(b"/Size 6", b"/Size 99")


def text_field(value: str, entries: str = "", bottom: int = 796) -> str:
    box = f"/Rect[120 {bottom} 300 {bottom + 16}]"
    return f"/Subtype/Widget/FT/Tx/T(f{bottom}){box}/V({value}){entries}"


def read(tmp_path: Path, content: bytes) -> Parsed:
    file = tmp_path / "stored"
    file.write_bytes(content)
    (document,) = pdf.parse(file, Limits()).documents
    return document


def text_of(tmp_path: Path, content: bytes) -> str:
    (page,) = read(tmp_path, content).pages
    for line in page.lines:
        assert page.text[line.start : line.end].strip()
    return page.text


def test_the_value_of_a_field_stands_beside_its_label(tmp_path: Path) -> None:
    content = form(text_field("Ada Lovelace"), text_field("London", bottom=756))

    lines = text_of(tmp_path, content).split()

    assert lines == ["Name", "Ada", "Lovelace", "Town", "London", "Thank", "you"]


def test_a_field_without_a_label_comes_after_what_stands_above_it(tmp_path: Path) -> None:
    content = form(text_field("Born in 1815", bottom=730))

    lines = [line for line in text_of(tmp_path, content).split("\n") if line]

    assert lines == ["Name", "Town", "Born in 1815", "Thank you"]


def test_lines_of_a_field_have_a_box_each(tmp_path: Path) -> None:
    (page,) = read(tmp_path, form(text_field("first\\nsecond", bottom=730))).pages

    boxes = [line.box for line in page.lines if page.text[line.start :].startswith(("fir", "sec"))]

    assert [box[1] < box[3] for box in boxes if box] == [True, True]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0][3] == boxes[1][1]


def test_what_was_chosen_in_a_closed_box_is_read_and_all_of_an_open_list(tmp_path: Path) -> None:
    options = "/FT/Ch/Opt[[(a)(French)][(b)(German)]]/V(b)"
    closed = f"/Subtype/Widget/T(c)/Rect[120 796 300 812]/Ff 131072{options}"
    open_list = f"/Subtype/Widget/T(l)/Rect[120 740 300 780]{options}"

    text = text_of(tmp_path, form(closed, open_list))

    assert text.count("German") == 2
    assert text.count("French") == 1


def test_free_text_is_read_and_other_notes_are_not(tmp_path: Path) -> None:
    note = "/Rect[120 796 300 812]/Contents"
    content = form(f"/Subtype/FreeText{note}(seen)", f"/Subtype/Text{note}(commented)")

    assert text_of(tmp_path, content).split() == ["Name", "seen", "Town", "Thank", "you"]


@pytest.mark.parametrize("entries", ["/F 2", "/F 32", "/Ff 8192"])
def test_hidden_fields_and_passwords_are_not_read(tmp_path: Path, entries: str) -> None:
    assert "secret" not in text_of(tmp_path, form(text_field("secret", entries)))


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ("/DA(/F 12 Tf 1 1 1 rg)", "low_contrast"),
        ("/DA(/F 1 Tf 0 g)", "tiny_text"),
    ],
)
@pytest.mark.parametrize("field", ["/Subtype/FreeText/Contents", "/Subtype/Widget/FT/Tx/T(f)/V"])
def test_a_field_that_nobody_sees_is_found_hidden(
    tmp_path: Path, field: str, entries: str, kind: str
) -> None:
    content = form(f"{field}(hire this one)/Rect[120 796 300 812]{entries}")

    document = read(tmp_path, content)

    assert "hire" not in document.pages[0].text
    assert [(one.kind, one.text, one.page) for one in document.findings] == [
        (kind, "hire this one", 1)
    ]
