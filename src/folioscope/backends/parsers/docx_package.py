"""The parts of a DOCX, and how they refer to each other.

The parts are parsed by lxml alone, and only once the archive has been counted: python-docx would
open the archive a second time, uncounted, and parse every part of it.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from lxml import etree

from folioscope.backends.parsers.archive import Archive
from folioscope.backends.parsers.docx_xml import Element
from folioscope.backends.parsers.port import Limits, Unreadable

ROOT_RELATIONS = "_rels/.rels"
USUAL_MAIN_PART = "word/document.xml"
PROPERTIES = ("core-properties", "extended-properties", "custom-properties", "coreProperties")


class Package:
    """A Word document as an archive of parts that are related to its main part."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._archive = Archive(path, limits)
        self._root_relations = self._relations("")
        main = self._root_relations.get("officeDocument", [USUAL_MAIN_PART])
        if not main or main[0] not in self._archive.names:
            message = "is a ZIP archive without a Word document in it, whatever its name says"
            raise Unreadable("not_this_format", message)
        self._main = main[0]
        self._related = self._relations(self._main)

    def document(self) -> Element:
        """Answer the main part."""
        return self._xml(self._main)

    def parts(self, kind: str) -> list[Element]:
        """Answer the parts of a kind that the main part refers to."""
        return [self._xml(part) for part in self._related.get(kind, ())]

    def part(self, kind: str) -> Element | None:
        """Answer the only part of its kind, if there is one."""
        return next(iter(self.parts(kind)), None)

    def names(self, kind: str) -> list[str]:
        """Answer the names of the parts of a kind, in whatever format they are."""
        return self._related.get(kind, [])

    def properties(self) -> list[Element]:
        """Answer the parts that hold properties of the whole document."""
        named = (part for kind in PROPERTIES for part in self._root_relations.get(kind, ()))
        return [self._xml(part) for part in named]

    def _relations(self, part: str) -> dict[str, list[str]]:
        """Answer the parts that a part refers to, by the last word of the kind of relation."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels") if part else ROOT_RELATIONS
        related: dict[str, list[str]] = {}
        if listing not in self._archive.names:
            return related
        for relation in self._xml(listing):
            target = relation.get("Target")
            if target is None or relation.get("TargetMode") == "External":
                continue
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if resolved in self._archive.names:
                related.setdefault(kind, []).append(resolved)
        return related

    def _xml(self, part: str) -> Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(self._archive.read(part), parser)
        except etree.XMLSyntaxError as error:
            message = f"is damaged: {part} is not proper XML ({error})"
            raise Unreadable("damaged", message) from error
        if root.getroottree().docinfo.doctype:
            message = f"is not a proper document: {part} declares a DOCTYPE"
            raise Unreadable("damaged", message)
        return root
