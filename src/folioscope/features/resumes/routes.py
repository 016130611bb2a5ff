"""The HTTP door of résumés."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from folioscope.backends.llm_pool import LanguageModels
from folioscope.features.audit.reading import note_read
from folioscope.features.knowledge.routes import ToolsDep
from folioscope.features.resumes import service
from folioscope.features.resumes.file_reading import read_file
from folioscope.features.resumes.profile import Place, Profile
from folioscope.features.resumes.repository import Kept, Resumes
from folioscope.features.resumes.schemas import (
    FieldPlace,
    OwnChoice,
    ParsedFile,
    ReadBefore,
    ResumeBrief,
    ResumeCreate,
    ResumeList,
    ResumeRead,
    ResumeReadingStarted,
    ResumesWanted,
    ResumeWrite,
)
from folioscope.features.resumes.service import KnownProfile, Wanted
from folioscope.features.resumes.values import part_of, text_of
from folioscope.features.resumes.writing import EXTENSIONS, MEDIA_TYPES, Format, written_as
from folioscope.platform.api.dependencies import (
    CurrentPrincipal,
    DatabaseDep,
    ReadSession,
    UploadsDep,
    WriteSession,
)
from folioscope.platform.api.downloads import GUARDED, disposition
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.routes import BudgetDep, CallerDep

router = APIRouter(prefix="/api/resumes", tags=["resumes"])
MOST_BYTES = 25 * 1024 * 1024  # of a file that is read without being kept
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}}
}


def _llms(request: Request) -> LanguageModels:
    llms: LanguageModels = request.app.state.llms
    return llms


LlmsDep = Annotated[LanguageModels, Depends(_llms)]


@router.get("", response_model=ResumeList)
async def index(
    principal: CurrentPrincipal, database: DatabaseDep, wanted: Annotated[ResumesWanted, Query()]
) -> object:
    """The résumés of a knowledge base, or of all; those that were never read are read now."""
    page = Wanted(wanted.kb, wanted.limit, wanted.after)
    found, following = await service.list_page(database, principal, page)
    async with database.read() as session:
        own = await Resumes(session, principal).own_if_any()
    return {"resumes": [_brief(kept) for kept in found], "next": following, "own": own}


@router.post("", status_code=201, response_model=ResumeRead)
async def create(
    body: ResumeCreate, principal: CurrentPrincipal, session: WriteSession, only: IdempotencyDep
) -> object:
    """Have the résumé of a document, or one that was written by hand."""

    async def work() -> dict[str, Any]:
        if body.document_id is not None:
            resume_id = await service.resume_of_document(session, principal, body.document_id)
        else:
            resume_id = (await service.create(session, principal, body.resume or {})).id
        return (await _shown(session, principal, resume_id)).model_dump(mode="json")

    return await only.once(work)


@router.post("/parse", response_model=ParsedFile, openapi_extra=FILE, max_body_size=MOST_BYTES)
async def parse(
    request: Request,
    principal: CurrentPrincipal,
    tools: ToolsDep,
    uploads: UploadsDep,
    name: Annotated[str, Query(max_length=400, description="of the file, with its extension")],
) -> object:
    """Read a CV that is not kept: PDF, DOCX, Markdown, HTML, text, JSON Resume or YAML."""
    with uploads.take(principal):
        content = await request.body()
    found = await read_file(tools.reader, name, content)
    return {
        "resumes": [
            {
                "name": one.name,
                "is_resume": one.is_resume,
                "resume": one.profile.resume,
                "places": _places(one.profile.places, one.numbers),
            }
            for one in found.resumes
        ],
        "refused": found.refused,
    }


@router.get("/own", response_model=ResumeRead)
async def own(principal: CurrentPrincipal, session: ReadSession) -> object:
    """The résumé that the caller said to be their own."""
    return await _shown(session, principal, await Resumes(session, principal).own())


@router.put("/own", response_model=OwnChoice)
async def set_own(body: OwnChoice, principal: CurrentPrincipal, session: WriteSession) -> object:
    """Say which résumé is the caller's own, or that none is."""
    resumes = Resumes(session, principal)
    if body.resume_id is not None:
        await resumes.get(body.resume_id)
    await resumes.set_own(body.resume_id)
    return body


