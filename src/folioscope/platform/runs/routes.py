"""The HTTP door of runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep, WriteSession
from folioscope.platform.api.streams import EventStream
from folioscope.platform.runs import service
from folioscope.platform.runs.budgets import Budget
from folioscope.platform.runs.followed import Streams
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.schemas import RunRead
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(prefix="/api/runs", tags=["runs"])


def _streams(request: Request) -> Streams:
    state = request.app.state
    return Streams(state.database, state.tails, state.open_streams)


async def _until_answered() -> AsyncIterator[ExitStack]:
    """What is put into it is given back when the answer is sent, or its client is gone."""
    with ExitStack() as held:
        yield held


def _wakeups(request: Request) -> Wakeups:
    wakeups: Wakeups = request.app.state.wakeups
    return wakeups


WakeupsDep = Annotated[Wakeups, Depends(_wakeups)]


def _caller(session: WriteSession, principal: CurrentPrincipal, wakeups: WakeupsDep) -> Caller:
    return Caller(session, principal, wakeups)


def _budget(request: Request) -> Budget:
    budget: Budget = request.app.state.budget
    return budget


CallerDep = Annotated[Caller, Depends(_caller)]
BudgetDep = Annotated[Budget, Depends(_budget)]


@router.get("/{run_id}", response_model=RunRead)
async def show(run_id: str, principal: CurrentPrincipal, database: DatabaseDep) -> object:
    """State, attempt, usage and error of a run."""
    async with database.read() as session:
        return await Runs(session, principal).get(run_id)


@router.get("/{run_id}/events", status_code=200, response_class=EventStream)
async def events(
    run_id: str,
    principal: CurrentPrincipal,
    streams: Annotated[Streams, Depends(_streams)],
    held: Annotated[ExitStack, Depends(_until_answered, scope="request")],
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[str | None, Query(description="Resume after this event")] = None,
) -> Response:
    """The events of a run as server-sent events, from any point; 204 when none are left."""
    stream = await streams.open(principal, run_id, last_event_id or after or "0")
    if stream is None:
        return Response(status_code=204)
    held.enter_context(stream.place)
    return EventStream(stream.events, stream.cursor)


@router.post("/{run_id}/cancel", response_model=RunRead)
async def cancel(run_id: str, caller: CallerDep) -> object:
    """Ask a run to end; its partial text is kept. A run that has ended stays as it is."""
    return await service.cancel(caller, run_id)
