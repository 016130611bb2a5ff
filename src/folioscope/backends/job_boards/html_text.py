"""The text of an offer's HTML: plain, each item of a list on a line that begins with “- ”.

What people would not see is left out, as of documents, as far as an element itself tells: of a
style sheet, which no board sends, nothing is read, since this runs in the process that serves.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from lxml import etree

from folioscope.backends.visible.html_css import Declarations, declarations
from folioscope.backends.visible.html_look import Look, look_of
from folioscope.backends.visible.invisible import strip_invisible

_ESCAPED = re.compile(
    r"&(?:amp;)*lt;/?[a-z][a-z0-9]*(?:\s[^<]{0,500})?/?&(?:amp;)*gt;", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_MOST_ESCAPES = 3
_LONGEST_VALUE = 100  # letters of a declaration; patterns that look for more take their time
_MOST_STYLED = 10_000  # elements that say how they look; to look at one takes its time
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
    text = strip_invisible(_UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.splitlines())
    text = _ITEM_APART.sub("- ", _BULLET.sub("- ", text))
    return re.sub(r"\n{3,}", "\n\n", _ITEMS_APART.sub(r"\1\n", text)).strip()


class _Reader:
    """Takes a page tag by tag, so that its depth costs nothing."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._dropped = 0
        self._looks = [Look()]
        self._styled = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        look = self._look(tag, attributes)
        self._looks.append(look)
        if tag in _DROPPED:
            self._dropped += 1
        elif tag == "li":
            self._pieces.append("" if look.hides() else "\n- ")
        else:
            self._break(tag, before=True)

    def end(self, tag: str) -> None:
        if len(self._looks) > 1:
            self._looks.pop()
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
        else:
            self._break(tag, before=False)

    def data(self, text: str) -> None:
        if not self._dropped and not self._looks[-1].hides():
            self._pieces.append(re.sub(r"\s+", " ", text))

    def close(self) -> str:
        return "".join(self._pieces)

    def _look(self, tag: str, attributes: Mapping[str, str]) -> Look:
        """How an element looks; beyond what any offer has, one with a style is not looked at."""
        style = attributes.get("style", "")
        self._styled += bool(style)
        if self._styled > _MOST_STYLED and style:
            return Look(unseen="hidden_element")
        return look_of(tag, attributes, _declared(style), self._looks[-1])

    def _break(self, tag: str, *, before: bool) -> None:
        if tag == "br":
            self._pieces.append("\n" if before else "")
        elif tag in ("td", "th"):
            self._pieces.append("" if before else " ")
        elif tag in _PARAGRAPHS:
            self._pieces.append("\n\n")
        elif tag in _LINES:
            self._pieces.append("\n")


def _declared(style: str) -> Declarations:
    """What a style says that may hide something."""
    parts = (" ".join(part.split())[:_LONGEST_VALUE] for part in style.split(";"))
    said = declarations(";".join(parts)).items()
    return {name: value.partition("!")[0].strip() for name, value in said}


def _of_html(text: str) -> str:
    reader = _Reader()
    # The stubs want all methods of a target; the parser calls those that are there.
    parser = etree.HTMLParser(target=reader, recover=True, no_network=True, huge_tree=True)  # type: ignore[call-overload]
    parser.feed(f"<body>{_UNSEEN.sub('', text)}</body>")
    read: str = parser.close()
    return read
