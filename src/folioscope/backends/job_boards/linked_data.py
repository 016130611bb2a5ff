"""The schema.org JobPostings that a web page holds as JSON-LD, read leniently and never run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import etree

from folioscope.outbound.storable_json import read_json

MOST_SCRIPTS = 200
MOST_OF_SCRIPT = 4 * 1024 * 1024
MOST_NODES = 200_000
MOST_POSTINGS = 5_000
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
# A text without an end is taken as a whole too, or each quote in it would be begun at once more.
_LOOSE_COMMA = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)


class Page:
    """A page at an address, as bytes of HTML or of a sitemap."""

    def __init__(self, address: str, body: bytes, encoding: str | None = None) -> None:
        self.address = address
        parser = etree.HTMLParser(
            recover=True, no_network=True, huge_tree=True, encoding=encoding or _encoding(body)
        )
        parser.feed(body or b" ")
        root: Any = parser.close()  # None where there is nothing
        self._root = etree.Element("html") if root is None else root

    def postings(self) -> Sequence[Mapping[str, Any]]:
        """The postings in it."""
        found: list[Mapping[str, Any]] = []
        scripts = [each for each in self._root.iter("script") if _is_linked_data(each)]
        for script in scripts[:MOST_SCRIPTS]:
            found += _postings_in(_loaded("".join(script.itertext())))
        return found[:MOST_POSTINGS]

    def links(self, path: str) -> Sequence[str]:
        """The addresses that it links to, with this in them, in order."""
        told = [*(each.get("href") for each in self._root.iter("a"))]
        told += [each.text for each in self._root.iter("loc")]
        places = (_joined(self.address, one) for one in told if one)
        wanted = [place for place in places if place and path in place and place != self.address]
        return list(dict.fromkeys(wanted))


def is_a(node: Mapping[str, Any], name: str) -> bool:
    """Whether a node says that it is of that type of schema.org."""
    told = node.get("@type")
    types = told if isinstance(told, list) else [told]
    return any(isinstance(each, str) and re.split("[/#:]", each)[-1] == name for each in types)


def _is_linked_data(script: Any) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _joined(address: str, link: str) -> str | None:
    try:
        return urldefrag(urljoin(address, link.strip())).url
    except ValueError:
        return None


def _encoding(body: bytes) -> str | None:
    """UTF-8 where it is that; otherwise what the page says of itself."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _loaded(script: str) -> Any:
    """The JSON of a script; None where it is none, however leniently it is read."""
    if len(script) > MOST_OF_SCRIPT:
        return None
    text = _COMMENT.sub("", _COMMENT.sub("", script))
    for tried in (text, _LOOSE_COMMA.sub(lambda found: found[1] or "", text)):
        try:
            return read_json(tried, strict=False)
        except ValueError:
            continue
    return None


def _postings_in(told: Any) -> Iterator[Mapping[str, Any]]:
    """Postings in whatever lists and objects they stand in; in order."""
    waiting = [told]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if is_a(node, "JobPosting"):
                yield node
            else:
                waiting += reversed(list(node.values()))
