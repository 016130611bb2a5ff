"""E-mail: who wrote to whom, when and about what, then the message; attachments are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from folioscope.backends.parsers.characters import clean, has_words
from folioscope.backends.parsers.eml_message import (
    file_name_of,
    header_of,
    is_attached,
    kind_of,
    opened,
    words_of,
)
from folioscope.backends.parsers.html_page import read_page
from folioscope.backends.parsers.port import (
    Finding,
    Limits,
    Page,
    Parsed,
    Reading,
    Refused,
    Unreadable,
)
from folioscope.backends.parsers.text import read_content
from folioscope.backends.parsers.text_lines import Span, lines_of, page_of_lines

SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
DEEPEST_MESSAGE = 5
DEEPEST_PART = 50
MOST_PARTS = 1000
READ_KINDS = frozenset({"text/plain", "text/html"})


def parse(path: Path, limits: Limits) -> Reading:
    """Read the message, and those in it, as a page each."""
    message = opened(read_content(path, limits))
    if not any(header_of(message, name) for name in SHOWN_HEADERS):
        raise Unreadable("not_this_format", "is not an e-mail: it has none of the usual headers")
    letter = _Letter(limits)
    pages = tuple(letter.pages(message))
    if sum(len(page.text) for page in pages) > limits.text_chars:
        raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    if not any(has_words(page.text) for page in pages):
        raise Unreadable("no_text", "holds no text")
    title = header_of(message, "Subject") or None
    document = Parsed(pages, title=title, findings=tuple(letter.findings))
    return Reading((document,), tuple(letter.refused))


@dataclass(slots=True)
class _Letter:
    """A file with a message in the course of being read, and what of it could not be."""

    limits: Limits
    findings: list[Finding] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    _parts: int = 0

    def pages(self, message: EmailMessage, depth: int = 0, anchor: str = "") -> Iterator[Page]:
        """Read a message, then those it forwards."""
        forwarded: list[EmailMessage] = []
        attached: list[str] = []
        lines = [
            Span(f"{name}: {said}") for name in SHOWN_HEADERS if (said := header_of(message, name))
        ]
        body = [*self._body(message, forwarded, attached)]
        named = [Span(f"Attachment: {name}") for name in attached]
        yield page_of_lines([*lines, Span(""), *body, *named], anchor or None)
        for number, inner in enumerate(forwarded, start=1):
            place = f"{anchor}/message-{number}"
            if depth + 1 < DEEPEST_MESSAGE:
                yield from self.pages(inner, depth + 1, place)
            else:
                self._refuse(place, "a message inside of too many others was not read")

    def _body(
        self, part: EmailMessage, forwarded: list[EmailMessage], attached: list[str], depth: int = 0
    ) -> Iterator[Span]:
        """Read a part; what is not text is gathered for later."""
        self._parts += 1
        kind = kind_of(part)
        if self._parts > MOST_PARTS or depth > DEEPEST_PART:
            raise Unreadable("damaged", "is an e-mail beyond reason: too many parts in each other")
        if kind == "message/rfc822":
            forwarded += _inside(part)
        elif part.is_multipart():
            for inner in self._chosen(part, kind):
                yield from self._body(inner, forwarded, attached, depth + 1)
        elif kind in READ_KINDS and not is_attached(part):
            yield from self._words(part, kind)
        elif not _is_decoration(part, kind):
            name = file_name_of(part) or f"of type {kind}, without a name"
            attached.append(name)
            message = f"the attachment {name} was not read; add it as a file"
            self._refuse(f"attachment-{len(self.refused) + 1}", message)

    def _chosen(self, part: EmailMessage, kind: str) -> list[EmailMessage]:
        """Answer the parts to read; of the forms of one message that of plain text."""
        inner = _inside(part)
        if kind != "multipart/alternative":
            return inner
        plain = [one for one in inner if kind_of(one) == "text/plain" and has_words(words_of(one))]
        return plain[:1] or inner[-1:]

    def _words(self, part: EmailMessage, kind: str) -> Iterator[Span]:
        words = words_of(part)
        if kind == "text/plain":
            yield from lines_of([Span(words.rstrip())])
            return
        page = read_page(words, self.limits)
        self.findings += page.findings
        (read,) = page.pages
        yield from (Span(line) for line in read.text.split("\n"))

    def _refuse(self, key: str, message: str) -> None:
        self.refused.append(Refused(key, "unsupported_kind", clean(message)))


def _inside(part: EmailMessage) -> list[EmailMessage]:
    inner = part.get_payload()
    listed = inner if isinstance(inner, list) else []
    return [one for one in listed if isinstance(one, EmailMessage)]


def _is_decoration(part: EmailMessage, kind: str) -> bool:
    """Tell whether a part is a picture that the message shows, or a signature of it."""
    is_shown = kind.startswith("image/") and header_of(part, "Content-ID") and not is_attached(part)
    return bool(is_shown) or kind in ("application/pgp-signature", "application/pkcs7-signature")
