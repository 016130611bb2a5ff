"""The HTTP door of watched folders."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.routes import ToolsDep
from folioscope.features.watches import service
from folioscope.features.watches.repository import FileState, Watches
from folioscope.features.watches.schemas import (
    FilesWanted,
    FolderToWatch,
    FollowedFileList,
    FollowedFileRead,
    LookedAt,
    WatchList,
    WatchRead,
)
from folioscope.features.watches.service import Folder, folder_to_watch
from folioscope.features.watches.tables import Watch
from folioscope.features.watches.watching import Watcher
from folioscope.platform.api.dependencies import (
    CurrentPrincipal,
    DatabaseDep,
    ReadSession,
    WriteSession,
)
from folioscope.platform.database.engine import after_commit

router = APIRouter(prefix="/api/kbs/{kb}/watches", tags=["knowledge"])


def _watcher(request: Request) -> Watcher:
    watcher: Watcher = request.app.state.watcher
    return watcher


async def _folder(request: Request, body: FolderToWatch) -> Folder:
    """The folder a request names: anywhere, if it shows the token of the server."""
    trusted = bool(request.state.holds_token)
    find = partial(folder_to_watch, request.app.state.shelf, body.path, trusted=trusted)
    return await asyncio.to_thread(find)


WatcherDep = Annotated[Watcher, Depends(_watcher)]
FolderDep = Annotated[Folder, Depends(_folder)]


@router.post("", status_code=201, response_model=WatchRead)
async def create(
    kb: str,
    folder: FolderDep,
    principal: CurrentPrincipal,
    session: WriteSession,
    watcher: WatcherDep,
) -> object:
    """Have the base follow a folder on the server; one that it follows already is begun anew."""
    base = await Bases(session, principal).get(kb, "own")
    watch = await service.watch(session, principal, base, folder)
    after_commit(session, watcher.poke)
    return _read(watch, await Watches(session, principal).counts(watch), watcher)


@router.get("", response_model=WatchList)
async def index(
    kb: str, principal: CurrentPrincipal, session: ReadSession, watcher: WatcherDep
) -> object:
    """The folders that the base follows."""
    watches = Watches(session, principal)
    found = await watches.list(await Bases(session, principal).get(kb, "own"))
    return {"watches": [_read(watch, await watches.counts(watch), watcher) for watch in found]}


@router.delete("", status_code=204)
async def delete(
    kb: str,
    watch: Annotated[str, Query(description="id or path of the watched folder")],
    principal: CurrentPrincipal,
    session: WriteSession,
    tools: ToolsDep,
    remove: Annotated[bool, Query(description="remove its documents too")] = False,  # noqa: FBT002
) -> Response:
    """Follow a folder no longer."""
    base = await Bases(session, principal).get(kb, "own")
    await service.unwatch(session, principal, base, watch, remove=remove)
    await tools.unneeded_files.forget_unneeded(session, principal)
    return Response(status_code=204)


@router.get("/{watch_id}/files", response_model=FollowedFileList)
async def files(
    kb: str,
    watch_id: str,
    principal: CurrentPrincipal,
    session: ReadSession,
    wanted: Annotated[FilesWanted, Query()],
) -> object:
    """The files of a watched folder by path, each with its state and reason."""
    watches = Watches(session, principal)
    watch = await watches.get(await Bases(session, principal).get(kb, "own"), watch_id)
    found = await watches.files(watch, wanted.limit, wanted.after, wanted.state)
    shown = [_read_file(each) for each in found]
    return {"files": shown, "next": found[-1].place if len(found) == wanted.limit else None}


@router.post("/{watch_id}/look", response_model=LookedAt)
async def look(
    kb: str, watch_id: str, principal: CurrentPrincipal, database: DatabaseDep, watcher: WatcherDep
) -> object:
    """Look at the folder now; what is new goes into one run."""
    async with database.read() as session:
        base = await Bases(session, principal).get(kb, "own")
        watch = await Watches(session, principal).get(base, watch_id)
    looked = await watcher.look(watch.id)
    return {"outcome": looked.outcome, "run_id": looked.run_id}


def _read(watch: Watch, counts: dict[str, int], watcher: Watcher) -> WatchRead:
    return WatchRead(
        watch_id=watch.id,
        path=watch.path,
        state=watch.state,
        reason=watch.reason,
        by_setting=watch.origin is not None,
        files=counts,
        skipped=watch.skipped,
        run_id=watch.run_id,
        host=watch.host,
        looked_at=watch.looked_at,
        is_followed=watcher.is_running,
        seconds=watcher.seconds,
    )


def _read_file(found: FileState) -> FollowedFileRead:
    file = found.file
    return FollowedFileRead(
        path=file.label,
        state=found.state,
        reason=found.reason,
        same_as=found.same_as,
        is_found=found.is_found,
        size=file.size,
        digest=file.digest,
        changed_at=file.changed_at,
    )
