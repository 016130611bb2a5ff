"""The HTTP door for what fills a knowledge base: uploads, imports, rebuilds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response

from folioscope.errors import Invalid
from folioscope.failpoints import failpoint
from folioscope.features.knowledge import service
from folioscope.features.knowledge.folders import PathProblem
from folioscope.features.knowledge.incoming import (
    Brought,
    Shelf,
    allowed_model,
    on_server,
    put_all,
)
from folioscope.features.knowledge.receiving import NoFiles, Upload, received
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.routes import ToolsDep
from folioscope.features.knowledge.schemas import (
    Accepted,
    PathsToImport,
    RebuildStarted,
)
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.features.knowledge.upload_forms import REBUILD_FORM, UPLOAD_FORM
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.platform.api.idempotency import Idempotency, fingerprint
from folioscope.platform.api.open_uploads import OpenUploads
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.routes import WakeupsDep
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(prefix="/api/kbs/{kb}", tags=["knowledge"])
MULTIPART = "multipart/form-data"
LONGEST_MODEL = 500
MOST_LISTED = 1000  # files in one answer
MAX_PATHS = 2 * 1024 * 1024  # bytes of a request that only names files

Answer = dict[str, Any]


class ModelInvalid(Invalid):
    """A name of an embedding model that is too long for one."""

    code = "model_invalid"


@dataclass(frozen=True)
class Intake:
    """The base that files are for, and what taking them in needs."""

    request: Request
    kb: str
    principal: Principal
    database: Database
    wakeups: Wakeups
    shelf: Shelf
    unneeded_files: UnneededFiles
    key: str | None

    async def look_up(self) -> None:
        """``BaseNotFound`` and ``BaseReadOnly`` before anything is stored."""
        async with self.database.read() as session:
            await Bases(session, self.principal).get(self.kb, "write")

    async def once(
        self, brought: Brought, about: object, work: Callable[[Session], Awaitable[Answer]]
    ) -> Answer:
        """Do the work in a transaction, or answer as the same files were answered before."""
        sent = [[file.path, file.digest] for file in brought.files]
        refused = [[one.path, one.code] for one in brought.refused]
        digest = await asyncio.to_thread(fingerprint, self.request.url.path, [sent, refused, about])
        async with self.database.write() as session:
            only = Idempotency(session, self.principal, self.key, digest)
            return await only.once(lambda: work(session))


def _intake(
    request: Request,
    kb: str,
    principal: CurrentPrincipal,
    database: DatabaseDep,
    wakeups: WakeupsDep,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> Intake:
    state = request.app.state
    unneeded = state.tools.unneeded_files
    return Intake(request, kb, principal, database, wakeups, state.shelf, unneeded, key)


IntakeDep = Annotated[Intake, Depends(_intake)]


@router.post("/documents", status_code=202, response_model=Accepted, openapi_extra=UPLOAD_FORM)
async def upload(intake: IntakeDep, response: Response) -> object:
    """Upload files, as many as there are; one run takes them in. The same content is kept once.

    Each file is stored while it comes. One that cannot be taken in is refused by name, and the
    rest goes on.
    """
    await intake.look_up()
    async with _received(intake, Upload(intake.shelf)) as brought:
        return await _take_in(intake, response, brought)


@router.post("/import", status_code=202, response_model=Accepted, max_body_size=MAX_PATHS)
async def import_paths(intake: IntakeDep, response: Response, body: PathsToImport) -> object:
    """Take in files and folders on the server, under the roots that it allows."""
    await intake.look_up()
    named, problems = await asyncio.to_thread(on_server, intake.shelf, body.paths)
    async with _shelved(intake, put_all(intake.shelf, named)) as brought:
        return await _take_in(intake, response, brought, problems)


@router.post("/rebuild", status_code=202, response_model=RebuildStarted, openapi_extra=REBUILD_FORM)
async def rebuild(intake: IntakeDep, response: Response, tools: ToolsDep) -> object:
    """Build the base anew, from its own files or from those sent; the old one answers meanwhile."""
    await intake.look_up()
    form = Upload(intake.shelf, needs_files=False)
    async with _form(intake, form) as brought:
        chosen, model = None, form.fields.get("model")
        language = form.fields.get("language") or None
        if model and len(model) > LONGEST_MODEL:
            msg = f"The name of a model has {LONGEST_MODEL} characters at the most."
            raise ModelInvalid(msg)
        if model:
            chosen = (await tools.embeddings.get(allowed_model(intake.shelf, model))).name
        sent = brought.files if form.names else None
        if sent == []:
            msg = "None of the files sent can be taken in, so the base stays as it is."
            raise NoFiles(msg)

        async def work(session: Session) -> Answer:
            caller = Caller(session, intake.principal, intake.wakeups)
            base = await Bases(session, intake.principal).get(intake.kb, "write")
            run = await service.start_rebuild(caller, base, chosen, sent, language)
            return {"run_id": run.id, "refused": [asdict(one) for one in brought.refused]}

        answer = await intake.once(brought, [chosen, sent is None, language], work)
    response.headers["Location"] = f"/api/runs/{answer['run_id']}"
    return answer


async def _take_in(
    intake: Intake, response: Response, brought: Brought, problems: Sequence[PathProblem] = ()
) -> Answer:
    async def work(session: Session) -> Answer:
        caller = Caller(session, intake.principal, intake.wakeups)
        failpoint("intake.stored")
        base = await Bases(session, intake.principal).get(intake.kb, "write")
        added = await service.add_files(caller, base, brought.files)
        await intake.unneeded_files.forget_unneeded(session, intake.principal)
        return _answer(added, [*problems, *brought.refused])

    answer = await intake.once(brought, "", work)
    if answer["run_id"]:
        response.headers["Location"] = f"/api/runs/{answer['run_id']}"
    return answer


def _answer(added: service.Added, refused: Sequence[PathProblem]) -> Answer:
    refusals = [asdict(one) for one in refused]
    taken = [
        {
            "path": one.file.path,
            "document_id": one.document_id,
            "state": "accepted" if one.is_new else "unchanged",
        }
        for one in (added.files if len(added.files) + len(refused) <= MOST_LISTED else ())
    ]
    return {
        "run_id": added.run.id if added.run else None,
        "accepted": len(added.files) - added.unchanged,
        "unchanged": added.unchanged,
        "refused": refusals,
        "files": [*taken, *({**one, "state": "refused"} for one in refusals[:MOST_LISTED])],
    }


@asynccontextmanager
async def _form(intake: Intake, form: Upload) -> AsyncIterator[Brought]:
    """The files of a form; none where the request has no multipart form at all."""
    if intake.request.headers.get("Content-Type", "").lower().startswith(MULTIPART):
        async with _received(intake, form) as brought:
            yield brought
    else:
        fields = await intake.request.form(max_fields=10)
        form.fields.update({name: str(value) for name, value in fields.items()})
        yield Brought()


@asynccontextmanager
async def _received(intake: Intake, form: Upload) -> AsyncIterator[Brought]:
    """The files of a multipart form, stored as they come."""
    content_type = intake.request.headers.get("Content-Type", "")
    uploads: OpenUploads = intake.request.app.state.open_uploads
    try:
        with uploads.take(intake.principal) as place:
            async with (
                aclosing(intake.request.stream()) as body,
                received(form, content_type, body) as brought,
            ):
                place.close()  # all is here: what is done with it holds up no other upload
                yield brought
    finally:
        await intake.unneeded_files.forget_unnamed({stored.digest for stored in form.stored})


@asynccontextmanager
async def _shelved(
    intake: Intake, putting: AbstractAsyncContextManager[Brought]
) -> AsyncIterator[Brought]:
    """The files, stored; those that nothing names in the end are gone again."""
    brought = Brought()
    try:
        async with putting as brought:
            yield brought
    finally:
        await intake.unneeded_files.forget_unnamed({stored.digest for stored in brought.stored})
