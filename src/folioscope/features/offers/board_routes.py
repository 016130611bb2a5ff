"""The HTTP door of job boards."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.job_boards.port import BoardConfig, OpenBoard
from folioscope.features.knowledge.incoming import Shelf, allowed_path
from folioscope.features.knowledge.routes import DefaultsDep, ToolsDep
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.offers import service
from folioscope.features.offers.board_repository import BoardFigures, Boards
from folioscope.features.offers.schemas import (
    BoardChange,
    BoardCreate,
    BoardList,
    BoardRead,
    SyncList,
    SyncRead,
    SyncStarted,
    SyncWanted,
)
from folioscope.features.offers.service import NewBoard
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.database.engine import Session, after_commit
from folioscope.platform.principal import LOCAL_USER_ID, Principal
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/boards", tags=["offers"])
MOST_SYNCS = 20


@dataclass(frozen=True)
class BoardOpening:
    """What opens boards, which files on the server a request may name, and how bases are made."""

    open_board: OpenBoard
    shelf: Shelf
    is_trusted: bool
    made: BaseDefaults
    embeddings: EmbeddingModels

    async def base_defaults(self) -> BaseDefaults:
        """How the base of a board is made, with the whole name of its embedding model."""
        return replace(self.made, model=(await self.embeddings.get(self.made.model)).name)

    async def checked(self, backend: str, config: BoardConfig) -> BoardConfig:
        """The configuration, if a board can be opened with it; nobody is asked anything."""
        if config.path and not self.is_trusted:
            real = await asyncio.to_thread(
                allowed_path, Path(config.path), self.shelf.allowed_roots
            )
            config = replace(config, path=str(real), held=True)
        opened = await asyncio.to_thread(self.open_board, backend, config)
        await opened.aclose()
        return config


def _opening(
    request: Request, principal: CurrentPrincipal, tools: ToolsDep, defaults: DefaultsDep
) -> BoardOpening:
    return BoardOpening(
        request.app.state.folioscope.syncing.open_board,
        defaults.shelf,
        bool(request.state.holds_token) and principal.user_id == LOCAL_USER_ID,
        defaults.made,
        tools.embeddings,
    )


OpeningDep = Annotated[BoardOpening, Depends(_opening)]


@router.post("", status_code=201, response_model=BoardRead)
async def create(
    body: BoardCreate,
    principal: CurrentPrincipal,
    session: WriteSession,
    opening: OpeningDep,
    only: IdempotencyDep,
) -> object:
    """Add a job board; its offers come with a sync, and are documents of a base of its name."""
    config = await opening.checked(body.backend, body.as_config())
    made = await opening.base_defaults()
    wanted = NewBoard(body.name, body.backend, config, body.every_seconds)

    async def work() -> dict[str, object]:
        board = await service.add_board(session, principal, wanted, made)
        return (await _shown(session, principal, board.id)).model_dump(mode="json")

    return await only.once(work)


@router.get("", response_model=BoardList)
async def index(principal: CurrentPrincipal, session: ReadSession) -> object:
    """The job boards the caller may see, by name."""
    boards = Boards(session, principal)
    return {"boards": [_read(one) for one in await boards.figures(await boards.list())]}


@router.get("/{board}", response_model=BoardRead)
async def show(board: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """A job board by id or by the caller's own name."""
    return await _shown(session, principal, board)


@router.patch("/{board}", response_model=BoardRead)
async def change(
    board: str, body: BoardChange, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Say how often a board is synced by itself."""
    found = await Boards(session, principal).lock(board)
    service.set_pace(found, body.every_seconds)
    await session.flush()
    return await _shown(session, principal, found.id)


@router.delete("/{board}", status_code=204)
async def delete(
    board: str, principal: CurrentPrincipal, session: WriteSession, tools: ToolsDep
) -> Response:
    """Delete a job board with its offers and their documents."""
    removed = await service.remove_board(session, principal, board)
    if removed.base_id is not None:
        base_id = removed.base_id
        after_commit(session, lambda: tools.indexes.forget(base_id))
    tools.unneeded_files.forget(session, removed.unneeded)
    return Response(status_code=204)


@router.post("/{board}/sync", status_code=202, response_model=SyncStarted)
async def sync(
    board: str, body: SyncWanted, caller: CallerDep, only: IdempotencyDep, response: Response
) -> object:
    """See what a board lists now: one run that stores it, and runs that embed what is new."""

    async def work() -> dict[str, object]:
        return {"run_id": (await service.start_sync(caller, board, body.since)).id}

    started = await only.once(work)
    response.headers["Location"] = f"/api/runs/{started['run_id']}"
    return started


@router.get("/{board}/syncs", response_model=SyncList)
async def syncs(
    board: str,
    principal: CurrentPrincipal,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=100)] = MOST_SYNCS,
) -> object:
    """The last looks at a board, the newest first."""
    boards = Boards(session, principal)
    found = await boards.syncs(await boards.get(board), limit)
    return {"syncs": [SyncRead.model_validate(each) for each in found]}


async def _shown(session: Session, principal: Principal, reference: str) -> BoardRead:
    boards = Boards(session, principal)
    return _read((await boards.figures([await boards.get(reference)]))[0])


def _read(figures: BoardFigures) -> BoardRead:
    board, last = figures.board, figures.last_sync
    return BoardRead(
        board_id=board.id,
        name=board.name,
        backend=board.backend,
        config={name: told for name, told in board.config.items() if name != "held"},
        kb_id=board.base_id,
        every_seconds=board.every_seconds,
        next_sync_at=board.next_sync_at,
        open=figures.open,
        closed=figures.closed,
        last_sync=None if last is None else SyncRead.model_validate(last),
    )
