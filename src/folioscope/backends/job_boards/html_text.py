"""The text of an offer's HTML: plain, each item of a list on a line that begins with “- ”."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from lxml import etree

_ESCAPED = re.compile(
    r"&(?:amp;)*lt;/?[a-z][a-z0-9]*(?:\s[^<]{0,500})?/?&(?:amp;)*gt;", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_MOST_ESCAPES = 3
_DROPPED = frozenset("script style head title template noscript iframe object svg".split())
_LINES = frozenset("div tr dt dd section article header footer table ul ol blockquote".split())
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6".split())
_BULLET = re.compile(r"^[ \t]*(?:[•●▪■◦‣·➢➤✓✔]|[-–—*](?=\s))[ \t]*", re.MULTILINE)
_SPACES = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2060\ud800-\udfff]")
_ITEM_APART = re.compile(r"^-\s*\n+\s*", re.MULTILINE)
_ITEMS_APART = re.compile(r"^(- .*)\n{2,}(?=- )", re.MULTILINE)


def plain_text(told: object) -> str:
    """The text of HTML, of HTML that was escaped, even twice, or of text; “” for anything else."""
    if not isinstance(told, str):
        return ""
    text = told
    for _ in range(_MOST_ESCAPES):
        if _TAG.search(text) or not _ESCAPED.search(text):
            break
        text = html.unescape(text)
    return tidied(_of_html(text) if _TAG.search(text) else html.unescape(text))


def tidied(text: str) -> str:
    """Text without what cannot be seen or stored, with one kind of bullet and line break."""
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.splitlines())
    text = _ITEM_APART.sub("- ", _BULLET.sub("- ", text))
    return re.sub(r"\n{3,}", "\n\n", _ITEMS_APART.sub(r"\1\n", text)).strip()


class _Reader:
    """Takes a page tag by tag, so that its depth costs nothing."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._dropped = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        if tag in _DROPPED:
            self._dropped += 1
        elif tag == "li":
            self._pieces.append("\n- ")
        else:
            self._break(tag, before=True)

    def end(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
        else:
            self._break(tag, before=False)

    def data(self, text: str) -> None:
        if not self._dropped:
            self._pieces.append(re.sub(r"\s+", " ", text))

    def close(self) -> str:
        return "".join(self._pieces)

    def _break(self, tag: str, *, before: bool) -> None:
        if tag == "br":
            self._pieces.append("\n" if before else "")
        elif tag in ("td", "th"):
            self._pieces.append("" if before else " ")
        elif tag in _PARAGRAPHS:
            self._pieces.append("\n\n")
        elif tag in _LINES:
            self._pieces.append("\n")


def _of_html(text: str) -> str:
    reader = _Reader()
    # The stubs want all methods of a target; the parser calls those that are there.
    parser = etree.HTMLParser(target=reader, recover=True, no_network=True, huge_tree=True)  # type: ignore[call-overload]
    parser.feed(f"<body>{_UNSEEN.sub('', text)}</body>")
    read: str = parser.close()
    return read
