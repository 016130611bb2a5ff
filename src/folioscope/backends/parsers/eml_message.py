"""E-mail messages taken apart with the standard library, however they are broken."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import Any, TypeVar, cast

from folioscope.backends.parsers.characters import clean
from folioscope.backends.parsers.port import Unreadable
from folioscope.backends.parsers.text import decode, encoding_named

Told = TypeVar("Told")

LONGEST_HEADER = 4000
# What the library raises over headers that nobody foresaw.
BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError)


class _Bounded(EmailPolicy):
    """The usual policy, with headers cut to a length that costs no more than others."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Read a header, which people also write in plain UTF-8; a broken one as it is."""
        raw = value[:LONGEST_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            return super().header_fetch_parse(name, raw)
        except BROKEN:
            return raw


def opened(content: bytes) -> EmailMessage:
    """Take a message apart."""
    try:
        return cast(EmailMessage, BytesParser(policy=_Bounded()).parsebytes(content))
    except RecursionError as error:
        message = "is an e-mail beyond reason: too many parts in each other"
        raise Unreadable("damaged", message) from error
    except BROKEN as error:
        raise Unreadable("damaged", f"is not a proper e-mail ({error})") from error


def header_of(part: EmailMessage, name: str) -> str:
    """Answer a header in one line."""
    said = _told(lambda: str(part.get(name) or ""), "")
    return " ".join(clean(said).split())


def kind_of(part: EmailMessage) -> str:
    """Answer the type of a part."""
    return _told(part.get_content_type, "application/octet-stream")


def file_name_of(part: EmailMessage) -> str:
    """Answer the name of an attachment, in one line."""
    return " ".join(clean(_told(part.get_filename, None) or "").split())


def is_attached(part: EmailMessage) -> bool:
    """Tell whether a part is a file rather than something the message shows."""
    return _told(part.is_attachment, otherwise=True) or bool(
        kind_of(part).startswith("text/") and file_name_of(part)
    )


def words_of(part: EmailMessage) -> str:
    """Answer the text of a part."""
    content: object = _told(lambda: part.get_payload(decode=True), None)
    charset = _told(part.get_content_charset, None)
    return decode(content, encoding_named(charset)) if isinstance(content, bytes) else ""


def _told(ask: Callable[[], Told], otherwise: Told) -> Told:
    try:
        return ask()
    except BROKEN:
        return otherwise
