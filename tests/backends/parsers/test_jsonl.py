"""JSONL: every line a document, every bad line refused alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folioscope.backends.parsers import jsonl
from folioscope.backends.parsers.port import Limits, Reading, Unreadable


def read(tmp_path: Path, *lines: str | bytes) -> Reading:
    file = tmp_path / "stored"
    encoded = [line.encode() if isinstance(line, str) else line for line in lines]
    file.write_bytes(b"\n".join(encoded))
    return jsonl.parse(file, Limits())


def refused(reading: Reading) -> dict[str, str]:
    return {part.key: part.code for part in reading.refused}


def test_each_line_is_a_record_with_its_id_and_title(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        json.dumps({"id": "a", "title": "Nurse", "text": "Night shifts", "source": "ignored"}),
        "",
        json.dumps({"id": 7, "text": "No title"}),
        json.dumps({"title": "Only a title"}),
    )

    told = [(one.key, one.title, one.pages[0].text, one.kind) for one in reading.documents]
    assert told == [
        ("a", "Nurse", "Nurse\n\nNight shifts", "record"),
        ("7", None, "No title", "record"),
        ("line-4", "Only a title", "Only a title", "record"),
    ]
    assert reading.refused == ()


def test_bad_lines_are_refused_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps({"id": "a", "text": "first"})
    reading = read(
        tmp_path,
        good,
        "{broken",
        "[1, 2]",
        json.dumps({"id": "b", "title": " ", "text": None}),
        b'{"id": "c", "text": "caf\xe9"}',
        "[" * 100_000,
        json.dumps({"id": "a", "text": "again"}),
        json.dumps({"id": "d", "text": "last"}),
    )

    assert [one.pages[0].text for one in reading.documents] == ["first", "last"]
    assert refused(reading) == {
        "line-2": "bad_line",
        "line-3": "bad_line",
        "line-4": "empty_record",
        "line-5": "bad_line",
        "line-6": "bad_line",
        "line-7": "duplicate_id",
    }
    assert all("line" in part.message for part in reading.refused)


def test_a_mark_and_lone_surrogates_and_nul_do_no_harm(tmp_path: Path) -> None:
    reading = read(tmp_path, b'\xef\xbb\xbf{"id": "\\ud800x", "text": "a\\u0000b \\udfff"}')

    (document,) = reading.documents
    assert document.key == "\ufffdx"
    assert document.pages[0].text == "ab \ufffd"


def test_a_file_without_one_good_line_is_refused_for_its_first(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="line 1 is not valid JSON") as caught:
        read(tmp_path, "nonsense", "{}")

    assert caught.value.code == "bad_line"


@pytest.mark.parametrize(("content", "code"), [(b"\n\n", "no_text"), (b"\x00\x01", "not_text")])
def test_blank_and_binary_files_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, content)

    assert caught.value.code == code


def test_refusals_beyond_a_thousand_are_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, json.dumps({"text": "good"}), *["bad"] * 1200)

    assert len(reading.refused) == 1001
    assert "200 more" in reading.refused[-1].message
