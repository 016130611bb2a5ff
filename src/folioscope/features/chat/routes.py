"""The HTTP door of conversations."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from folioscope.features.chat import service
from folioscope.features.chat.repository import Messages, Threads
from folioscope.features.chat.schemas import (
    MessageAccepted,
    MessageCreate,
    MessageList,
    ThreadCreate,
    ThreadRead,
)
from folioscope.features.chat.service import NewThread, Question
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/threads", tags=["chat"])


@router.post("", status_code=201, response_model=ThreadRead)
async def create(
    body: ThreadCreate, principal: CurrentPrincipal, session: WriteSession, only: IdempotencyDep
) -> object:
    """Begin a conversation."""

    async def work() -> dict[str, Any]:
        thread = await service.create_thread(session, principal, NewThread(**body.model_dump()))
        return ThreadRead.model_validate(thread).model_dump(mode="json")

    return await only.once(work)


@router.get("/{thread_id}", response_model=ThreadRead)
async def show(thread_id: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """A conversation."""
    return await Threads(session, principal).get(thread_id)


@router.get("/{thread_id}/messages", response_model=MessageList)
async def messages(thread_id: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """The messages of a conversation with their citations, in order."""
    thread = await Threads(session, principal).get(thread_id)
    return {"messages": await Messages(session, principal).list(thread.id)}


@router.post("/{thread_id}/messages", status_code=202, response_model=MessageAccepted)
async def post_message(
    response: Response,
    thread_id: str,
    body: MessageCreate,
    caller: CallerDep,
    only: IdempotencyDep,
) -> object:
    """Ask a question; a run answers it, and its events are the answer."""

    async def work() -> dict[str, Any]:
        question = Question(**body.model_dump(exclude={"policy"}))
        message = await service.post_message(caller, thread_id, question)
        return {"run_id": message.run_id, "message_id": message.id}

    accepted = await only.once(work)
    response.headers["Location"] = f"/api/runs/{accepted['run_id']}"
    return accepted
