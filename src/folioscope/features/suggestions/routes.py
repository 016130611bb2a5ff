"""The HTTP door to suggested questions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from folioscope.features.knowledge.repository import Bases
from folioscope.features.suggestions.ideas import suggested
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession

router = APIRouter(prefix="/api/kbs", tags=["chat"])


class Suggestions(BaseModel):
    """Questions worth asking; none where no facts of the base are known."""

    suggestions: list[str]


@router.get("/{kb}/suggestions", response_model=Suggestions)
async def suggestions(
    kb: str,
    principal: CurrentPrincipal,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> object:
    """Questions that the documents of a base answer, of several kinds, in their language."""
    base = await Bases(session, principal).get(kb)
    return {"suggestions": await suggested(session, principal, base, limit)}
