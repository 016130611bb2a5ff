"""JSONL: each line is a document of its own; a line that cannot be read is refused alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from folioscope.backends.parsers.characters import clean, has_words, page_of
from folioscope.backends.parsers.port import Limits, Parsed, Reading, Refused, Unreadable

MOST_REFUSALS = 1000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(path: Path, limits: Limits) -> Reading:
    """Read every record; later ones with the id of an earlier one are refused."""
    documents: dict[str, Parsed] = {}
    refused: list[Refused] = []
    for number, line in _numbered_lines(path):
        record = _read_line(number, line, limits)
        if isinstance(record, Parsed) and record.key in documents:
            message = f"line {number} has the id {record.key!r} of an earlier line"
            record = Refused(f"line-{number}", "duplicate_id", message)
        if isinstance(record, Parsed):
            documents[record.key] = record
        else:
            refused.append(record)
    if not documents:
        raise _nothing_read(refused)
    return Reading(tuple(documents.values()), _shortened(refused))


def _numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            content = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
            if b"\0" in content:
                raise Unreadable("not_text", f"is not text: line {number} holds binary data")
            if content.strip():
                yield number, content


def _read_line(number: int, line: bytes, limits: Limits) -> Parsed | Refused:
    place = f"line-{number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        cause = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return Refused(place, "bad_line", f"line {number} is not valid JSON ({cause})")
    if not isinstance(record, dict):
        return Refused(place, "bad_line", f"line {number} is not a JSON object")
    title, text = _words(record.get("title")), _words(record.get("text"))
    if not has_words(title + text):
        return Refused(place, "empty_record", f"line {number} has neither a title nor a text")
    if len(text) > limits.text_chars:
        message = f"line {number} holds more than {limits.text_chars} characters"
        return Refused(place, "too_large", message)
    page = page_of("\n\n".join(filter(None, (title, text))))
    return Parsed((page,), "record", _words(record.get("id")) or place, title or None)


def _words(value: object) -> str:
    if isinstance(value, str):
        return clean(value).strip()
    return str(value) if isinstance(value, int | float) else ""


def _nothing_read(refused: list[Refused]) -> Unreadable:
    if not refused:
        return Unreadable("no_text", "holds no records")
    first = refused[0]
    return Unreadable(first.code, f"holds no record that can be read; {first.message}")


def _shortened(refused: list[Refused]) -> tuple[Refused, ...]:
    if len(refused) <= MOST_REFUSALS:
        return tuple(refused)
    left_out = len(refused) - MOST_REFUSALS
    rest = Refused("more-lines", "bad_line", f"{left_out} more lines cannot be read")
    return (*refused[:MOST_REFUSALS], rest)
