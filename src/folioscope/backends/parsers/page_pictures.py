"""What draws pages of PDF files, in the limited child process: as PNG, with lines highlighted."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from folioscope.backends.parsers.port import Box, Unreadable
from folioscope.backends.parsers.wire import PAGE_COUNT, PICTURE, encode_failure

MOST_PIXELS = 8_000_000
MOST_DOTS = 20_000  # along one side
CHANNELS = 3
# Half the time of the usual level, for files that are no larger: a page is mostly white.
QUICKLY = 1
MARGIN = 1  # points around a line
# Of yellow, and of what a highlighter leaves of the page: black on it stays dark, and on a dark
# ground the mark is seen too.
INK = (255, 236, 92)
COVER = 0.18
TINTS = tuple(
    bytes(round((1 - COVER) * value * ink / 255 + COVER * ink) for value in range(256))
    for ink in INK
)


def draw(request: dict[str, Any]) -> Iterator[bytes]:
    """Draw ``page`` of the file at ``path``; of a file without that page answer how many it has."""
    try:
        document = _opened(Path(request["path"]))
        if not 1 <= request["page"] <= len(document):
            yield PAGE_COUNT + str(len(document)).encode()
            return
        yield PICTURE + _picture(document, request["page"], request["scale"], request["marked"])
    except Unreadable as failure:
        yield encode_failure(failure)


def _opened(path: Path) -> Any:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            message = "is protected with a password, so there are no pictures of it"
            raise Unreadable("encrypted", message) from error
        raise Unreadable("damaged", "is damaged: there are no pictures of it") from error


def _picture(document: Any, number: int, scale: float, marked: Iterable[Box]) -> bytes:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = bounded(scale, width, height)
        bitmap = page.render(scale=scale, rev_byteorder=True)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged", f"is damaged: page {number} cannot be drawn") from error
    seen = bytes(bitmap.buffer)
    drawn = bytearray(seen)
    for box in marked:
        left, top, right, bottom = (round(edge * scale) for edge in _widened(box))
        across = (max(left, 0), min(right, bitmap.width))
        for row in range(max(top, 0), min(bottom, bitmap.height)):
            _mark(drawn, seen, row * bitmap.stride, across)
    return png(drawn, bitmap.width, bitmap.height, bitmap.stride)


def bounded(scale: float, width: float, height: float) -> float:
    """The scale, or the largest at which a page of that size makes no larger picture than may be.

    Pages may be 200 inches long, or nothing at all.
    """
    if not (width > 0 and height > 0):
        raise Unreadable("damaged", "is damaged: the page has no size")
    return min(scale, math.sqrt(MOST_PIXELS / (width * height)), MOST_DOTS / max(width, height))


def _widened(box: Box) -> Box:
    left, top, right, bottom = box
    return left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN


def _mark(drawn: bytearray, seen: bytes, row: int, across: tuple[int, int]) -> None:
    """Mark part of a row; lines that overlap are not marked twice."""
    left, right = across
    if left >= right:
        return
    for channel, tint in enumerate(TINTS):
        part = slice(row + CHANNELS * left + channel, row + CHANNELS * right, CHANNELS)
        drawn[part] = seen[part].translate(tint)


def png(pixels: bytes | bytearray, width: int, height: int, stride: int) -> bytes:
    """Write rows of red, green and blue as a PNG."""
    unfiltered = b"\0"
    rows = (
        unfiltered + pixels[start : start + CHANNELS * width]
        for start in range(0, height * stride, stride)
    )
    chunks = (
        (b"IHDR", struct.pack("!2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows), QUICKLY)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    sum_ = zlib.crc32(name + content)
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", sum_)
