"""Plain text, in the encoding it turns out to have."""

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
# Those that ASCII is a part of; what declares UTF-8 is found to be so or not.
OLDER_ENCODINGS = frozenset(
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp932 cp949 big5"
    " big5hkscs euc_jp euc_kr gb18030 gb2312 gbk iso2022_jp iso8859-2 iso8859-3 iso8859-4 iso8859-5"
    " iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r"
    " koi8-u mac-roman macroman shift_jis".split()
)
WIDEST_CHARACTER = 4
REPLACEMENT = "\ufffd"


def parse(path: Path, limits: Limits) -> Reading:
    """Read the whole file as one page."""
    return Reading((Parsed((page_of(read_text(path, limits)),)),))


def read_text(path: Path, limits: Limits) -> str:
    """Read a text file that holds words."""
    text = clean(decode(read_content(path, limits)))
    if len(text) > limits.text_chars:
        raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    if not has_words(text):
        raise Unreadable("no_text", "holds no text")
    return text


def read_content(path: Path, limits: Limits) -> bytes:
    """Read a file that may hold as many characters as allowed."""
    if path.stat().st_size > limits.text_chars * WIDEST_CHARACTER:
        raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    return path.read_bytes()


def decode(content: bytes, declared: str | None = None) -> str:
    """Decode by byte order mark, else as declared, else as UTF-8, else as Western European."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    _check_is_text(content)
    if declared in OLDER_ENCODINGS:
        return content.decode(declared, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _decode_other(content)


def encoding_named(label: str | None) -> str | None:
    """Answer the encoding that a label names, as browsers understand it; None if none."""
    try:
        name = codecs.lookup((label or "").strip()).name
    except (LookupError, ValueError):
        return None
    return "cp1252" if name == "iso8859-1" else name


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
