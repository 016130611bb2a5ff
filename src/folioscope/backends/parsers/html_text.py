"""What a web page says to people, block by block, and what it hides from them.

The tree is walked with a stack of its own, so that its depth costs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from folioscope.backends.parsers.hidden_texts import HiddenTexts
from folioscope.backends.parsers.html_rows import Rows
from folioscope.backends.parsers.pdf_hidden_prose import gives_orders
from folioscope.backends.parsers.text_lines import Span
from folioscope.backends.visible.contrast import WHITE
from folioscope.backends.visible.html_colours import painted_over
from folioscope.backends.visible.html_css import Named, StyleSheet
from folioscope.backends.visible.html_look import Look, look_of

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav"
    " ol option p pre search section summary table tbody td text tfoot th thead tr ul".split()
)
SET_APART = frozenset(
    "address article blockquote dl figure footer h1 h2 h3 h4 h5 h6 header main ol p pre section"
    " table ul".split()
)
DROPPED = frozenset(
    "script style head title desc defs metadata iframe frame object embed canvas audio"
    " video map select datalist rp rt meta link base param source track".split()
)
REMARKS = frozenset({"template", "noscript"})
BANNER = re.compile(
    r"(?:^|[\s_-])(?:cookies?|gdpr|rgpd|consent)[\w-]*"
    r"(?:banner|bar|notice|popup|modal|overlay|dialog|message|consent|container|wrapper|law|policy)"
    r"|onetrust|cookiebot|didomi|usercentrics|axeptio|tarteaucitron|cmplz|(?:^|\s)cc-window",
    re.IGNORECASE,
)
MAY_BE_BANNER = frozenset({"div", "section", "aside", "dialog", "form", "footer"})
MAY_BE_LINKS = frozenset({"aside", "footer"})
MOST_LINKED = 0.6
SHORTEST_REMARK = 12
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Frame:
    """An element that is open; ``is_dropped`` if it is no part of the text."""

    element: Named
    look: Look
    is_dropped: bool = False
    is_weighed: bool = False


class PageText:
    """The lines of a page, in the course of being read."""

    def __init__(self, sheet: StyleSheet, hidden: HiddenTexts) -> None:
        self._sheet = sheet
        self._hidden = hidden
        canvas = (WHITE, *(painted_over(WHITE, one) for one in sheet.unplaced))
        self._frames = [Frame(Named(""), Look(grounds=tuple(dict.fromkeys(canvas))))]
        self._ancestors: list[Named] = []
        self._rows = Rows()

    def lines(self, root: Any) -> list[Span]:
        """Read a tree."""
        for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
            if event == "start":
                self._start(element)
                self._say(element.text)
            else:
                if event == "end":
                    self._end(element.tag)
                elif not self._frames[-1].is_dropped:
                    self._remark(element.text or "")
                self._say(element.tail)
        return self._rows.finished()

    def _start(self, element: Any) -> None:
        around = self._frames[-1]
        named = named_of(element)
        inline = element.get("style", "")
        if around.is_dropped:
            look, is_dropped = around.look, True
        else:
            declared = self._sheet.declared(named, self._ancestors, inline)
            look = look_of(named.tag, element.attrib, declared, around.look)
            is_dropped = self._is_dropped(element, named, around)
        self._frames.append(
            Frame(named, look, is_dropped, around.is_weighed or named.tag in MAY_BE_LINKS)
        )
        self._ancestors.append(named)
        if not is_dropped:
            self._open(named.tag)

    def _is_dropped(self, element: Any, named: Named, around: Frame) -> bool:
        tag = named.tag
        if tag in REMARKS:
            self._remark("".join(element.itertext()))
        if tag in DROPPED or tag in REMARKS:
            return True
        names = f"{element.get('id', '')} {element.get('class', '')}"
        if tag in MAY_BE_BANNER and BANNER.search(names):
            return True
        if tag == "nav" or element.get("role") == "navigation":
            return not _reaches_somebody(element)
        return tag in MAY_BE_LINKS and not around.is_weighed and _is_all_links(element)

    def _open(self, tag: str) -> None:
        if tag in BLOCKS:
            self._break(is_apart=tag in SET_APART)
        if tag == "tr":
            self._rows.open_row()
        elif tag in ("td", "th"):
            self._rows.open_cell()
        elif tag == "br":
            self._rows.say(Span("\n"))

    def _end(self, tag: Any) -> None:
        frame = self._frames.pop()
        self._ancestors.pop()
        if frame.is_dropped:
            return
        if tag in BLOCKS:
            self._break(is_apart=tag in SET_APART)
        if tag == "tr":
            self._rows.close_row()
        elif tag in ("td", "th"):
            self._rows.close_cell()

    def _break(self, *, is_apart: bool) -> None:
        self._rows.break_line(is_apart=is_apart)
        self._hidden.break_line()

    def _say(self, text: str | None) -> None:
        frame = self._frames[-1]
        if not text or frame.is_dropped:
            return
        look = frame.look
        kind = look.hides()
        if kind:
            self._hidden.add(kind, text)
            return
        if not text.isspace():
            self._hidden.interrupt()
        said = text if look.keeps_lines else SPACE.sub(" ", text)
        self._rows.say(Span(said, round(look.size, 2), look.bold))

    def _remark(self, text: str) -> None:
        """Report a remark that gives orders; those among developers say all sorts of things."""
        if len(text) >= SHORTEST_REMARK and gives_orders(text):
            self._hidden.interrupt()
            self._hidden.add("hidden_element", text)
            self._hidden.interrupt()


def named_of(element: Any) -> Named:
    """Answer an element as selectors know it."""
    names = {f".{name}" for name in element.get("class", "").split()}
    if element.get("id"):
        names.add(f"#{element.get('id')}")
    tag = element.tag if isinstance(element.tag, str) else ""
    return Named(tag, frozenset(names))


def _reaches_somebody(element: Any) -> bool:
    """Tell whether there are ways in it to reach a person, as in the head of a CV."""
    links = (link.get("href", "") for link in element.iter("a"))
    return any(link.startswith(("mailto:", "tel:")) for link in links)


def _is_all_links(element: Any) -> bool:
    """Tell whether a margin leads elsewhere rather than saying something itself."""
    if _reaches_somebody(element):
        return False
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    return linked > MOST_LINKED * sum(len(text.strip()) for text in element.itertext())
