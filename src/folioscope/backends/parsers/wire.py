"""A reading as bytes: small JSON records, each checked by type when it is read back.

A record is one byte that tells what it is, then JSON: a document without its pages, followed by
its pages; a part refused; or, alone, the failure that came instead of a reading. They are small
because decoding one holds up every other thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from folioscope.backends.parsers.characters import page_of
from folioscope.backends.parsers.port import (
    Page,
    Parsed,
    Reading,
    Refused,
    Unreadable,
    UnreadableCode,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """An ``Unreadable`` on its way out of the child."""

    code: UnreadableCode
    message: str


DOCUMENT, PAGE, REFUSED, FAILURE = b"d", b"p", b"r", b"f"
PICTURE, PAGE_COUNT = b"i", b"n"
_DOCUMENT = TypeAdapter(Parsed)
_PAGE = TypeAdapter(Page)
_REFUSED = TypeAdapter(Refused)
_FAILURE = TypeAdapter(Failure)


def encode(reading: Reading) -> Iterator[bytes]:
    """Write a reading."""
    for document in reading.documents:
        yield DOCUMENT + _DOCUMENT.dump_json(replace(document, pages=()))
        for page in document.pages:
            yield PAGE + _PAGE.dump_json(_without_plain_lines(page))
    for refused in reading.refused:
        yield REFUSED + _REFUSED.dump_json(refused)


def encode_failure(failure: Unreadable) -> bytes:
    """Write why there is no reading."""
    return FAILURE + _FAILURE.dump_json(Failure(failure.code, failure.message))


def decode(records: Iterable[bytes]) -> Reading:
    """Read a reading back, or raise the ``Unreadable`` that came instead of one.

    Raises ``ValueError`` for records that are none.
    """
    documents: list[tuple[Parsed, list[Page]]] = []
    refused: list[Refused] = []
    for record in records:
        kind, content = record[:1], record[1:]
        if kind == DOCUMENT:
            documents.append((_DOCUMENT.validate_json(content), []))
        elif kind == PAGE and documents:
            documents[-1][1].append(_with_plain_lines(_PAGE.validate_json(content)))
        elif kind == REFUSED:
            refused.append(_REFUSED.validate_json(content))
        else:
            failure = _FAILURE.validate_json(content)
            raise Unreadable(failure.code, failure.message)
    whole = (replace(document, pages=tuple(pages)) for document, pages in documents)
    return Reading(tuple(whole), tuple(refused))


def _without_plain_lines(page: Page) -> Page:
    """Leave out lines that only repeat the line ends of the text, as in formats without looks."""
    has_look = any(line.box or line.size or line.bold for line in page.lines)
    return page if has_look else replace(page, lines=())


def _with_plain_lines(page: Page) -> Page:
    return page if page.lines else replace(page, lines=page_of(page.text).lines)
