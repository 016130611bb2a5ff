"""The HTTP door of conversations."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from folioscope.features.chat import service
from folioscope.features.chat.repository import Messages, Threads
from folioscope.features.chat.schemas import (
    MessageAccepted,
    MessageCreate,
    MessageList,
    ThreadCreate,
    ThreadRead,
)
from folioscope.features.chat.service import NewThread, Question, Terms
from folioscope.features.models.routes import LlmsDep
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/threads", tags=["chat"])


def _terms(request: Request) -> Terms:
    return Terms(request.app.state.question_limits, request.app.state.llms)


@router.post("", status_code=201, response_model=ThreadRead)
async def create(
    body: ThreadCreate,
    principal: CurrentPrincipal,
    session: WriteSession,
    only: IdempotencyDep,
    llms: LlmsDep,
) -> object:
    """Begin a conversation."""

    async def work() -> dict[str, Any]:
        wanted = NewThread(**body.model_dump())
        thread = await service.create_thread(session, principal, wanted, llms)
        return ThreadRead.model_validate(thread).model_dump(mode="json")

    return await only.once(work)


@router.get("/{thread_id}/messages", response_model=MessageList)
async def messages(
    thread_id: str, principal: CurrentPrincipal, session: ReadSession, *, superseded: bool = False
) -> object:
    """The messages of a conversation with their citations, in order."""
    thread = await Threads(session, principal).get(thread_id)
    found = await Messages(session, principal).list(thread.id, superseded=superseded)
    return {"messages": found}


@router.post("/{thread_id}/messages", status_code=202, response_model=MessageAccepted)
async def post_message(
    response: Response,
    thread_id: str,
    body: MessageCreate,
    caller: CallerDep,
    terms: Annotated[Terms, Depends(_terms)],
    only: IdempotencyDep,
) -> object:
    """Ask a question; a run answers it, and its events are the answer.

    While a question of the thread is not answered yet, the policy says what becomes of it.
    """

    question = Question(**body.model_dump())
    accepted = await only.once(partial(service.accept, caller, thread_id, question, terms))
    response.headers["Location"] = f"/api/runs/{accepted['run_id']}"
    return accepted
