"""The HTTP door of runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep, WriteSession
from folioscope.platform.api.streams import EventStream
from folioscope.platform.runs import service
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.schemas import RunRead
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(prefix="/api/runs", tags=["runs"])


def _tails(request: Request) -> Tails:
    tails: Tails = request.app.state.tails
    return tails


def _wakeups(request: Request) -> Wakeups:
    wakeups: Wakeups = request.app.state.wakeups
    return wakeups


WakeupsDep = Annotated[Wakeups, Depends(_wakeups)]


def _caller(session: WriteSession, principal: CurrentPrincipal, wakeups: WakeupsDep) -> Caller:
    return Caller(session, principal, wakeups)


CallerDep = Annotated[Caller, Depends(_caller)]


@router.get("/{run_id}", response_model=RunRead)
async def show(run_id: str, principal: CurrentPrincipal, database: DatabaseDep) -> object:
    """State, attempt, usage and error of a run."""
    async with database.read() as session:
        return await Runs(session, principal).get(run_id)


@router.get("/{run_id}/events", status_code=200, response_class=EventStream)
async def events(
    run_id: str,
    principal: CurrentPrincipal,
    database: DatabaseDep,
    tails: Annotated[Tails, Depends(_tails)],
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[str | None, Query(description="Resume after this event")] = None,
) -> Response:
    """The events of a run as server-sent events, from any point; 204 when none are left."""
    cursor = service.read_cursor(last_event_id or after or "0")
    async with database.read() as session:
        run = await Runs(session, principal).get(run_id)
    if service.is_beyond_the_end(run, cursor):
        return Response(status_code=204)
    return EventStream(tails.follow(run_id, cursor), cursor)


@router.post("/{run_id}/cancel", response_model=RunRead)
async def cancel(run_id: str, caller: CallerDep) -> object:
    """Ask a run to end; its partial text is kept. A run that has ended stays as it is."""
    return await service.cancel(caller, run_id)
