"""The HTTP door of the audit log. Nobody writes into it by a request of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from folioscope.features.audit.repository import AuditLog
from folioscope.features.audit.schemas import AuditLogRead, EntriesWanted
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession

router = APIRouter(prefix="/api/audit", tags=["audit"])


@router.get("", response_model=AuditLogRead)
async def index(
    principal: CurrentPrincipal, session: ReadSession, wanted: Annotated[EntriesWanted, Query()]
) -> object:
    """Who did what to the caller's things: unmasked, erased. The latest first."""
    log = AuditLog(session, principal)
    return {"entries": await log.latest(wanted.limit, wanted.action, wanted.subject)}
