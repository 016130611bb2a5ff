"""The HTTP door of users."""

from __future__ import annotations

from fastapi import APIRouter

from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.schemas import UserCreate, UserRead
from folioscope.platform.api.dependencies import CurrentPrincipal, WriteSession

router = APIRouter(prefix="/api/users", tags=["users"])


@router.post("", status_code=201, response_model=UserRead)
async def create(body: UserCreate, principal: CurrentPrincipal, session: WriteSession) -> object:
    """Create a user that the caller may act for."""
    return await Users(session, principal).add(body.name)
