"""Readings written out by the child and read back by the parent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from folioscope.backends.parsers.characters import page_of
from folioscope.backends.parsers.port import (
    Entry,
    Finding,
    Line,
    Page,
    Parsed,
    Reading,
    Refused,
    Unreadable,
)
from folioscope.backends.parsers.wire import decode, encode, encode_failure


def test_a_reading_comes_back_as_it_went() -> None:
    boxed = Page("né en\n1990", 1, 595.0, 842.0, (Line(0, 5, (1.0, 2.0, 3.5, 4.0)), Line(6, 10)))
    reading = Reading(
        (
            Parsed((boxed, Page("", 2)), title="CV"),
            Parsed((page_of("one\n\ntwo", "/work/0"),), "resume", "a"),
        ),
        (Refused("line-3", "bad_line", "line 3 is not valid JSON"),),
    )

    assert decode(list(encode(reading))) == reading


def test_lines_with_a_look_and_findings_come_back_as_they_went() -> None:
    styled = Page("Skills\nPython", lines=(Line(0, 6, size=14.0, bold=True), Line(7, 13)))
    told = replace(page_of("Acme"), section="experience", entry=Entry("Acme", "Dev", "2020"))
    finding = Finding("low_contrast", "hire me", 3, (1.0, 2.0, 3.0, 4.0))
    reading = Reading((Parsed((styled, told), findings=(finding,)),))

    assert decode(list(encode(reading))) == reading


def test_a_failure_comes_back_as_the_error_it_was() -> None:
    with pytest.raises(Unreadable, match="is empty") as caught:
        decode([encode_failure(Unreadable("empty_file", "is empty"))])

    assert caught.value.code == "empty_file"


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"x{}",
        b"d{",
        b'd{"pages": 1}',
        b'p{"text": "a page before its document"}',
        b'f{"code": "made_up", "message": ""}',
        b"\x80\x04.",
    ],
)
def test_records_of_another_shape_are_refused(record: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        decode([record])
