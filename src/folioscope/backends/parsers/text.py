"""Plain text and Markdown, in the encoding they turn out to have."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from folioscope.backends.parsers.characters import clean, has_words, page_of
from folioscope.backends.parsers.port import Limits, Parsed, Reading, Unreadable

# The longer mark first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f\x7f]")
WIDEST_CHARACTER = 4
REPLACEMENT = "\ufffd"


def parse(path: Path, limits: Limits) -> Reading:
    """Read the whole file as one page."""
    return Reading((Parsed((page_of(read_text(path, limits)),)),))


def read_text(path: Path, limits: Limits) -> str:
    """Read a text file that holds words."""
    too_large = Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    if path.stat().st_size > limits.text_chars * WIDEST_CHARACTER:
        raise too_large
    text = clean(decode(path.read_bytes()))
    if len(text) > limits.text_chars:
        raise too_large
    if not has_words(text):
        raise Unreadable("no_text", "holds no text")
    return text


def decode(content: bytes) -> str:
    """Decode by byte order mark, else as UTF-8, else as Western European."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    _check_is_text(content)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _decode_other(content)


def _check_is_text(content: bytes) -> None:
    controls = len(CONTROLS.findall(content))
    if b"\0" in content or controls * 100 > len(content):
        raise Unreadable("not_text", "is not text: it holds binary data")


def _decode_other(content: bytes) -> str:
    """Decode what is not quite UTF-8: UTF-8 with a few bad bytes, or an older encoding."""
    text = content.decode("utf-8", "replace")
    bad = text.count(REPLACEMENT)
    good = sum(not character.isascii() for character in text) - bad
    if good > bad:
        return text
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
