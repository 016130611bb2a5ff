"""The HTTP door of invitations."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request

from folioscope.features.accounts.invitation_repository import Invitations
from folioscope.features.accounts.joining import invite, withdraw
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.schemas import (
    InvitationCreate,
    InvitationList,
    InvitationMade,
    InvitationRead,
)
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.texts import Text

router = APIRouter(prefix="/api/invitations", tags=["users"])


@router.post("", status_code=201)
async def create(
    body: InvitationCreate, request: Request, principal: CurrentPrincipal, session: WriteSession
) -> InvitationMade:
    """Invite somebody. The token is told in this answer and never again."""
    lasts = timedelta(days=body.days)
    made, token = await invite(session, principal, body.email, body.role, lasts)
    accounts: OpenedAccounts = request.app.state.accounts
    # After the number sign: what stands there is sent to no server, and is in no log.
    url = f"{accounts.public_url}/join#{token}" if accounts.public_url else ""
    shown = InvitationRead.model_validate(made).model_dump()
    return InvitationMade(**shown, token=token, url=url)


@router.get("", response_model=InvitationList)
async def index(_principal: CurrentPrincipal, session: ReadSession) -> object:
    """The invitations that are good."""
    return {"invitations": await Invitations(session).listed()}


@router.delete("/{invitation_id}", status_code=204)
async def remove(
    invitation_id: Annotated[Text, Path(max_length=64)],
    principal: CurrentPrincipal,
    session: WriteSession,
) -> None:
    """Take an invitation back."""
    await withdraw(session, principal, invitation_id)