@router.get("/{resume_id}", response_model=ResumeRead)
async def show(resume_id: str, principal: CurrentPrincipal, database: DatabaseDep) -> object:
    """A profile, with the place of each field in its document."""
    async with database.read() as session:
        shown = await _shown(session, principal, resume_id)
        owner_id = (await Resumes(session, principal).get(resume_id)).row.owner_id
    await note_read(database, principal, ("resume", resume_id), owner_id)
    return shown


@router.put("/{resume_id}", response_model=ResumeRead)
async def edit(
    resume_id: str, body: ResumeWrite, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Have a profile be what its owner says. What was read is kept apart, and can be had back."""
    await service.edit(session, principal, resume_id, body.resume)
    return await _shown(session, principal, resume_id)


@router.delete("/{resume_id}", status_code=204)
async def remove(resume_id: str, principal: CurrentPrincipal, session: WriteSession) -> Response:
    """Remove a résumé that was written by hand; any other goes with its document."""
    await service.remove(session, principal, resume_id)
    return Response(status_code=204)


@router.delete("/{resume_id}/edits", response_model=ResumeRead)
async def forget_edits(
    resume_id: str, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Have a profile be what its document says again."""
    await service.forget_edits(session, principal, resume_id)
    return await _shown(session, principal, resume_id)


@router.get("/{resume_id}/export", responses=EXPORTED, response_class=Response)
async def export(
    resume_id: str,
    principal: CurrentPrincipal,
    database: DatabaseDep,
    kind: Annotated[Format, Query(alias="format")] = "json",
) -> Response:
    """A profile as a file: JSON Resume, the same as YAML, or Markdown."""
    async with database.read() as session:
        known = await service.profile_of(session, principal, resume_id)
        owner_id = (await Resumes(session, principal).get(resume_id)).row.owner_id
    await note_read(database, principal, ("resume", resume_id), owner_id)
    text = await asyncio.to_thread(written_as, known.profile.resume, kind)
    name = disposition(f"{known.name or 'resume'}{EXTENSIONS[kind]}")
    headers = GUARDED | {"Content-Disposition": name}
    return Response(text, media_type=MEDIA_TYPES[kind], headers=headers)


@router.post("/{resume_id}/read", status_code=202, response_model=ResumeReadingStarted)
async def read(
    resume_id: str,
    caller: CallerDep,
    budget: BudgetDep,
    llms: LlmsDep,
    only: IdempotencyDep,
    response: Response,
) -> object:
    """Have the language model that is set read a CV; what the CV does not say is dropped."""

    async def work() -> dict[str, Any]:
        return {"run_id": (await service.start_reading(caller, llms, resume_id, budget)).id}

    answer = await only.once(work)
    response.headers["Location"] = f"/api/runs/{answer['run_id']}"
    return answer


async def _shown(session: Session, principal: Principal, resume_id: str) -> ResumeRead:
    resumes = Resumes(session, principal)
    kept = await resumes.get(resume_id)
    known: KnownProfile = await service.profile_of(session, principal, resume_id)
    numbers = await resumes.page_numbers(kept)
    brief = _brief(kept).model_dump() | {"name": known.name}
    return ResumeRead(
        **brief | {"label": text_of(part_of(known.profile.resume, "basics").get("label"))},
        resume=dict(known.profile.resume),
        places=_places(known.profile.places, numbers),
        edits=None if known.edits is None else dict(known.edits),
        read=None if known.edits is None else _read(known.read, numbers),
    )


def _read(read: Profile, numbers: dict[int, int | None]) -> ReadBefore:
    return ReadBefore(resume=dict(read.resume), places=_places(read.places, numbers))


def _brief(kept: Kept) -> ResumeBrief:
    row, document, base = kept.row, kept.document, kept.base
    said = row.edits or {}
    label = part_of(said, "basics").get("label") or part_of(row.read, "basics").get("label")
    return ResumeBrief(
        resume_id=row.id,
        document_id=row.document_id,
        document=document.name if document else None,
        path=document.path if document else None,
        kb_id=base.id if base else None,
        kb=base.name if base else None,
        name=row.name,
        label=text_of(label),
        source="hand" if document is None else "llm" if row.source == "llm" else "rules",
        is_edited=document is not None and row.edits is not None,
        updated_at=row.updated_at,
    )


def _places(places: Mapping[str, Place], numbers: dict[int, int | None]) -> dict[str, FieldPlace]:
    return {
        at: FieldPlace(
            page_ordinal=place.page_ordinal,
            page=numbers.get(place.page_ordinal),
            start=place.start,
            end=place.end,
        )
        for at, place in places.items()
    }
