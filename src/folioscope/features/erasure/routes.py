"""The HTTP door of erasures and their receipts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from folioscope.features.erasure import service
from folioscope.features.erasure.cleaning import Cleaner
from folioscope.features.erasure.repository import Erasures
from folioscope.features.erasure.schemas import (
    DocumentNamed,
    ErasureList,
    ErasurePreview,
    ErasureRead,
    ErasureWanted,
)
from folioscope.features.erasure.service import Means
from folioscope.features.erasure.subject_repository import Subjects
from folioscope.features.erasure.subjects import (
    PersonWanted,
    Subject,
    a_document,
    a_person,
    a_user,
)
from folioscope.features.erasure.tables import Erasure
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep, ReadSession
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import OVER_ALL, Principal
from folioscope.platform.runs.routes import WakeupsDep
from folioscope.platform.runs.service import Caller

router = APIRouter(prefix="/api/erasures", tags=["erasure"])

WAIT_SECONDS = 10.0  # that a request waits for the cleaning


def _cleaner(request: Request) -> Cleaner:
    cleaner: Cleaner = request.app.state.folioscope.cleaner
    return cleaner


def _means(request: Request, body: ErasureWanted) -> Means:
    state = request.app.state
    return Means(state.open_coaching_sessions, state.tools.unneeded_files, body.rewrite)


def _answering(request: Request, principal: CurrentPrincipal) -> Principal:
    """Who erases: at the machine the operator, who answers for what is in all accounts."""
    is_operator = principal.kind == "local" and request.state.holds_token
    return OVER_ALL if is_operator else principal


AnsweringDep = Annotated[Principal, Depends(_answering)]


def _eraser(body: ErasureWanted, principal: CurrentPrincipal, answering: AnsweringDep) -> Principal:
    """The same; but accounts are deleted where it is seen to that an owner is left."""
    return answering if body.user_id is None else principal


EraserDep = Annotated[Principal, Depends(_eraser)]
CleanerDep = Annotated[Cleaner, Depends(_cleaner)]
MeansDep = Annotated[Means, Depends(_means)]


@router.post("", status_code=201, response_model=ErasureRead)
async def create(
    body: ErasureWanted,
    principal: EraserDep,
    database: DatabaseDep,
    wakeups: WakeupsDep,
    cleaner: CleanerDep,
    means: MeansDep,
) -> object:
    """Erase a document, a person or a user with every trace; a receipt tells what is done.

    A receipt that says “cleaning” is completed in the background. With the server's own token a
    document or a person is looked for in the bases of all accounts.
    """
    async with database.write() as session:
        subject = await _subject(session, principal, body)
        caller = Caller(session, principal, wakeups)
        kind: service.Kind = "document" if body.document else "person" if body.person else "user"
        erasure = await service.erase(caller, kind, subject, means)
    cleaner.begin(erasure.id)
    await cleaner.wait(erasure.id, WAIT_SECONDS)
    async with database.read() as session:
        return read_erasure(await Erasures(session, principal).get(erasure.id))


@router.post("/preview", response_model=ErasurePreview)
async def preview(body: ErasureWanted, principal: EraserDep, session: ReadSession) -> object:
    """What would be erased, and whose it is; nothing is."""
    subject = await _subject(session, principal, body)
    mentioning = await Subjects(session, principal).documents(subject.mentions)
    return ErasurePreview(
        documents=[DocumentNamed.model_validate(one) for one in subject.documents],
        mentioned_in=[DocumentNamed.model_validate(one) for one in mentioning],
        not_searched=[name for _, name in subject.unsearched],
        resumes=len(subject.resumes),
        users=list(subject.users),
    )


@router.get("", response_model=ErasureList)
async def index(
    principal: AnsweringDep,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> object:
    """The receipts of erasures, the latest first."""
    found = await Erasures(session, principal).latest(limit)
    return {"erasures": [read_erasure(erasure) for erasure in found]}


@router.get("/{erasure_id}", response_model=ErasureRead)
async def show(erasure_id: str, principal: AnsweringDep, session: ReadSession) -> object:
    """The receipt of an erasure."""
    return read_erasure(await Erasures(session, principal).get(erasure_id))


async def _subject(session: Session, principal: Principal, body: ErasureWanted) -> Subject:
    if body.document is not None:
        wanted = body.document
        return await a_document(
            session, principal, wanted.kb, wanted.document, whole_file=wanted.whole_file
        )
    if body.person is not None:
        return await a_person(session, principal, PersonWanted(**body.person.model_dump()))
    return await a_user(session, principal, body.user_id or 0)


def read_erasure(erasure: Erasure) -> ErasureRead:
    """A receipt as it is told."""
    told: dict[str, Any] = {"cleaned": {}, "left": {}, "database": None, "completed_at": None}
    told["not_searched"] = []  # as it was before there were blind bases
    told |= {name: value for name, value in erasure.receipt.items() if name != "pending"}
    return ErasureRead(
        **told,
        erasure_id=erasure.id,
        kind=erasure.kind,
        at=erasure.at,
    )
