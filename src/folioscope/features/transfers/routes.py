"""The HTTP door through which whole bases leave and come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from folioscope.backends.blobs.port import Stored
from folioscope.errors import BackendBusy, FolioscopeError, Invalid
from folioscope.failpoints import failpoint
from folioscope.features.knowledge.blind import Blinding
from folioscope.features.knowledge.document_languages import chosen_language
from folioscope.features.knowledge.routes import Defaults, DefaultsDep, ToolsDep
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tools import Tools
from folioscope.features.knowledge.unmasking import require_unmasked
from folioscope.features.transfers.arriving import archive_stored
from folioscope.features.transfers.export_format import Metadata
from folioscope.features.transfers.exporting import write_export
from folioscope.features.transfers.importing import check_name, start_import
from folioscope.features.transfers.spool import Spool
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.platform.api.downloads import GUARDED, disposition
from folioscope.platform.api.open_uploads import OpenUploads
from folioscope.platform.api.texts import Text
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal
from folioscope.platform.runs.routes import WakeupsDep
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(prefix="/api/kbs", tags=["knowledge"])

TAR = "application/x-tar"
BINARY = {TAR: {"schema": {"type": "string", "format": "binary"}}}


class ExportedModelMissing(Invalid):
    """An export whose embedding model is not here."""

    code = "exported_model_missing"


class ImportStarted(BaseModel):
    """The run that does it, and the base, which is there once the run is done."""

    run_id: str
    kb_id: str


def _spool(request: Request) -> Spool:
    spool: Spool = request.app.state.spool
    return spool


UNMASKED = "of a blind base: with the original files, which is written down"
SpoolDep = Annotated[Spool, Depends(_spool)]


async def _folder(spool: SpoolDep) -> AsyncIterator[Path]:
    await asyncio.to_thread(spool.clear)
    with spool.place() as folder:
        yield folder


FolderDep = Annotated[Path, Depends(_folder)]  # kept until the answer is sent, or nobody reads it


@dataclass(frozen=True)
class Wanted:
    """What of a base is to be in an export."""

    files: bool
    unmasked: bool


def _wanted(
    *,
    files: Annotated[bool, Query(description="with the original files")] = True,
    unmasked: Annotated[bool, Query(description=UNMASKED)] = False,
) -> Wanted:
    return Wanted(files, unmasked)


@router.get("/{kb}/export", response_class=Response, responses={200: {"content": BINARY}})
async def take_along(
    kb: str,
    principal: CurrentPrincipal,
    tools: ToolsDep,
    spool: SpoolDep,
    folder: FolderDep,
    wanted: Annotated[Wanted, Depends(_wanted)],
) -> StreamingResponse:
    """A whole base as a tar archive: metadata, documents, vectors for other tools, files."""
    if wanted.files:
        await require_unmasked(tools.database, principal, kb, is_wanted=wanted.unmasked)
    with spool.told():
        written = await write_export(tools, principal, kb, folder, originals=wanted.files)
        size = await asyncio.to_thread(lambda: written.size)
    headers = {"Content-Disposition": disposition(f"{written.name}.tar"), **GUARDED}
    return StreamingResponse(
        written.archive(), media_type=TAR, headers={**headers, "Content-Length": str(size)}
    )


@dataclass(frozen=True)
class Arrivals:
    """What taking in an archive needs."""

    request: Request
    principal: Principal
    database: Database
    wakeups: Wakeups
    defaults: Defaults

    @property
    def tools(self) -> Tools:
        """The opened backends."""
        tools: Tools = self.request.app.state.tools
        return tools

    @asynccontextmanager
    async def archive(self) -> AsyncIterator[tuple[Stored, Metadata]]:
        """The archive that is the body of the request."""
        uploads: OpenUploads = self.request.app.state.open_uploads
        most_bytes = self.request.app.state.folioscope.max_upload
        unneeded, body = self.tools.unneeded_files, self.request.stream()
        with uploads.take(self.principal) as place:
            async with archive_stored(self.defaults.shelf, unneeded, body, most_bytes) as arrived:
                place.close()  # all is here: what is done with it holds up no other upload
                yield arrived


def _arrivals(
    request: Request,
    principal: CurrentPrincipal,
    database: DatabaseDep,
    wakeups: WakeupsDep,
    defaults: DefaultsDep,
) -> Arrivals:
    return Arrivals(request, principal, database, wakeups, defaults)


@router.post(
    "/import",
    status_code=202,
    response_model=ImportStarted,
    openapi_extra={"requestBody": {"required": True, "content": BINARY}},
)
async def bring_back(
    arrivals: Annotated[Arrivals, Depends(_arrivals)],
    response: Response,
    name: Annotated[Text, Query(max_length=200, description="of the base that is made")],
    model: Annotated[
        Text | None,
        Query(max_length=500, description="embeds all text anew, instead of the exported model"),
    ] = None,
) -> object:
    """Make a base of an export, sent as the archive that it came in; a run does it.

    Nobody sees the base before it is whole. Nothing is read or embedded again, unless a model is
    named.
    """
    async with arrivals.database.read() as session:
        await check_name(session, arrivals.principal, name)
    async with arrivals.archive() as (stored, metadata):
        made = await _made(arrivals, metadata, model)
        failpoint("importing.arrived")
        async with arrivals.database.write() as session:
            caller = Caller(session, arrivals.principal, arrivals.wakeups)
            run = await start_import(caller, name, made, stored)
    response.headers["Location"] = f"/api/runs/{run.id}"
    return {"run_id": run.id, "kb_id": run.subject}


async def _made(arrivals: Arrivals, metadata: Metadata, model: str | None) -> BaseDefaults:
    """How the base is to be made; its model must be one that is here."""
    defaults, name = arrivals.defaults, model or metadata.embedding_model
    if name != defaults.made.model:
        name = defaults.named(name)
    try:
        name = (await arrivals.tools.embeddings.get(name)).name
    except FolioscopeError as error:
        if model is not None or isinstance(error, BackendBusy):
            raise
        msg = (
            f"The export was embedded by “{name}”, which cannot be used here: {error.message} "
            "Name another model with “--model”, to have all text embedded anew."
        )
        raise ExportedModelMissing(msg) from error
    language = chosen_language(metadata.language)
    blind = None if metadata.blind is None else Blinding(**metadata.blind.model_dump())
    cut = (metadata.chunk_size, metadata.chunk_overlap)
    return BaseDefaults(name, *cut, language, blinding=blind)
