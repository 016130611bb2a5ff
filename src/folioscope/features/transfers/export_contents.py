"""What is in an export, document by document, each part checked against the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from pydantic import TypeAdapter

from folioscope.backends.vectors.port import Vectors
from folioscope.features.transfers.archive import Archive
from folioscope.features.transfers.export_format import (
    DOCUMENT_BYTES,
    DOCUMENTS,
    METADATA,
    METADATA_BYTES,
    NEEDED,
    NPZ,
    ORIGINALS,
    RECORD_BYTES,
    RECORDS,
    DocumentLine,
    ExportInvalid,
    FactLine,
    MaskLine,
    Metadata,
    PageLine,
    RecordLine,
    read_line,
    read_metadata,
)
from folioscope.features.transfers.screened import hides_something
from folioscope.features.transfers.vector_files import VectorReader

Found = TypeVar("Found", DocumentLine, RecordLine)

_DOCUMENT = TypeAdapter(DocumentLine)
_RECORD = TypeAdapter(RecordLine)


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """A document with its chunks, and a row of ``vectors`` for each of them."""

    document: DocumentLine
    records: Sequence[RecordLine]
    vectors: Vectors


def metadata_of(archive: Archive) -> Metadata:
    """What the export says of itself."""
    if archive.size(METADATA) > METADATA_BYTES:
        msg = f"{METADATA} is larger than {METADATA_BYTES // 1024} KB."
        raise ExportInvalid(msg)
    with archive.open(METADATA) as file:
        return read_metadata(file.read())


def check_digests(archive: Archive, metadata: Metadata) -> None:
    """See that every file is the one that the export was made with."""
    for name in NEEDED:
        with archive.open(name) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != metadata.sha256.get(name):
            msg = f"{name} was changed or damaged: it has another SHA-256 than {METADATA} says."
            raise ExportInvalid(msg)


def contents(archive: Archive, metadata: Metadata) -> Iterator[Exported]:
    """Every document in order, with its chunks; ``ExportInvalid`` names what is wrong and where."""
    shape = (metadata.chunk_count, metadata.dimensions)
    with ExitStack() as stack:
        documents, records, vectors = (
            stack.enter_context(archive.open(name)) for name in (DOCUMENTS, RECORDS, NPZ)
        )
        reader = VectorReader(vectors, archive.size(NPZ), shape)
        chunks = _Chunks(_lines(_RECORD, records, RECORDS, RECORD_BYTES), reader)
        check = _Check(archive, metadata)
        for document in _lines(_DOCUMENT, documents, DOCUMENTS, DOCUMENT_BYTES):
            check.document(document)
            found = chunks.of(document)
            yield Exported(document, found, reader.next(len(found)))
        chunks.must_be_over(metadata.chunk_count)
        check.must_be_over()


def _lines(kind: TypeAdapter[Found], file: BinaryIO, name: str, most_bytes: int) -> Iterator[Found]:
    number = 0
    while line := file.readline(most_bytes + 1):
        number += 1
        if len(line) > most_bytes:
            msg = f"{name}, line {number}, is longer than {most_bytes // 1024**2} MB."
            raise ExportInvalid(msg)
        yield read_line(kind, line, f"{name}, line {number},")


class _Check:
    """Looks at documents one after the other."""

    def __init__(self, archive: Archive, metadata: Metadata) -> None:
        self._archive = archive
        self._metadata = metadata
        self._ids: set[str] = set()
        self._files: set[tuple[str, str, str]] = set()

    def document(self, line: DocumentLine) -> None:
        """See that a document is there once, and its file with it."""
        if line.document_id in self._ids:
            msg = f"{DOCUMENTS} has the document {line.document_id} twice."
            raise ExportInvalid(msg)
        self._ids.add(line.document_id)
        file = (line.source, line.key, line.file.sha256)
        if file in self._files:
            msg = f"{DOCUMENTS} has the document “{line.path[:100]}” twice."
            raise ExportInvalid(msg)
        self._files.add(file)
        if len(self._ids) > self._metadata.document_count:
            self.must_be_over()
        if (beyond := _beyond(line)) is not None:
            msg = f"{DOCUMENTS} has {beyond} beyond the pages of “{line.path[:100]}”."
            raise ExportInvalid(msg)
        if hides_something(line):
            msg = f"{DOCUMENTS} has characters that nobody sees in “{line.path[:100]}”."
            raise ExportInvalid(msg)
        if self._metadata.original_files:
            name = ORIGINALS + line.file.sha256
            if self._archive.size(name) != line.file.size:
                msg = f"{name} is of another size than {DOCUMENTS} says."
                raise ExportInvalid(msg)

    def must_be_over(self) -> None:
        """See that there are as many documents as there should be."""
        if len(self._ids) != self._metadata.document_count:
            msg = f"{DOCUMENTS} does not hold {self._metadata.document_count:,} documents."
            raise ExportInvalid(msg)


class _Chunks:
    """The records in their order, which is that of the documents."""

    def __init__(self, lines: Iterator[RecordLine], vectors: VectorReader) -> None:
        self._lines = lines
        self._ids = vectors.ids
        self._next = next(lines, None)
        self._position = 0

    def of(self, document: DocumentLine) -> list[RecordLine]:
        """Those of the document whose turn it is."""
        found: list[RecordLine] = []
        while (record := self._next) is not None and record.document_id == document.document_id:
            self._check(record, document.pages)
            if hides_something(record):
                msg = f"{self._place} has characters that nobody sees."
                raise ExportInvalid(msg)
            found.append(record)
            self._next = next(self._lines, None)
            self._position += 1
        if found and document.state != "ready":
            msg = f"{RECORDS} has chunks of “{document.path[:100]}”, which has failed."
            raise ExportInvalid(msg)
        return found

    def must_be_over(self, expected: int) -> None:
        """See that no record is left, and none was missing."""
        if self._next is not None:
            msg = f"{self._place} is of no document of {DOCUMENTS}, or is out of its order."
            raise ExportInvalid(msg)
        if self._position != expected:
            msg = f"{RECORDS} does not hold {expected:,} records."
            raise ExportInvalid(msg)

    def _check(self, record: RecordLine, pages: Sequence[PageLine]) -> None:
        wrong = None
        if self._position >= len(self._ids):
            wrong = "has no vector"
        elif record.position != self._position:
            wrong = "is not where its position says"
        elif int(record.chunk_id) != self._ids[self._position]:
            wrong = f"has another id than its vector in {NPZ}"
        elif record.page_ordinal >= len(pages):
            wrong = "points to a page that its document does not have"
        elif pages[record.page_ordinal].number != record.page:
            wrong = "has another page number than its page"
        elif not _is_quoted(record, pages[record.page_ordinal].text):
            wrong = "has another text than its page has there"
        if wrong is not None:
            msg = f"{self._place} {wrong}."
            raise ExportInvalid(msg)

    @property
    def _place(self) -> str:
        return f"{RECORDS}, line {self._position + 1},"


def _is_quoted(record: RecordLine, text: str) -> bool:
    is_inside = record.start <= record.end <= len(text)
    return is_inside and text[record.start : record.end] == record.text


def _beyond(line: DocumentLine) -> str | None:
    """What of a document points to where it has no text, if anything does."""
    are_inside = {
        "lines": all(map(_has_lines_inside, line.pages)),
        "parts": all(map(_has_parts_inside, line.pages)),
        "facts": all(_is_inside(fact, line.pages) for fact in line.facts),
        "masks": all(_is_inside(mask, line.pages) for mask in line.masks),
    }
    return next((name for name, is_inside in are_inside.items() if not is_inside), None)


def _is_inside(span: FactLine | MaskLine, pages: Sequence[PageLine]) -> bool:
    if span.page_ordinal >= len(pages):
        return False
    return span.start <= span.end <= len(pages[span.page_ordinal].text)


def _has_parts_inside(page: PageLine) -> bool:
    return all(start <= end <= len(page.text) for start, end, _, _ in page.parts or ())


def _has_lines_inside(page: PageLine) -> bool:
    """Whether every line is ``[start, end, …]`` of the text, with a box of four numbers or none."""
    return all(_is_line(line[:2], line[2:6], len(page.text)) for line in page.lines)


def _is_line(span: Sequence[object], box: Sequence[object], most: int) -> bool:
    match span:
        case [int() as start, int() as end]:
            numbers = [edge for edge in box if isinstance(edge, int | float)]
            return 0 <= start <= end <= most and len(numbers) == len(box) and len(box) in (0, 4)
    return False
