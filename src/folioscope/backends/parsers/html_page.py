"""HTML: the main text of a page, as people would read it. Nothing it refers to is fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree, html

from folioscope.backends.parsers.characters import clean, has_words
from folioscope.backends.parsers.hidden_texts import LONGEST, HiddenTexts
from folioscope.backends.parsers.html_text import PageText
from folioscope.backends.parsers.pdf_hidden_prose import gives_orders, squeezed
from folioscope.backends.parsers.port import Finding, Limits, Parsed, Reading, Unreadable
from folioscope.backends.parsers.text import decode, encoding_named, read_content
from folioscope.backends.parsers.text_lines import page_of_lines
from folioscope.backends.visible.html_css import StyleSheet

CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
HEAD_BYTES = 4096
DEEPEST = 2000
DESCRIPTIONS = frozenset({"description", "keywords", "og:description", "twitter:description"})


def parse(path: Path, limits: Limits) -> Reading:
    """Read the text of the page."""
    content = read_content(path, limits)
    found = CHARSET.search(content[:HEAD_BYTES])
    declared = encoding_named(found[1].decode() if found else None)
    document = read_page(decode(content, declared), limits)
    if not has_words(document.pages[0].text):
        raise Unreadable("no_text", "holds no text")
    return Reading((document,))


def read_page(markup: str, limits: Limits) -> Parsed:
    """Read a page, which may turn out to hold no text."""
    root = _tree(markup)
    if root is None:
        return Parsed((page_of_lines([]),))
    sheet = StyleSheet()
    for style in root.iter("style"):
        sheet.add(style.text or "")
    hidden = HiddenTexts()
    page = page_of_lines(PageText(sheet, hidden).lines(root))
    if len(page.text) > limits.text_chars:
        raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    title = " ".join(clean(root.findtext(".//head/title") or "").split())
    findings = (*hidden.findings(), *_descriptions(root, page.text))
    return Parsed((page,), title=title or None, findings=findings)


def _tree(markup: str) -> Any:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    if any("depth" in error.message.lower() for error in parser.error_log):
        raise Unreadable("damaged", "is nested beyond reason: its elements are too deep")
    return root


def _descriptions(root: Any, text: str) -> list[Finding]:
    """Report a description of the page that gives orders and is not said on it as well."""
    found: dict[str, None] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        words = " ".join(clean(meta.get("content") or "").split())
        if name in DESCRIPTIONS and gives_orders(words):
            found[words] = None
    said = squeezed(text) if found else ""
    return [Finding("metadata", words[:LONGEST]) for words in found if squeezed(words) not in said]
