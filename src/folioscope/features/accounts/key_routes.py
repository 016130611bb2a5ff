"""The HTTP door of API keys. They are made and revoked in person, not by other keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request

from folioscope.features.accounts.key_making import Wanted, make_key, revoke_key
from folioscope.features.accounts.key_repository import ApiKeys
from folioscope.features.accounts.key_schemas import KeyCreate, KeyList, KeyMade, KeyRead
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.texts import Text

router = APIRouter(prefix="/api/keys", tags=["keys"])


@router.post("", status_code=201, response_model=KeyMade)
async def create(body: KeyCreate, principal: CurrentPrincipal, session: WriteSession) -> object:
    """Make an API key. It is told in this answer and never again."""
    lasts = None if body.days is None else timedelta(days=body.days)
    wanted = Wanted(body.name, body.scopes, lasts, body.user_id)
    row, key = await make_key(session, principal, wanted)
    return KeyMade(**KeyRead.model_validate(row).model_dump(), key=key)


@router.get("", response_model=KeyList)
async def index(principal: CurrentPrincipal, session: ReadSession) -> object:
    """The caller’s API keys, the newest first, and when each was used last."""
    return {"keys": await ApiKeys(session, principal).listed()}


@router.delete("/{key_id}", status_code=204)
async def revoke(
    key_id: Annotated[Text, Path(max_length=64)],
    request: Request,
    principal: CurrentPrincipal,
    session: WriteSession,
) -> None:
    """Revoke an API key: it is refused from now on, and what it has open is closed."""
    await revoke_key(session, principal, request.app.state.accounts.revocations, key_id)
