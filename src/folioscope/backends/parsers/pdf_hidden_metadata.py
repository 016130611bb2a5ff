"""What the description of a PDF says: its information dictionary and its XMP.

PDFium answers neither a field of another name nor XMP. It can write the document anew, in plain
order; both are read from that.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

MOST_BYTES = 64 * 1024 * 1024
MOST_OF_XMP = 1024 * 1024
MOST_FIELDS = 1000
PACKED = b"\x78"
LAYERS = b"/OCProperties"
NAMES = ("Title", "Author", "Creator", "Producer")
SHORTEST = 20

_INFORMATION = re.compile(rb"/Info[ \r\n]+(\d+)[ \r\n]+\d+[ \r\n]+R")
_FIELD = re.compile(
    rb"/([^\s/<>\[\]()]{1,100})\s*(?:\(((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*)\)|<([0-9A-Fa-f\s]*)>)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_XML = re.compile(rb"<<[^<>]{0,500}/Subtype ?/XML[^<>]{0,500}>>\s{0,2}stream\r?\n")
_SCHEMAS = re.compile(r"<pdfaExtension:schemas>.*?(?:</pdfaExtension:schemas>|\Z)", re.DOTALL)
_NAMED = re.compile(r"<(dc:(?:title|rights))>.*?(?:</\1>|\Z)", re.DOTALL)
_WORDS = re.compile(rf">([^<>]{{{SHORTEST},}})<|=\"([^\"<>]{{{SHORTEST},}})\"")


class _Copy:
    """Takes a document as it is written, up to so much."""

    def __init__(self) -> None:
        self.content = bytearray()

    def write(self, piece: Any) -> None:
        if len(self.content) < MOST_BYTES:
            self.content += piece


@dataclass(slots=True)
class Description:
    """What describes a document, and whether it may have layers.

    The first part of what is told says that it is a title or a name.
    """

    told: list[tuple[bool, str]]
    layered: bool


def description_of(document: Any) -> Description:
    """Read what describes a document."""
    copy = _Copy()
    document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
    content = bytes(copy.content)
    layered = LAYERS in content or len(content) >= MOST_BYTES
    return Description([*_information(content), *_xmp(content)], layered)


def _information(content: bytes) -> Iterator[tuple[bool, str]]:
    references = _INFORMATION.findall(content, content.rfind(b"trailer"))
    start = content.find(b"\n%s 0 obj" % references[-1]) if references else -1
    end = content.find(b"endobj", start)
    if start < 0 or end < 0:
        return
    for number, field in enumerate(_FIELD.finditer(content, start, min(end, start + MOST_OF_XMP))):
        if number == MOST_FIELDS:
            return
        name, literal, digits = field.groups()
        yield name.decode("latin-1") in NAMES, _text(literal, digits)


def _text(literal: bytes | None, digits: bytes | None) -> str:
    if literal is None:
        digits = b"".join((digits or b"").split())
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = _ESCAPE.sub(_unescaped, literal)
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le", "replace")
    return raw.decode("utf-8" if raw.startswith(b"\xef\xbb\xbf") else "cp1252", "replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, letter = found.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    return b"" if letter in (b"\n", b"\r", b"\r\n") else _LETTERS.get(letter, letter)


def _xmp(content: bytes) -> Iterator[tuple[bool, str]]:
    for found in _XML.finditer(content):
        packet = content[found.end() : content.find(b"endstream", found.end())][:MOST_OF_XMP]
        # PDFium writes such a stream as it is packed, and forgets to say so.
        if packet.startswith(PACKED):
            try:
                packet = zlib.decompressobj().decompress(packet, MOST_OF_XMP)
            except zlib.error:
                continue
        text = _SCHEMAS.sub("", packet.decode("utf-8", "replace"))
        for named in _NAMED.finditer(text):
            yield from ((True, words) for words in _words(named[0]))
        yield from ((False, words) for words in _words(_NAMED.sub("", text)))


def _words(xml: str) -> Iterator[str]:
    for number, found in enumerate(_WORDS.finditer(xml)):
        if number < MOST_FIELDS:
            yield html.unescape(found[1] or found[2])
