"""The HTTP door of users."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.schemas import UserCreate, UserRead
from folioscope.platform.api.dependencies import CurrentPrincipal, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep

router = APIRouter(prefix="/api/users", tags=["users"])


@router.post("", status_code=201, response_model=UserRead)
async def create(
    body: UserCreate, principal: CurrentPrincipal, session: WriteSession, only: IdempotencyDep
) -> object:
    """Create a user that the caller may act for."""

    async def work() -> dict[str, Any]:
        user = await Users(session, principal).add(body.name)
        return UserRead.model_validate(user).model_dump(mode="json")

    return await only.once(work)
