"""Taking files into one edition of a base, up to the point where publishing makes them found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from folioscope.backends.embeddings.port import EmbeddingModel
from folioscope.backends.parsers.port import Line, Parsed, Reading, Refused
from folioscope.errors import Stopped
from folioscope.failpoints import failpoint
from folioscope.features.knowledge.blind import Blinding
from folioscope.features.knowledge.chunk_repository import (
    UNDONE,
    Edition,
    Intake,
    NewChunk,
    Source,
    new_document,
    shown_names,
)
from folioscope.features.knowledge.fact_months import month_of
from folioscope.features.knowledge.fact_reading import facts_read, rows_of_facts, version_read
from folioscope.features.knowledge.facts import Fact
from folioscope.features.knowledge.keeping import as_kept, blinding_in, facts_kept
from folioscope.features.knowledge.labels import candidate_label
from folioscope.features.knowledge.passages import Passage, passages
from folioscope.features.knowledge.pinned_models import embedded
from folioscope.features.knowledge.purposes import PRIVATE
from folioscope.features.knowledge.tables import Document, KnowledgeBase
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import RunContext
from folioscope.platform.runs.ledger_repository import LOST
from folioscope.telemetry.instruments import SILENT, Telemetry

SLICE = 200  # documents a transaction, so that other writers get their turn
EMBED_AT_ONCE = 64  # passages between two points where the work can be stopped


@dataclass(frozen=True, slots=True)
class Target:
    """The edition that is being filled, by which attempt at its run, and how.

    One that is ``made_anew`` has all that files hold. The one that answers already has of a file
    that was read before only what nobody has deleted since.
    """

    edition: Edition
    attempt: int
    chunk_size: int
    chunk_overlap: int
    model: EmbeddingModel
    made_anew: bool
    purpose: str = "documents"
    blinding: Blinding | None = None
    telemetry: Telemetry = SILENT

    @property
    def names_files(self) -> bool:
        """Whether events may: texts of features are named for people, whom events outlive."""
        return self.blinding is None and self.purpose not in PRIVATE


@dataclass(frozen=True, slots=True)
class Studied:
    """A document with the facts it states."""

    parsed: Parsed
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A document that has its row and its pages, and no chunks yet."""

    document_id: str
    name: str
    parsed: Parsed


def target_of(base: KnowledgeBase, run: RunContext, edition: int, model: EmbeddingModel) -> Target:
    """The next or the present edition of a base as something to fill."""
    blinding = blinding_in(base.blind, run.input)
    filled = Edition(base.id, base.owner_id, run.run_id, edition, blinding is not None)
    cut = (base.chunk_size, base.chunk_overlap)
    is_next = edition > base.edition
    kept = (base.purpose, blinding)
    return Target(filled, run.attempt, *cut, model, is_next, *kept, run.telemetry)


def intake_of(session: Session, target: Target) -> Intake:
    """The statements that fill the edition."""
    return Intake(session, target.edition.base_id, target.edition.number)


@asynccontextmanager
async def fenced(database: Database, target: Target) -> AsyncIterator[Session]:
    """The one kind of transaction in which a run writes before the one that ends it.

    ``Stopped``, and nothing is written, once another attempt holds the run or it has ended.
    """
    async with database.write() as session:
        if not await intake_of(session, target).is_held(target.edition.run_id, target.attempt):
            raise Stopped(LOST)
        yield session


async def record(
    database: Database, target: Target, source: Source, reading: Reading
) -> list[Held]:
    """Give every document of a file its row and pages; those that are staged are left alone."""
    held: list[Held] = []
    for first in range(0, len(reading.documents) or 1, SLICE):
        part = await asyncio.to_thread(_studied, target, reading.documents[first : first + SLICE])
        async with fenced(database, target) as session:
            intake = intake_of(session, target)
            held += await _record_slice(intake, target, source, part)
            if first + SLICE >= len(reading.documents):
                await _settle(intake, target, source, reading)
    failpoint("staging.parsed")
    return held


