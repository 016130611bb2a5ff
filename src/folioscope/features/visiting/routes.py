"""The HTTP door of public links, for the owners of bases."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from folioscope.features.accounts.revocations import Revocations
from folioscope.features.visiting import service
from folioscope.features.visiting.schemas import LinkChange, LinkCreate, LinkList, LinkRead
from folioscope.features.visiting.service import NewLink, OwnLink
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.database.base import now

router = APIRouter(prefix="/api/links", tags=["public chats"])

CLEARED = frozenset({"expires_at"})
"""What a change may set to nothing."""


@router.post("", status_code=201, response_model=LinkRead)
async def create(
    body: LinkCreate,
    request: Request,
    principal: CurrentPrincipal,
    session: WriteSession,
    only: IdempotencyDep,
) -> object:
    """Open a public chat over a base: whoever has its address may ask, from the documents only."""

    async def work() -> dict[str, Any]:
        made = await service.publish(session, principal, NewLink(**body.model_dump()))
        return _read(made, request).model_dump(mode="json")

    return await only.once(work)


@router.get("", response_model=LinkList)
async def index(
    request: Request,
    principal: CurrentPrincipal,
    session: ReadSession,
    kb: Annotated[str | None, Query(max_length=200, description="of this base only")] = None,
) -> object:
    """The public links of the caller's bases."""
    found = await service.own_links(session, principal, kb)
    return LinkList(links=[_read(own, request) for own in found])


@router.patch("/{link_id}", response_model=LinkRead)
async def change(
    link_id: str,
    body: LinkChange,
    request: Request,
    principal: CurrentPrincipal,
    session: WriteSession,
) -> object:
    """Change what a public chat says and allows, or switch it off or on."""
    said = body.model_dump(exclude_unset=True)
    wanted = {name: value for name, value in said.items() if value is not None or name in CLEARED}
    changed = await service.change(session, principal, link_id, wanted)
    _revocations(request).tell_after(session)
    return _read(changed, request)


@router.delete("/{link_id}", status_code=204)
async def delete(
    link_id: str, request: Request, principal: CurrentPrincipal, session: WriteSession
) -> Response:
    """Close a public chat for good, and delete its visitors with all that they asked."""
    await service.withdraw(session, principal, link_id)
    _revocations(request).tell_after(session)
    return Response(status_code=204)


def _revocations(request: Request) -> Revocations:
    """Who is to know that visitors may have nowhere to go any more."""
    revocations: Revocations = request.app.state.accounts.revocations
    return revocations


def _read(own: OwnLink, request: Request) -> LinkRead:
    link = own.link
    return LinkRead(
        link_id=link.id,
        kb_id=link.base_id,
        kb=own.kb,
        url=f"{request.app.state.public_url}/ask/{link.token}",
        title=link.title,
        greeting=link.greeting,
        origins=link.origins,
        visitor_messages=link.visitor_messages,
        daily_messages=link.daily_messages,
        asked_today=link.asked if link.counted_on == now().date() else 0,
        is_on=link.is_on,
        created_at=link.created_at,
        expires_at=link.expires_at,
    )
