"""The HTTP door of single documents: what was read of them, their files, pictures of pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from folioscope.backends.parsers.port import Drawing
from folioscope.features.knowledge import service
from folioscope.features.knowledge.document_repository import Placed, SingleDocuments
from folioscope.features.knowledge.document_schemas import (
    DocumentDetail,
    FactRead,
    FactsRead,
    FindingRead,
    LineRead,
    MarkRead,
    MaskRead,
    PageRead,
    SectionRead,
)
from folioscope.features.knowledge.explanations import explanation, is_hidden
from folioscope.features.knowledge.fact_months import lasting, month_of, written_month
from folioscope.features.knowledge.fact_repository import Facts, Stated
from folioscope.features.knowledge.routes import ToolsDep
from folioscope.features.knowledge.schemas import DocumentHead, ReadingStarted
from folioscope.features.knowledge.tables import FoundText, PageText
from folioscope.features.knowledge.tools import Tools
from folioscope.features.knowledge.unmasking import Seen, is_masked, note_look, placed_unmasked
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep, ReadSession
from folioscope.platform.api.downloads import GUARDED, Download, Kept, etag, is_known
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/documents/{document_id}", tags=["documents"])

UNKNOWN = "application/octet-stream"
MEDIA_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
"""What a file is said to be. Pages and mails, which may hold scripts, are just bytes."""
MOST_PAGES = 1_000_000
UNMASKED = "of a blind base: as it came, which is written down"
DRAWN_AS = 1  # to be raised when pages are drawn otherwise
PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}}
AS_IT_CAME: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in sorted({UNKNOWN, *MEDIA_TYPES.values()})}}
}


@dataclass(frozen=True)
class Asked:
    """A document that is asked for, by whom, and what they have of it already."""

    document_id: str
    principal: Principal
    tools: Tools
    if_none_match: str | None
    unmasked: bool

    @property
    def database(self) -> Database:
        """Where documents are."""
        return self.tools.database

    async def placed(self, seen: Seen) -> Placed:
        """The document as it came, if the caller may see that."""
        wanted = (self.database, self.principal, self.document_id, seen)
        return await placed_unmasked(*wanted, is_wanted=self.unmasked)


def _asked(
    document_id: str,
    principal: CurrentPrincipal,
    tools: ToolsDep,
    *,
    unmasked: Annotated[bool, Query(description=UNMASKED)] = False,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Asked:
    return Asked(document_id, principal, tools, if_none_match, unmasked)


AskedDep = Annotated[Asked, Depends(_asked)]


@router.get("", response_model=DocumentDetail)
async def show(asked: AskedDep) -> object:
    """A document: its state, its sections, and what was found hidden in it."""
    if asked.unmasked:
        await asked.placed("name")
    async with asked.database.read() as session:
        documents = SingleDocuments(session, asked.principal)
        return await _detail(documents, asked.document_id, unmasked=asked.unmasked)


async def _detail(
    documents: SingleDocuments, document_id: str, *, unmasked: bool
) -> DocumentDetail:
    placed = await documents.get(document_id)
    is_shown = unmasked or not is_masked(placed)
    sections, chunks = await documents.sections(document_id)
    counts = (await documents.count_findings([document_id])).get(document_id, {})
    head = DocumentHead.model_validate(placed.document).model_dump()
    return DocumentDetail(
        **head,
        kb_id=placed.base.id,
        kb=placed.base.name,
        file=placed.document.source if is_shown else placed.document.path,
        bytes=placed.file.size,
        digest=placed.file.digest if is_shown else None,
        masked=is_masked(placed),
        chunks=chunks,
        created_at=placed.document.created_at,
        sections=[SectionRead.model_validate(start) for start in sections],
        finding_count=sum(counts.values()),
        findings=[_finding(found) for found in await documents.findings(document_id)],
    )


@router.get("/facts", response_model=FactsRead)
async def facts(
    document_id: str, principal: CurrentPrincipal, session: ReadSession, database: DatabaseDep
) -> object:
    """What a CV states of a person: skills, roles, degrees, languages, and where each stands."""
    placed = await SingleDocuments(session, principal).get(document_id)
    await note_look(database, principal, placed)
    stated = await Facts(session, principal).of([document_id])
    this_month = month_of(datetime.now(UTC).date())
    return FactsRead(
        document_id=document_id,
        facts_version=placed.document.facts_version,
        facts=[_fact(one, this_month) for one in stated],
    )


@router.get("/text", response_model=PageRead)
async def text(
    document_id: str,
    principal: CurrentPrincipal,
    session: ReadSession,
    database: DatabaseDep,
    page: Annotated[
        int | None,
        Query(ge=1, le=MOST_PAGES, description="number or place; else the passage's, or the first"),
    ] = None,
    chunk: Annotated[str | None, Query(description="passage that is marked")] = None,
) -> object:
    """The text of a page as it is searched and quoted, and where its lines stand."""
    documents = SingleDocuments(session, principal)
    placed = await documents.get(document_id)
    await note_look(database, principal, placed)
    passage = None if chunk is None else await documents.find_passage(document_id, chunk)
    if page is None and passage is not None:
        found = await documents.page_of(document_id, passage)
    else:
        found = await documents.page(document_id, page or 1)
    is_marked = passage is not None and passage.page_ordinal == found.ordinal
    return PageRead(
        document_id=document_id,
        page=found.number,
        place=found.ordinal + 1 if found.number is None else found.number,
        anchor=found.anchor,
        text=found.text,
        pages=placed.document.page_count,
        width=found.width,
        height=found.height,
        lines=_lines(found),
        marked=[MarkRead.model_validate(passage)] if is_marked else [],
        masks=[MaskRead.model_validate(mask) for mask in await documents.masks_of(found)],
    )


@router.head("/file", include_in_schema=False)
@router.get("/file", response_class=Response, responses=AS_IT_CAME)
async def file(asked: AskedDep) -> Response:
    """The file as it came, to be saved; one range of it may be asked for."""
    placed = await asked.placed("file")
    kept = _kept(asked.tools, placed)
    mark = etag(kept.digest)
    return _unchanged(mark) if is_known(asked.if_none_match, mark) else Download(kept)


@router.head("/pages/{page}.png", include_in_schema=False)
@router.get("/pages/{page}.png", response_class=Response, responses=PNG)
async def picture(
    asked: AskedDep,
    page: Annotated[int, Path(ge=1, le=MOST_PAGES, description="number of the page, from 1")],
    chunk: Annotated[str | None, Query(description="passage whose lines are marked")] = None,
    scale: Annotated[float, Query(ge=0.25, le=4, description="1 is 72 dots an inch")] = 1.5,
) -> Response:
    """A picture of a page of a PDF, with the lines of a passage marked."""
    placed = await asked.placed("page")
    async with asked.database.read() as session:
        documents = SingleDocuments(session, asked.principal)
        boxes = [] if chunk is None else await documents.boxes(asked.document_id, page, chunk)
    drawing = Drawing(page, scale, tuple(boxes))
    mark = etag(_digest(placed, drawing))
    if is_known(asked.if_none_match, mark):
        return _unchanged(mark)
    stored = asked.tools.blobs.local_path(placed.file.digest)
    name = PurePosixPath(placed.document.source).name
    drawn = await asked.tools.reader.draw(stored, name, drawing)
    return Response(drawn, media_type="image/png", headers=GUARDED | {"ETag": mark})


@router.post("/retry", status_code=202, response_model=ReadingStarted)
async def retry(
    document_id: str, caller: CallerDep, only: IdempotencyDep, response: Response
) -> object:
    """Read a failed document once more from its stored file; a run does it."""

    async def work() -> dict[str, Any]:
        return {"run_id": (await service.read_again(caller, document_id)).id}

    started = await only.once(work)
    response.headers["Location"] = f"/api/runs/{started['run_id']}"
    return started


def _fact(stated: Stated, this_month: int) -> FactRead:
    fact = stated.fact
    detail = {name: told for name, told in (fact.detail or {}).items() if name != "counted"}
    return FactRead(
        kind=fact.kind,
        key=fact.key,
        value=fact.value,
        months=lasting(fact, this_month),
        since=written_month(fact.since),
        until=written_month(fact.until),
        level=fact.level,
        detail=detail,
        page=stated.page,
        page_ordinal=fact.page_ordinal,
        start=fact.start,
        end=fact.end,
    )


def _lines(page: PageText) -> list[LineRead]:
    placed = (line for line in page.lines if len(line) >= 6)
    return [LineRead(start=line[0], end=line[1], box=line[2:6]) for line in placed]


def _finding(found: FoundText) -> FindingRead:
    return FindingRead(
        kind=found.kind,
        page=found.page,
        box=found.box,
        text=found.text,
        hidden=is_hidden(found.kind),
        explanation=explanation(found.kind),
    )


def _kept(tools: Tools, placed: Placed) -> Kept:
    name = placed.document.source
    return Kept(
        stored=tools.blobs.local_path(placed.file.digest),
        name=name,
        media_type=MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), UNKNOWN),
        digest=placed.file.digest,
        size=placed.file.size,
    )


def _digest(placed: Placed, drawing: Drawing) -> str:
    """What tells a picture from every other one."""
    drawn = repr((DRAWN_AS, placed.file.digest, drawing))
    return hashlib.sha256(drawn.encode()).hexdigest()


def _unchanged(mark: str) -> Response:
    return Response(status_code=304, headers=GUARDED | {"ETag": mark})
