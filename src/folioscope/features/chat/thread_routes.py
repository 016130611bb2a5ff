"""The HTTP door to conversations as a whole: list, open, change, delete, take along."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from folioscope.features.chat import export, service
from folioscope.features.chat.pages import read_page_cursor
from folioscope.features.chat.repository import Messages, ThreadFigures, Threads, Wanted
from folioscope.features.chat.schemas import (
    MessageRead,
    ThreadChange,
    ThreadExport,
    ThreadList,
    ThreadRead,
)
from folioscope.features.models.routes import LlmsDep
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.database.base import now
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/threads", tags=["chat"])

Archived = Literal["false", "true", "all"]
ARCHIVED = {"false": False, "true": True, "all": None}
EXPORTED = {"text/markdown": {"schema": {"type": "string"}}}


@router.get("", response_model=ThreadList)
async def index(
    principal: CurrentPrincipal,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    archived: Archived = "false",
    q: Annotated[str | None, Query(max_length=200, description="a text in the title")] = None,
) -> object:
    """Conversations, those with the newest activity first."""
    beyond = None if cursor is None else read_page_cursor(cursor)
    wanted = Wanted(archived=ARCHIVED[archived], title=q, beyond=beyond, limit=limit)
    page, next_cursor = await service.list_threads(session, principal, wanted)
    return ThreadList(threads=[_read(figures) for figures in page], next_cursor=next_cursor)


@router.get("/{thread_id}", response_model=ThreadRead)
async def show(thread_id: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """A conversation."""
    return _read(await Threads(session, principal).figures(thread_id))


@router.patch("/{thread_id}", response_model=ThreadRead)
async def change(
    thread_id: str,
    body: ThreadChange,
    principal: CurrentPrincipal,
    session: WriteSession,
    llms: LlmsDep,
) -> object:
    """Rename a conversation, archive it or bring it back, choose its mode or its model."""
    wanted = service.ThreadChange(**body.model_dump())
    return _read(await service.change_thread(session, principal, thread_id, wanted, llms))


@router.delete("/{thread_id}", status_code=204)
async def delete(thread_id: str, caller: CallerDep) -> Response:
    """Delete a conversation with its messages, runs and events; what runs in it is stopped."""
    await service.delete_thread(caller, thread_id)
    return Response(status_code=204)


@router.get(
    "/{thread_id}/export",
    response_class=Response,
    responses={200: {"model": ThreadExport, "content": EXPORTED}},
)
async def take_along(
    thread_id: str,
    principal: CurrentPrincipal,
    session: ReadSession,
    kind: Annotated[Literal["markdown", "json"], Query(alias="format")] = "markdown",
) -> Response:
    """A conversation as a file: to be read, or with everything that is stored of it."""
    figures = await Threads(session, principal).figures(thread_id)
    thread = figures.thread
    messages = await Messages(session, principal).list(thread.id, superseded=kind == "json")
    if kind == "json":
        told = [MessageRead.model_validate(message) for message in messages]
        whole = ThreadExport(exported_at=now(), thread=_read(figures), messages=told)
        content, media_type = whole.model_dump_json(indent=2), "application/json"
    else:
        content, media_type = export.markdown(thread, messages), "text/markdown"
    name = export.file_name(thread, "json" if kind == "json" else "md")
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=disposition)


def _read(figures: ThreadFigures) -> ThreadRead:
    thread = ThreadRead.model_validate(figures.thread)
    found = {
        "message_count": figures.messages,
        "active_run_id": figures.active_run_id,
        "active_run_status": figures.active_run_status,
    }
    return thread.model_copy(update=found)
