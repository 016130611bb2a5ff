"""Text files in whatever encoding they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers import text
from folioscope.backends.parsers.port import Limits, Unreadable

SENTENCE = "Née à Orléans; «l’été» coûte 5 €"


def read(tmp_path: Path, content: bytes, limits: Limits | None = None) -> str:
    file = tmp_path / "stored"
    file.write_bytes(content)
    (document,) = text.parse(file, limits or Limits()).documents
    (page,) = document.pages
    return page.text


def refusal(tmp_path: Path, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, content, limits)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, SENTENCE.encode(encoding)) == SENTENCE


def test_big_endian_text_with_a_mark_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xfe\xff" + SENTENCE.encode("utf-16-be")) == SENTENCE


def test_bytes_that_cp1252_does_not_have_are_no_reason_to_refuse(tmp_path: Path) -> None:
    assert read(tmp_path, b"caf\xe9 \x81 noir") == "café  noir"


def test_utf_8_with_a_bad_byte_is_still_utf_8(tmp_path: Path) -> None:
    content = "éàèùç".encode() + b"\xff" + "ôî".encode()

    assert read(tmp_path, content) == "éàèùç\ufffdôî"


@pytest.mark.parametrize("content", [b"MZ\x00\x01" * 20, b"a\x01\x02\x03\x04b" * 30])
def test_binary_data_is_not_text(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "not_text"


@pytest.mark.parametrize("content", [b" \n\t\r\n", b"\xef\xbb\xbf", b"----"])
def test_a_file_without_words_has_no_text(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "no_text"


def test_line_ends_are_made_one_and_lines_counted(tmp_path: Path) -> None:
    file = tmp_path / "stored"
    file.write_bytes(b"one\r\n\r\ntwo\rthree\n")
    page = text.parse(file, Limits()).documents[0].pages[0]

    assert page.text == "one\n\ntwo\nthree\n"
    assert [page.text[line.start : line.end] for line in page.lines] == ["one", "two", "three"]


def test_soft_hyphens_ligatures_and_controls_do_not_hide_words(tmp_path: Path) -> None:
    content = "co\u00adoperate e\ufb03cient a\u00a0b c\x07".encode()

    assert read(tmp_path, content) == "cooperate efficient a b c"


def test_more_characters_than_allowed_are_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "éééé".encode(), Limits(text_chars=4)) == "éééé"
    assert refusal(tmp_path, "ééééé".encode(), Limits(text_chars=4)) == "too_large"
    assert refusal(tmp_path, b"e" * 17, Limits(text_chars=4)) == "too_large"
