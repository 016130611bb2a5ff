"""DOCX, read from its XML: paragraphs, tables, text boxes, notes, headers and footers.

The parts are parsed by lxml alone, and only once the archive has been counted: python-docx would
open the archive a second time, uncounted, and parse every part of it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from folioscope.backends.parsers.archive import Archive
from folioscope.backends.parsers.characters import clean, has_words, page_of
from folioscope.backends.parsers.docx_text import Element, blocks, name_of, notes
from folioscope.backends.parsers.port import Limits, Parsed, Reading, Unreadable

ROOT_RELATIONS = "_rels/.rels"
USUAL_MAIN_PART = "word/document.xml"


def parse(path: Path, limits: Limits) -> Reading:
    """Read headers, body, notes and footers as one page."""
    archive = Archive(path, limits)
    main = _main_part(archive)
    related = _relations(archive, main)
    pieces = [
        *_once(archive, related.get("header", [])),
        *blocks(_body(_xml(archive, main))),
        *_notes(archive, related),
        *_once(archive, related.get("footer", [])),
    ]
    text = clean("\n".join(pieces)).strip("\n")
    if len(text) > limits.text_chars:
        raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    if not has_words(text):
        raise Unreadable("no_text", "holds no text")
    return Reading((Parsed((page_of(text),)),))


def _main_part(archive: Archive) -> str:
    found = _relations(archive, "").get("officeDocument", [USUAL_MAIN_PART])
    if not found or found[0] not in archive.names:
        message = "is a ZIP archive without a Word document in it, whatever its name says"
        raise Unreadable("not_this_format", message)
    return found[0]


def _relations(archive: Archive, part: str) -> dict[str, list[str]]:
    """Answer the parts that a part refers to, by the last word of the kind of relation."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels") if part else ROOT_RELATIONS
    related: dict[str, list[str]] = {}
    if listing not in archive.names:
        return related
    for relation in _xml(archive, listing):
        target = relation.get("Target")
        if target is None or relation.get("TargetMode") == "External":
            continue
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if resolved in archive.names:
            related.setdefault(kind, []).append(resolved)
    return related


def _xml(archive: Archive, part: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(archive.read(part), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged", f"is damaged: {part} is not proper XML ({error})") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("damaged", f"is not a proper document: {part} declares a DOCTYPE")
    return root


def _body(document: Element) -> Element:
    return next((part for part in document if name_of(part) == "body"), document)


def _once(archive: Archive, parts: list[str]) -> Iterator[str]:
    """Read parts that repeat each other, such as the headers of sections, each text once."""
    seen: set[str] = set()
    for part in parts:
        text = "\n".join(blocks(_xml(archive, part))).strip()
        if text and text not in seen:
            seen.add(text)
            yield text


def _notes(archive: Archive, related: dict[str, list[str]]) -> Iterator[str]:
    for part in (*related.get("footnotes", ()), *related.get("endnotes", ())):
        yield from notes(_xml(archive, part))
