"""What routes ask for: who is calling, a transaction, and what the process has opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.applications import Starlette

from folioscope.errors import Unauthenticated
from folioscope.platform.api.open_uploads import OpenUploads
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal
from folioscope.telemetry.instruments import SILENT, Telemetry


class LoginNeeded(Unauthenticated):
    """A request of nobody who is known, for what is somebody's."""

    code = "login_needed"


def telemetry_of(app: Starlette) -> Telemetry:
    """What the parts of an app report to."""
    return getattr(app.state, "telemetry", SILENT)


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _reading(request: Request) -> AsyncIterator[Session]:
    async with _database(request).read() as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[Session]:
    async with _database(request).write() as session:
        yield session


def _uploads(request: Request) -> OpenUploads:
    uploads: OpenUploads = request.app.state.open_uploads
    return uploads


def _principal(request: Request) -> Principal:
    principal: Principal | None = request.state.principal
    if principal is None:  # the gate would have said so before
        raise LoginNeeded("Nobody is known here without logging in or a token.")
    return principal


DatabaseDep = Annotated[Database, Depends(_database)]
UploadsDep = Annotated[OpenUploads, Depends(_uploads)]
CurrentPrincipal = Annotated[Principal, Depends(_principal)]
# "function": the transaction is committed at the edge, before the response is sent.
ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
