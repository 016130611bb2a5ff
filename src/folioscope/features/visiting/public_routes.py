"""The HTTP door of public chats, for strangers: nobody need be known here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from folioscope.features.visiting import service
from folioscope.features.visiting.repository import ChatClosed
from folioscope.features.visiting.schemas import PublicChatRead, VisitStarted
from folioscope.platform.api.dependencies import ReadSession, WriteSession

router = APIRouter(prefix="/api/public", tags=["public chats"])


def _token(
    request: Request,
    token: Annotated[str, Path(max_length=64, description="the last part of the chat's address")],
) -> str:
    if not request.app.state.has_public_chats:
        raise ChatClosed
    return token


TokenDep = Annotated[str, Depends(_token)]


@router.get("/{token}", response_model=PublicChatRead)
async def show(token: TokenDep, session: ReadSession) -> object:
    """What a public chat is about: its title, its greeting, questions that it answers."""
    return await service.look_in(session, token)


@router.post("/{token}/visit", status_code=201, response_model=VisitStarted)
async def visit(token: TokenDep, session: WriteSession) -> object:
    """Become a visitor of a public chat, who asks in conversations of their own."""
    return VisitStarted(token=await service.visit(session, token))
