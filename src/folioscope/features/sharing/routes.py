"""The HTTP door of shares, for the owners of bases."""

from __future__ import annotations

from fastapi import APIRouter, Response

from folioscope.features.sharing import service
from folioscope.features.sharing.repository import Shared
from folioscope.features.sharing.schemas import ShareList, ShareRead, ShareWrite
from folioscope.features.sharing.service import Whom
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.runs.routes import CallerDep

router = APIRouter(prefix="/api/kbs/{kb}/shares", tags=["knowledge"])


@router.get("", response_model=ShareList)
async def index(kb: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """With whom a knowledge base is shared; its owner alone may ask."""
    found = await service.list_shares(session, principal, kb)
    return {"shares": [_read(shared) for shared in found]}


@router.put("", response_model=ShareRead)
async def put(
    kb: str, body: ShareWrite, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Share a knowledge base with a user or with everyone, to read or to write."""
    whom = Whom(body.user_id, body.email)
    return _read(await service.share(session, principal, kb, whom, body.access))


@router.delete("/{share_id}", status_code=204)
async def delete(kb: str, share_id: str, caller: CallerDep) -> Response:
    """End a share; who had it reads nothing of the base any more, nor any answer made of it."""
    await service.unshare(caller, kb, share_id)
    return Response(status_code=204)


def _read(shared: Shared) -> ShareRead:
    share, user = shared.share, shared.user
    return ShareRead.model_validate(
        {
            "share_id": share.id,
            "user_id": share.user_id,
            "name": user and user.name,
            "email": user and user.email,
            "access": share.access,
            "created_at": share.created_at,
        }
    )
