"""What of a Markdown source no page shows: comments, and elements of HTML that are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folioscope.backends.parsers.hidden_texts import HiddenTexts
from folioscope.backends.parsers.pdf_hidden_prose import gives_orders
from folioscope.backends.parsers.port import FindingKind
from folioscope.backends.visible.html_css import declarations
from folioscope.backends.visible.html_look import Look, look_of

FENCE = re.compile(r" {0,3}(`{3,80}|~{3,80})")
TOKEN = re.compile(
    r"^ {0,3}(?P<fence>`{3,80}|~{3,80})[^\n]*$"
    r"|(?P<code>`[^`\n]*`)"
    r"|(?P<comment><!--)"
    r"|<(?P<tag>[a-z][a-z0-9]*)\s(?P<said>[^<>]*)>"
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*(?:\#|<>|<\#>)[ \t]+(?P<aside>[\"'(][^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
STYLE = re.compile(r"\bstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
HIDDEN = re.compile(r"(?:^|\s)hidden(?:\s|=|/|$)", re.IGNORECASE)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
WORD = re.compile(r"[^\W\d_]{2,}")
# Fewer are marks for tools, such as "toc".
FEWEST_WORDS = 3
FOR_TOOLS = re.compile(r"\W*(?:yaml|\w*lint|prettier|vale|toc|doctoc|todo|fixme)\b", re.IGNORECASE)


def shown_text(text: str, hidden: HiddenTexts) -> str:
    """Answer what is shown of a text, and note what is not."""
    shown: list[str] = []
    place = 0
    for start, end, kind, words in _hidden_parts(text):
        shown.append(text[place:start])
        if _is_said(words):
            hidden.add(kind, words)
            hidden.interrupt()
        place = end
    shown.append(text[place:])
    return "".join(shown)


def _hidden_parts(text: str) -> Iterator[tuple[int, int, FindingKind, str]]:
    """Answer start, end, kind and words of what is hidden; code is shown as it is."""
    place = 0
    while found := TOKEN.search(text, place):
        place = found.end()
        if found["fence"]:
            place = _after(text, rf"^ {{0,3}}{found['fence']}{found['fence'][0]}*[ \t]*$", place)
        elif found["comment"]:
            place = _after(text, "-->", place)
            yield (
                found.start(),
                place,
                "hidden_element",
                text[found.end() : place].removesuffix("-->"),
            )
        elif found["aside"]:
            yield found.start(), place, "hidden_element", found["aside"].strip("\"'() \t")
        elif found["tag"] and (kind := _why_unseen(found)):
            place = _after(text, rf"</{found['tag']}\s*>", place)
            yield found.start(), place, kind, re.sub(r"<[^<>]*>", " ", text[found.end() : place])


def _is_said(words: str) -> bool:
    count = sum(WORD.search(word) is not None for word in words.split())
    is_for_people = count >= FEWEST_WORDS and FOR_TOOLS.match(words) is None
    return is_for_people or gives_orders(words)


def _after(text: str, closing: str, place: int) -> int:
    """Answer where something ends that begins here; the whole rest belongs to it if nowhere."""
    found = re.compile(closing, re.IGNORECASE | re.MULTILINE).search(text, place)
    return found.end() if found else len(text)


def _why_unseen(found: re.Match[str]) -> FindingKind | None:
    tag, said = found["tag"].lower(), found["said"]
    if tag in VOID:
        return None
    style = STYLE.search(said)
    declared = declarations((style[1] or style[2] or "") if style else "")
    attributes = {"hidden": ""} if HIDDEN.search(STYLE.sub(" ", said)) else {}
    return look_of(tag, attributes, declared, Look()).hides()
