"""A document of an export as the rows and the file that it becomes in another base."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from folioscope.backends.vectors.port import Vectors
from folioscope.features.knowledge.chunk_repository import Edition, Source, new_document
from folioscope.features.knowledge.document_languages import language_of_pages
from folioscope.features.knowledge.labels import MAX_PATH, file_path
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FactRow,
    FoundText,
    Mask,
    PageText,
)
from folioscope.features.transfers.archive import Archive
from folioscope.features.transfers.export_contents import Exported
from folioscope.features.transfers.export_format import ORIGINALS, DocumentLine, RecordLine
from folioscope.features.transfers.repository import Parts
from folioscope.features.transfers.screened import with_instructions

WITHOUT_ORIGINAL = {
    "code": "original_missing",
    "message": "The original file was not in the export; the text that was read of it is kept.",
}
TEXT_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Rows:
    """What documents become."""

    documents: list[Document] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    masks: list[dict[str, Any]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    chunks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def parts(self) -> Parts:
        """What belongs to the documents, by its table."""
        return (
            (PageText, self.pages),
            (FoundText, self.findings),
            (Mask, self.masks),
            (FactRow, self.facts),
            (Chunk, self.chunks),
        )


def id_in(base_id: str, line: DocumentLine) -> str:
    """The id of a document in the base; the same at each attempt, and in no other base."""
    return uuid.uuid5(uuid.UUID(base_id), line.document_id).hex


def looked_through(exported: Sequence[Exported]) -> list[Exported]:
    """The documents with languages and instructions, whether or not the export tells them."""
    return [replace(one, document=_looked_through(one.document)) for one in exported]


def _looked_through(line: DocumentLine) -> DocumentLine:
    language = line.language or language_of_pages([page.text for page in line.pages])
    return with_instructions(line).model_copy(update={"language": language})


def file_of(archive: Archive, line: DocumentLine) -> BinaryIO:
    """The original of a document, or else its text."""
    name = ORIGINALS + line.file.sha256
    if name in archive:
        return archive.open(name)
    return io.BytesIO("\n\n".join(page.text for page in line.pages).encode())


def add_rows(
    rows: Rows, edition: Edition, exported: Exported, source: Source, vectors: Vectors
) -> None:
    """Add what a document becomes, whose file is kept under ``source``."""
    line = exported.document
    document = _document(edition, line, source)
    mine = {"document_id": document.id, "edition": edition.number}
    rows.documents.append(document)
    rows.pages.extend(
        {**mine, "ordinal": ordinal, **page.model_dump()} for ordinal, page in enumerate(line.pages)
    )
    rows.findings.extend(
        {**mine, "ordinal": ordinal, **finding.model_dump()}
        for ordinal, finding in enumerate(line.findings)
    )
    rows.masks.extend(
        {**mine, "ordinal": ordinal, **mask.model_dump()} for ordinal, mask in enumerate(line.masks)
    )
    mine["base_id"] = edition.base_id
    rows.facts.extend(
        {**mine, "ordinal": ordinal, **fact.model_dump()} for ordinal, fact in enumerate(line.facts)
    )
    rows.chunks.extend(_chunks(mine, exported.records, vectors))


def named(line: DocumentLine, digest: str) -> tuple[str, str]:
    """The source and the key that a document has beside a file with that digest.

    Without its original it is a text file, and read as one when the base is rebuilt.
    """
    if digest == line.file.sha256:
        return file_path(line.source), line.key
    source = file_path(f"{line.source}#{line.key}" if line.key else line.source)
    return source[: MAX_PATH - len(TEXT_SUFFIX)].removesuffix(TEXT_SUFFIX) + TEXT_SUFFIX, ""


def _document(edition: Edition, line: DocumentLine, source: Source) -> Document:
    is_original = source.digest == line.file.sha256
    key = named(line, source.digest)[1]
    document = new_document(edition, source, key, id_in(edition.base_id, line))
    document.kind, document.title = line.kind, line.title
    if edition.is_blind:
        document.title = document.name
    else:
        document.name = line.document
    document.state, document.reason = line.state, line.reason
    if not is_original and line.state == "ready":
        document.reason = WITHOUT_ORIGINAL
    document.page_count = len(line.pages)
    document.language, document.facts_version = line.language, line.facts_version
    document.staged = edition.number
    return document


def _chunks(
    mine: dict[str, Any], records: Sequence[RecordLine], vectors: Vectors
) -> list[dict[str, Any]]:
    kept = {"page_ordinal", "page", "start", "end", "text", "context", "section", "entry"}
    return [
        {
            **mine,
            **record.model_dump(include=kept),
            "ordinal": ordinal,
            "revision": 1,  # seen as soon as its edition is
            "vector": vector.tobytes(),
        }
        for ordinal, (record, vector) in enumerate(zip(records, vectors, strict=True))
    ]
