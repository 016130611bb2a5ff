"""The HTTP door of knowledge bases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, Response

from folioscope.features.knowledge import base_settings, service
from folioscope.features.knowledge.base_settings import Keep
from folioscope.features.knowledge.blind import Blinding
from folioscope.features.knowledge.document_languages import chosen_language
from folioscope.features.knowledge.document_repository import SingleDocuments
from folioscope.features.knowledge.figure_repository import BaseFigures, Figures
from folioscope.features.knowledge.incoming import Shelf, allowed_model
from folioscope.features.knowledge.purposes import Purpose
from folioscope.features.knowledge.repository import Bases, Documents
from folioscope.features.knowledge.schemas import (
    BaseCreate,
    BaseList,
    BaseRead,
    BlindChange,
    BlindSetting,
    DocumentList,
    DocumentRead,
    KeepSetting,
    RebuildStarted,
)
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tables import Document
from folioscope.features.knowledge.tools import Tools
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.database.engine import Session, after_commit
from folioscope.platform.principal import Principal
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/kbs", tags=["knowledge"])


def _tools(request: Request) -> Tools:
    tools: Tools = request.app.state.tools
    return tools


@dataclass(frozen=True)
class Defaults:
    """How bases are made, and which embedding models a request may name."""

    made: BaseDefaults
    shelf: Shelf

    def named(self, model: str) -> str:
        """The model a request names; one in a folder only under the allowed roots."""
        return allowed_model(self.shelf, model)


def _defaults(request: Request) -> Defaults:
    return Defaults(request.app.state.base_defaults, request.app.state.shelf)


DefaultsDep = Annotated[Defaults, Depends(_defaults)]
ToolsDep = Annotated[Tools, Depends(_tools)]


@router.post("", status_code=201, response_model=BaseRead)
async def create(
    body: BaseCreate,
    principal: CurrentPrincipal,
    session: WriteSession,
    tools: ToolsDep,
    defaults: DefaultsDep,
    only: IdempotencyDep,
) -> object:
    """Make an empty knowledge base; its embedding model is pinned from now on."""
    model = defaults.named(body.model) if body.model else defaults.made.model
    overlap = defaults.made.chunk_overlap if body.chunk_overlap is None else body.chunk_overlap
    made = BaseDefaults(
        (await tools.embeddings.get(model)).name,
        body.chunk_size or defaults.made.chunk_size,
        overlap,
        chosen_language(body.language),
        blinding=_blinding(body.blind),
    )

    async def work() -> dict[str, object]:
        base = await service.create_base(session, principal, body.name, made)
        await base_settings.change_keep(session, principal, base.id, _keep(body))
        shown = (await Figures(session, principal).of([base]))[0]
        return _read(shown).model_dump(mode="json")

    return await only.once(work)


@router.get("", response_model=BaseList)
async def index(principal: CurrentPrincipal, session: ReadSession) -> object:
    """The knowledge bases of the caller, and those that are shared with them, by name."""
    bases = await Bases(session, principal).list()
    return {"kbs": [_read(figures) for figures in await Figures(session, principal).of(bases)]}


@router.get("/{kb}", response_model=BaseRead)
async def show(kb: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """A knowledge base by its id or name, and what the caller may do to it."""
    base = await Bases(session, principal).get(kb)
    return _read((await Figures(session, principal).of([base]))[0])


@router.put("/{kb}/keep", response_model=BaseRead)
async def keep(
    kb: str, body: KeepSetting, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Set how long the base keeps its documents; what is left out has no end."""
    base = await base_settings.change_keep(session, principal, kb, _keep(body))
    return _read((await Figures(session, principal).of([base]))[0])


@router.put("/{kb}/blind", status_code=202, response_model=RebuildStarted)
async def blind(kb: str, body: BlindChange, caller: CallerDep, response: Response) -> object:
    """Make a base blind, or no more: a run reads its documents anew, the old ones answer so long.

    The run's end is that of a rebuild. Who ends the masking of a base is written down.
    """
    run = await base_settings.start_masking(caller, kb, _blinding(body.blind))
    response.headers["Location"] = f"/api/runs/{run.id}"
    return {"run_id": run.id, "refused": []}


@router.delete("/{kb}", status_code=204)
async def delete(
    kb: str, principal: CurrentPrincipal, session: WriteSession, tools: ToolsDep
) -> Response:
    """Delete a knowledge base with all that is in it."""
    base, unneeded = await service.delete_base(session, principal, kb)
    after_commit(session, lambda: tools.indexes.forget(base.id))
    tools.unneeded_files.forget(session, unneeded)
    return Response(status_code=204)


@router.get("/{kb}/documents", response_model=DocumentList)
async def documents(
    kb: str,
    principal: CurrentPrincipal,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    after: str = "",
    document: Annotated[str | None, Query(description="only this one: its id or path")] = None,
) -> object:
    """The documents of a base by path, each with its state and reason."""
    base = await Bases(session, principal).get(kb)
    known = Documents(session, principal)
    if document is not None:
        one = [await known.get(base, document)]
        return {"documents": await _with_findings(session, principal, one), "next": None}
    found = await known.list(base, limit, after)
    return {
        "documents": await _with_findings(session, principal, found),
        "next": found[-1].path if len(found) >= limit else None,
    }


async def _with_findings(
    session: Session, principal: Principal, documents: Sequence[Document]
) -> list[DocumentRead]:
    ids = [document.id for document in documents]
    counts = await SingleDocuments(session, principal).count_findings(ids)
    shown = []
    for document in documents:
        kinds = counts.get(document.id, {})
        found = {"findings": sum(kinds.values()), "found": kinds}
        shown.append(DocumentRead.model_validate(document).model_copy(update=found))
    return shown


@router.delete("/{kb}/documents", status_code=204)
async def remove(
    kb: str,
    document: Annotated[str, Query(description="id or path of the document")],
    principal: CurrentPrincipal,
    session: WriteSession,
    tools: ToolsDep,
) -> Response:
    """Delete a document; from the next search on it is not found."""
    base = await Bases(session, principal).get(kb, "write")
    unneeded = await service.remove_document(session, principal, base, document)
    tools.unneeded_files.forget(session, unneeded)
    return Response(status_code=204)


def _keep(body: KeepSetting) -> Keep:
    return Keep(body.keep_days, body.keep_until)


def _blinding(wanted: BlindSetting | None) -> Blinding | None:
    return None if wanted is None else Blinding(**wanted.model_dump())


def _read(figures: BaseFigures) -> BaseRead:
    base = figures.base
    return BaseRead(
        kb_id=base.id,
        name=base.name,
        access=figures.access,
        owner=figures.owner,
        model=base.model,
        chunk_size=base.chunk_size,
        chunk_overlap=base.chunk_overlap,
        language=base.language,
        purpose=cast("Purpose", base.purpose),
        blind=None if base.blind is None else BlindSetting.model_validate(base.blind),
        keep_days=base.keep_days,
        keep_until=base.keep_until,
        documents=figures.documents,
        ready=figures.ready,
        failed=figures.failed,
        chunks=figures.chunks,
        created_at=base.created_at,
        updated_at=base.updated_at,
    )
