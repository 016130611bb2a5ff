"""A store of vectors as an export of a base, of which bases are made that come from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from folioscope.features.offers.npz_store import Store, StoreInvalid
from folioscope.features.offers.store_documents import StoredOffer, document_of
from folioscope.features.transfers.export_format import (
    DOCUMENTS,
    FORMAT,
    LISTED,
    METADATA,
    ORIGINALS,
    RECORDS,
    VERSION,
    DocumentLine,
    FileLine,
    Metadata,
    PageLine,
    RecordLine,
)
from folioscope.features.transfers.vector_files import vectors_written
from folioscope.platform.database.base import now

CHUNK_SIZE, CHUNK_OVERLAP = 900, 150  # of what is embedded anew


def write_store(store: Store, name: str, model: str, folder: Path) -> int:
    """Write the export of a base of that name into an empty folder; how many documents it has.

    Rows that tell nothing in words are left out.
    """
    found = [(row, document_of(told, row)) for row, told in enumerate(store.rows)]
    offers = [(row, offer) for row, offer in found if offer is not None]
    if not offers:
        raise StoreInvalid("No row tells in words what its vector is of.")
    for target in (*LISTED, ORIGINALS + "any"):
        (folder / target).parent.mkdir(exist_ok=True)
    _write_lines(folder, name, [offer for _, offer in offers])
    ids = np.arange(1, len(offers) + 1, dtype=np.int64)
    vectors = store.vectors[[row for row, _ in offers]]
    with vectors_written(folder, ids, vectors.shape[1]) as add:
        add(vectors)
    metadata = Metadata(
        format=FORMAT,
        format_version=VERSION,
        name=name,
        embedding_model=model,
        dimensions=vectors.shape[1],
        metric="inner_product",
        chunk_size=CHUNK_SIZE,
        chunk_overlap=CHUNK_OVERLAP,
        document_count=len(offers),
        chunk_count=len(offers),
        last_updated=now(),
        exported_at=now(),
        exported_by=f"folioscope {version('folioscope')}, from a store of vectors",
        original_files=True,
        sha256={file: _digest(folder / file) for file in LISTED},
    )
    (folder / METADATA).write_text(metadata.model_dump_json(indent=2) + "\n", "utf-8")
    return len(offers)


def _write_lines(folder: Path, name: str, offers: Sequence[StoredOffer]) -> None:
    with (
        (folder / DOCUMENTS).open("w", encoding="utf-8") as documents,
        (folder / RECORDS).open("w", encoding="utf-8") as records,
    ):
        for position, offer in enumerate(offers):
            content = offer.text.encode()
            digest = hashlib.sha256(content).hexdigest()
            (folder / ORIGINALS / digest).write_bytes(content)
            line = _document(offer, f"{position + 1}", FileLine(sha256=digest, size=len(content)))
            documents.write(line.model_dump_json() + "\n")
            record = _record(line, offer, name, position)
            records.write(record.model_dump_json() + "\n")


def _document(offer: StoredOffer, document_id: str, file: FileLine) -> DocumentLine:
    page = PageLine(
        number=None, anchor=None, width=None, height=None, text=offer.text, lines=_lines(offer.text)
    )
    return DocumentLine(
        document_id=document_id,
        source=offer.file,
        path=offer.file,
        document=offer.file,
        key="",
        kind="offer",
        title=None,
        state="ready",
        reason=None,
        file=file,
        pages=[page],
        findings=[],
    )


def _record(line: DocumentLine, offer: StoredOffer, name: str, position: int) -> RecordLine:
    end = len(offer.text.rstrip())
    return RecordLine(
        position=position,
        chunk_id=str(position + 1),
        kb=name,
        source=line.source,
        path=line.path,
        document=line.document,
        document_id=line.document_id,
        page=None,
        page_ordinal=0,
        start=offer.start,
        end=end,
        section=None,
        entry=None,
        context=offer.context,
        text=offer.text[offer.start : end],
    )


def _lines(text: str) -> list[list[int | float | bool | None]]:
    """Where each line that is not empty stands."""
    places: list[list[int | float | bool | None]] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            places.append([start, start + len(line)])
        start += len(line) + 1
    return places


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