async def _record_slice(
    intake: Intake, target: Target, source: Source, part: Sequence[Studied]
) -> list[Held]:
    keys = [studied.parsed.key for studied in part]
    rows = {document.key: document for document in await intake.documents_of(source, keys)}
    unknown = [key for key in keys if key not in rows]
    is_wanted = await _takes_unknown(intake, target, source)
    fresh = {key: new_document(target.edition, source, key) for key in unknown if is_wanted}
    rows |= fresh
    edition = target.edition.number
    found = zip(map(rows.get, keys), part, strict=True)
    held = [(row, studied) for row, studied in found if row and row.staged < edition]
    await intake.add_documents(list(fresh.values()))
    return await _fill(intake, target, held)


async def _takes_unknown(intake: Intake, target: Target, source: Source) -> bool:
    """Whether documents of the file that have no row are new, and not deleted ones."""
    return target.made_anew or bool(await intake.stand_ins_of([source]))


async def record_alone(
    database: Database, target: Target, files: Sequence[tuple[Source, Parsed]]
) -> list[Held]:
    """Give files that hold one document each its pages, many files in one transaction.

    Whoever streams an answer waits for transactions, and so for as few of them as can be.
    """
    if not files:
        return []
    studied = await asyncio.to_thread(_studied, target, [parsed for _, parsed in files])
    async with fenced(database, target) as session:
        intake = intake_of(session, target)
        known = await intake.stand_ins_of([source for source, _ in files])
        rows = {(document.source, document.file_id): document for document in known}
        named = [rows.get((source.source, source.file_id)) for source, _ in files]
        edition = target.edition.number
        found = zip(named, studied, strict=True)
        held = [(row, one) for row, one in found if row and row.staged < edition]
        recorded = await _fill(intake, target, held)
    failpoint("staging.parsed")
    return recorded


def _studied(target: Target, documents: Sequence[Parsed]) -> list[Studied]:
    """The documents as they are kept, with their facts; what goes on is counted up to now."""
    this_month = month_of(datetime.now(UTC).date())
    kept = [as_kept(parsed, target.purpose) for parsed in documents]
    is_blind = target.edition.is_blind
    return [
        Studied(parsed, facts_kept(facts_read(parsed, this_month), is_blind=is_blind))
        for parsed in kept
    ]


async def _fill(
    intake: Intake, target: Target, read: Sequence[tuple[Document, Studied]]
) -> list[Held]:
    """Store what was read of documents that have their rows."""
    await intake.drop_parts([document.id for document, _ in read if document.state != "stored"])
    held = [(document, _titled(target, document, studied)) for document, studied in read]
    for document, studied in held:
        parsed = studied.parsed
        document.kind, document.title = parsed.kind, parsed.title
        document.page_count, document.language = len(parsed.pages), parsed.language
        if document.state in UNDONE:  # or else another edition answers, and has its own facts
            document.facts_version = version_read(parsed.kind, studied.facts)
        if document.state == "stored":
            document.state = "parsed"
    pages = [row for document, one in held for row in _page_rows(document.id, one.parsed)]
    findings = [row for document, one in held for row in _finding_rows(document.id, one.parsed)]
    facts = [row for document, one in held for row in rows_of_facts(document.id, one.facts)]
    masks = [row for document, one in held for row in _mask_rows(document.id, one.parsed)]
    await intake.store_pages(pages, findings, facts, masks)
    return [Held(document.id, _name_of(target, document), one.parsed) for document, one in held]


def _titled(target: Target, document: Document, studied: Studied) -> Studied:
    """The same; a blind document is called by its number wherever others are by their title."""
    if not target.edition.is_blind:
        return studied
    return replace(studied, parsed=replace(studied.parsed, title=candidate_label(document.id)))


def _name_of(target: Target, document: Document) -> str:
    """What the document is called in the edition that is filled."""
    is_blind = target.edition.is_blind
    return shown_names(document.id, document.source, document.key, is_blind=is_blind)["name"]


