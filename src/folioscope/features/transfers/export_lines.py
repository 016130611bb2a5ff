"""Documents and chunks as the lines that stand for them in an export."""

from __future__ import annotations

from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.transfers.export_format import (
    DocumentLine,
    FactLine,
    FileLine,
    FindingLine,
    MaskLine,
    PageLine,
    RecordLine,
)
from folioscope.features.transfers.repository import StoredChunk, StoredDocument


def document_line(found: StoredDocument, *, is_masked: bool = False) -> DocumentLine:
    """The line of a document; where it is masked it does not say which file it came of."""
    row = found.row
    return DocumentLine(
        document_id=row.id,
        source=row.path if is_masked else row.source,
        path=row.path,
        document=row.name,
        key="" if is_masked else row.key,
        kind=row.kind,
        title=row.title,
        language=row.language,
        state="ready" if row.state == "ready" else "failed",
        reason=row.reason,
        file=FileLine(sha256=found.digest, size=found.size),
        pages=[
            PageLine(
                number=page.number,
                anchor=page.anchor,
                width=page.width,
                height=page.height,
                text=page.text,
                lines=page.lines,
                parts=page.parts and list(map(tuple, page.parts)),
                resume=page.resume,
            )
            for page in found.pages
        ],
        findings=[
            FindingLine(kind=finding.kind, page=finding.page, box=finding.box, text=finding.text)
            for finding in found.findings
        ],
        masks=[
            MaskLine.model_validate({name: getattr(mask, name) for name in MaskLine.model_fields})
            for mask in found.masks
        ],
        facts_version=row.facts_version,
        facts=[
            FactLine.model_validate({name: getattr(fact, name) for name in FactLine.model_fields})
            for fact in found.facts
        ],
    )


def record_line(base: KnowledgeBase, position: int, found: StoredChunk) -> RecordLine:
    """The record of a chunk at its place."""
    chunk, document = found.row, found.document
    return RecordLine(
        position=position,
        chunk_id=str(chunk.id),
        kb=base.name,
        source=document.source if base.blind is None else document.path,
        path=document.path,
        document=document.name,
        document_id=document.id,
        page=chunk.page,
        page_ordinal=chunk.page_ordinal,
        start=chunk.start,
        end=chunk.end,
        section=chunk.section,
        entry=chunk.entry,
        context=chunk.context,
        text=chunk.text,
    )
