"""Formats told by name, and names that lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.formats import FORMATS, check_content, format_of
from folioscope.backends.parsers.port import Unreadable


def refusal(tmp_path: Path, content: bytes, kind: str) -> Unreadable:
    file = tmp_path / "stored"
    file.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        check_content(file, kind)
    return caught.value


def test_every_format_has_a_parser() -> None:
    assert set(FORMATS.values()) == set(PARSERS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("cv.PDF", "pdf"), ("a/b.docx", "docx"), ("x.tar.md", "markdown"), ("a.HTM", "html")],
)
def test_the_extension_tells_the_format(name: str, kind: str) -> None:
    assert format_of(name) == kind


@pytest.mark.parametrize("name", ["table.xlsx", "README", "archive.", ".pdf"])
def test_an_unknown_kind_is_refused_with_those_that_are_read(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        format_of(name)

    assert caught.value.code == "unsupported_kind"
    assert all(extension in caught.value.message for extension in FORMATS)


@pytest.mark.parametrize("name", ["old.doc", "open.odt", "rich.RTF"])
def test_other_word_processors_are_told_what_to_do(name: str) -> None:
    with pytest.raises(Unreadable, match="save it as DOCX or PDF") as caught:
        format_of(name)

    assert caught.value.code == "unsupported_kind"


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"\x7fELF\x02\x01\x01", "program for Linux"),
        (b"MZ\x90\x00", "program for Windows"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\n<!DOCTYPE html><html>", "HTML"),
        (b"#!/bin/sh\nrm -rf /", "script"),
        (b"just words", "text"),
        (b"\x00\x01\x02", "binary"),
    ],
)
def test_what_is_named_pdf_but_is_not_is_called_what_it_is(
    tmp_path: Path, content: bytes, looks: str
) -> None:
    refused = refusal(tmp_path, content, "pdf")

    assert refused.code == "not_this_format"
    assert looks in refused.message


def test_a_pdf_may_begin_with_something_else(tmp_path: Path) -> None:
    file = tmp_path / "stored"
    file.write_bytes(b"\x00\x05\x16\x00" * 50 + b"%PDF-1.4")

    check_content(file, "pdf")


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_an_empty_file_is_refused_in_every_format(tmp_path: Path, kind: str) -> None:
    assert refusal(tmp_path, b"", kind).code == "empty_file"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.4", "not_this_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument" * 9, "not_this_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_what_is_named_docx_but_is_not_is_refused(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert refusal(tmp_path, content, "docx").code == code


@pytest.mark.parametrize("kind", sorted(set(PARSERS) - {"pdf", "docx"}))
def test_binary_files_named_as_text_are_refused(tmp_path: Path, kind: str) -> None:
    refused = refusal(tmp_path, b"%PDF-1.4 and so on", kind)

    assert refused.code == "not_text"
    assert "PDF" in refused.message


@pytest.mark.parametrize("content", [b"<html>", b"#!/bin/sh", b"MZ is how this begins"])
def test_text_that_begins_like_something_else_is_still_text(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "stored"
    file.write_bytes(content)

    check_content(file, "text")
