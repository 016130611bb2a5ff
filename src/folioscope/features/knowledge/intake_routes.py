"""The HTTP door for what fills a knowledge base: uploads, imports, rebuilds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from folioscope.errors import Invalid
from folioscope.failpoints import failpoint
from folioscope.features.knowledge import service
from folioscope.features.knowledge.folders import PathProblem
from folioscope.features.knowledge.incoming import (
    Brought,
    Named,
    Shelf,
    allowed_model,
    on_server,
    put_all,
)
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.routes import ToolsDep
from folioscope.features.knowledge.schemas import Accepted, PathsToImport, RunStarted
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal
from folioscope.platform.runs.routes import WakeupsDep
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(prefix="/api/kbs/{kb}", tags=["knowledge"])


class NamesInvalid(Invalid):
    """The names sent along with files do not fit them."""

    code = "names_invalid"


@dataclass(frozen=True)
class Intake:
    """The base that files are for, and what taking them in needs."""

    kb: str
    principal: Principal
    database: Database
    wakeups: Wakeups
    shelf: Shelf
    unneeded_files: UnneededFiles


def _intake(
    request: Request,
    kb: str,
    principal: CurrentPrincipal,
    database: DatabaseDep,
    wakeups: WakeupsDep,
) -> Intake:
    state = request.app.state
    return Intake(kb, principal, database, wakeups, state.shelf, state.tools.unneeded_files)


IntakeDep = Annotated[Intake, Depends(_intake)]
FilesForm = Annotated[list[UploadFile], File(description="The files")]
OptionalFilesForm = Annotated[list[UploadFile] | None, File(description="The files")]
NamesForm = Annotated[
    str | None, Form(description="JSON list: a name, or path, for each of the files")
]


@router.post("/documents", status_code=202, response_model=Accepted)
async def upload(
    intake: IntakeDep, response: Response, files: FilesForm, names: NamesForm = None
) -> object:
    """Upload files; a run takes them in. The same content is kept once."""
    return await _take_in(intake, response, _named(files, names))


@router.post("/import", status_code=202, response_model=Accepted)
async def import_paths(intake: IntakeDep, response: Response, body: PathsToImport) -> object:
    """Take in files and folders on the server, under the roots that it allows."""
    named, problems = await asyncio.to_thread(on_server, intake.shelf, body.paths)
    return await _take_in(intake, response, named, problems)


@router.post("/rebuild", status_code=202, response_model=RunStarted)
async def rebuild(
    intake: IntakeDep,
    response: Response,
    tools: ToolsDep,
    files: OptionalFilesForm = None,
    names: NamesForm = None,
    model: Annotated[str | None, Form(max_length=500)] = None,
) -> object:
    """Build the base anew, from its own files or from those sent; the old one answers meanwhile."""
    chosen = None
    if model:
        chosen = (await tools.embeddings.get(allowed_model(intake.shelf, model))).name
    shelved = _shelved(intake, _named(files or (), names))
    async with shelved as brought, intake.database.write() as session:
        caller = Caller(session, intake.principal, intake.wakeups)
        base = await Bases(session, intake.principal).get(intake.kb)
        sent = brought.files if files else None
        run = await service.start_rebuild(caller, base, chosen, sent)
    response.headers["Location"] = f"/api/runs/{run.id}"
    return {"run_id": run.id}


async def _take_in(
    intake: Intake, response: Response, named: Sequence[Named], problems: Sequence[PathProblem] = ()
) -> dict[str, object]:
    async with intake.database.read() as session:
        base = await Bases(session, intake.principal).get(intake.kb)
    async with _shelved(intake, named) as brought, intake.database.write() as session:
        caller = Caller(session, intake.principal, intake.wakeups)
        failpoint("intake.stored")
        run, unchanged = await service.add_files(caller, base, brought.files)
        await intake.unneeded_files.forget_unneeded(session, intake.principal)
    if run is not None:
        response.headers["Location"] = f"/api/runs/{run.id}"
    return {
        "run_id": run.id if run else None,
        "accepted": len(brought.files) - unchanged,
        "unchanged": unchanged,
        "refused": [*problems, *brought.refused],
    }


@asynccontextmanager
async def _shelved(intake: Intake, named: Sequence[Named]) -> AsyncIterator[Brought]:
    """The files, stored; those that nothing names in the end are gone again."""
    brought = Brought()
    try:
        async with put_all(intake.shelf, named) as brought:
            yield brought
    finally:
        digests = {file.digest for file in brought.files}
        await intake.unneeded_files.forget_unnamed(digests)


def _named(files: Sequence[UploadFile], names: str | None) -> list[Named]:
    """Each file with its name: the one sent beside it, else the one in its own header."""
    listed = [file.filename or "" for file in files] if names is None else _parsed(names)
    if len(listed) != len(files):
        msg = f"There are {len(files)} files and {len(listed)} names."
        raise NamesInvalid(msg)
    readable = [name.encode("utf-8", "replace").decode() for name in listed]
    return [(name, partial(_opened, file)) for name, file in zip(readable, files, strict=True)]


def _opened(file: UploadFile) -> BinaryIO:
    return file.file


def _parsed(names: str) -> list[str]:
    try:
        listed = json.loads(names)
    except ValueError as error:
        msg = "“names” is not a JSON list."
        raise NamesInvalid(msg) from error
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        msg = "“names” is not a JSON list of strings."
        raise NamesInvalid(msg)
    return listed
