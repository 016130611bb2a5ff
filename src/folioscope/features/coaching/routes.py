"""The HTTP door of coaching."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from folioscope.features.chat.repository import Messages
from folioscope.features.chat.service import Terms
from folioscope.features.coaching.desk import Desk, Tools
from folioscope.features.coaching.replies import reply
from folioscope.features.coaching.schemas import (
    DraftWanted,
    Reply,
    SessionList,
    SessionMessage,
    SessionStart,
    SessionWhole,
)
from folioscope.features.coaching.service import Said, Start
from folioscope.features.coaching.sessions import Coached
from folioscope.features.coaching.snapshot import snapshot_of
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.platform.runs.followed import Streams

router = APIRouter(prefix="/api/chat", tags=["coaching"])

Wait = Annotated[
    bool, Query(description="for the answer; without it the run is told, and can be followed")
]


def _tools(request: Request) -> Tools:
    state = request.app.state
    return Tools(
        database=state.database,
        wakeups=state.wakeups,
        shelf=state.shelf,
        unneeded=state.tools.unneeded_files,
        embeddings=state.tools.embeddings,
        made=state.base_defaults,
        open_sessions=state.open_coaching_sessions,
        terms=Terms(state.question_limits, state.llms),
    )


def _desk(
    request: Request,
    principal: CurrentPrincipal,
    tools: Annotated[Tools, Depends(_tools)],
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> Desk:
    return Desk(tools, principal, key, request.url.path)


def _streams(request: Request) -> Streams:
    state = request.app.state
    return Streams(state.database, state.tails, state.open_streams)


DeskDep = Annotated[Desk, Depends(_desk)]
StreamsDep = Annotated[Streams, Depends(_streams)]
ACCEPTED: dict[int | str, dict[str, Any]] = {202: {"model": Reply}}


@router.post("/start", response_model=Reply, responses=ACCEPTED)
async def start(
    response: Response,
    body: SessionStart,
    desk: DeskDep,
    streams: StreamsDep,
    *,
    wait: Wait = True,
) -> object:
    """Begin a session about a job with a profile, and answer its first question.

    Both texts are kept as they are now; what becomes of the offer or the profile later changes
    nothing in the session.
    """
    wanted = Start(body.offer_id, body.job_text, body.job_title, body.company, body.profile)
    way = {"mode": body.mode, "model": body.model, "context": body.context or ""}
    accepted = await desk.start(wanted, way, body.message)
    return await _answered(response, desk, streams, accepted, wait=wait)


@router.post("/{session_id}/message", response_model=Reply, responses=ACCEPTED)
async def message(
    response: Response,
    session_id: str,
    body: SessionMessage,
    desk: DeskDep,
    streams: StreamsDep,
    *,
    wait: Wait = True,
) -> object:
    """Go on with a session: the texts are searched anew for each message."""
    said = Said(
        body.message, body.mode, body.model, body.policy, body.cache, replaces=body.replaces
    )
    accepted = await desk.say(session_id, said)
    return await _answered(response, desk, streams, accepted, wait=wait)


@router.post("/{session_id}/letter", response_model=Reply, responses=ACCEPTED)
async def write_letter(
    response: Response,
    session_id: str,
    body: DraftWanted,
    desk: DeskDep,
    streams: StreamsDep,
    *,
    wait: Wait = True,
) -> object:
    """Have a letter for the job written, of nothing but what the profile says."""
    accepted = await desk.draft(session_id, "letter", body.language, body.model)
    return await _answered(response, desk, streams, accepted, wait=wait)


@router.post("/{session_id}/cv", response_model=Reply, responses=ACCEPTED)
async def tailor_cv(
    response: Response,
    session_id: str,
    body: DraftWanted,
    desk: DeskDep,
    streams: StreamsDep,
    *,
    wait: Wait = True,
) -> object:
    """Have the CV put in order for the job; what is otherwise is told field by field."""
    accepted = await desk.draft(session_id, "cv", body.language, body.model)
    return await _answered(response, desk, streams, accepted, wait=wait)


@router.get("/sessions", response_model=SessionList)
async def index(
    desk: DeskDep, database: DatabaseDep, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> object:
    """Sessions, those that were touched last first."""
    async with database.read() as session:
        found = await desk.tools.open_sessions(session, desk.principal).list(limit)
    return {"sessions": [_read(coached) for coached in found]}


@router.get("/{session_id}", response_model=SessionWhole)
async def show(session_id: str, desk: DeskDep, database: DatabaseDep) -> object:
    """A session with the texts it is about, and all that was said."""
    async with database.read() as session:
        coached = await desk.tools.open_sessions(session, desk.principal).get(session_id)
        said = await Messages(session, desk.principal).list(coached.thread_id)
    (_, resume), (_, job) = snapshot_of(coached.snapshot).files
    return {**_read(coached), "resume_text": resume, "job_text": job, "messages": said}


@router.delete("/{session_id}", status_code=204)
async def delete(session_id: str, desk: DeskDep) -> Response:
    """Delete a session with what was said in it; its index too, unless another session uses it."""
    await desk.remove(session_id)
    return Response(status_code=204)


async def _answered(
    response: Response, desk: Desk, streams: Streams, accepted: dict[str, Any], *, wait: bool
) -> dict[str, Any]:
    """The reply; 202 where the run goes on."""
    response.headers["Location"] = f"/api/runs/{accepted['run_id']}"
    told = await reply(streams, desk.principal, accepted) if wait else accepted
    if "status" not in told:
        response.status_code = 202
    return told


def _read(coached: Coached) -> dict[str, Any]:
    snapshot = coached.snapshot
    return {
        "session_id": coached.id,
        "thread_id": coached.thread_id,
        "resume_id": coached.resume_id,
        "offer_id": coached.offer_id,
        "base": coached.base_name,
        "person": snapshot["person"],
        "job_title": snapshot["title"],
        "company": snapshot["company"],
        "context": coached.context,
        "created_at": coached.created_at,
        "updated_at": coached.updated_at,
    }