async def _settle(intake: Intake, target: Target, source: Source, reading: Reading) -> None:
    """Name what could not be read, and drop the stand-in of a file that holds many documents."""
    refused = []
    is_wanted = await _takes_unknown(intake, target, source)
    for refusal in reading.refused:
        known = await intake.documents_of(source, [refusal.key])
        retried = [document for document in known if document.key and document.state == "stored"]
        is_new = is_wanted and not known
        fresh = [new_document(target.edition, source, refusal.key)] if is_new else []
        for document in (*retried, *fresh):
            document.state, document.reason = "failed", reason_of(refusal)
        refused += fresh
    await intake.add_documents(refused)
    if all(parsed.key for parsed in reading.documents):
        await intake.drop_stand_in(source)


async def store(database: Database, target: Target, held: Sequence[Held]) -> None:
    """Cut, embed and store documents."""
    for first in range(0, len(held), SLICE):
        await _store_slice(database, target, held[first : first + SLICE])


async def _store_slice(database: Database, target: Target, held: Sequence[Held]) -> None:
    """Store all chunks of the documents or, on any failure, none."""
    cut = await asyncio.to_thread(_cut, target, held)
    vectors: list[bytes] = []
    for first in range(0, len(cut), EMBED_AT_ONCE):
        texts = [passage.searchable for _, _, passage in cut[first : first + EMBED_AT_ONCE]]
        with target.telemetry.stage("embed", {"folioscope.passages": len(texts)}):
            found = await asyncio.to_thread(embedded, target.model, texts)
        vectors += [vector.tobytes() for vector in found]
    chunks = [
        NewChunk(document_id=document_id, ordinal=ordinal, vector=vector, **asdict(passage))
        for (document_id, ordinal, passage), vector in zip(cut, vectors, strict=True)
    ]
    ids = [document.document_id for document in held]
    failpoint("staging.embedded")
    async with fenced(database, target) as session:
        intake = intake_of(session, target)
        await intake.stage(chunks)
        await intake.mark_staged(ids)
    failpoint("staging.staged")


def _cut(target: Target, held: Sequence[Held]) -> list[tuple[str, int, Passage]]:
    size, overlap = target.chunk_size, target.chunk_overlap
    return [
        (document.document_id, ordinal, passage)
        for document in held
        for ordinal, passage in enumerate(passages(document.parsed, document.name, size, overlap))
    ]


def reason_of(refusal: Refused) -> dict[str, Any]:
    """Why a document failed, as it is stored and shown."""
    return {"code": refusal.code, "message": refusal.message}


def _page_rows(document_id: str, parsed: Parsed) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "ordinal": ordinal,
            "number": page.number,
            "anchor": page.anchor,
            "text": page.text,
            "width": page.width,
            "height": page.height,
            "lines": list(map(_line_row, page.lines)),
            "parts": _parts_on(ordinal, parsed),
            "resume": parsed.resume if ordinal == 0 else None,
        }
        for ordinal, page in enumerate(parsed.pages)
    ]


def _line_row(line: Line) -> list[float | bool]:
    """A line as it is stored: its span, its box where there is one, and True if it is bold."""
    if line.box is None:
        return [line.start, line.end]
    return [line.start, line.end, *line.box, *([True] if line.bold else [])]


def _parts_on(ordinal: int, parsed: Parsed) -> list[list[Any]] | None:
    """The parts on one page, as they are stored; None of a document that has none."""
    if not parsed.parts:
        return None
    return [
        [part.start, part.end, part.section, asdict(part.entry) if part.entry else None]
        for part in parsed.parts
        if part.page_ordinal == ordinal
    ]


def _mask_rows(document_id: str, parsed: Parsed) -> list[dict[str, Any]]:
    return [
        {"document_id": document_id, "ordinal": ordinal, **asdict(mask)}
        for ordinal, mask in enumerate(parsed.masks)
    ]


def _finding_rows(document_id: str, parsed: Parsed) -> list[dict[str, Any]]:
    return [
        {"document_id": document_id, "ordinal": ordinal, **asdict(finding)}
        for ordinal, finding in enumerate(parsed.findings)
    ]
