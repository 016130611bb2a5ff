"""The HTTP door of search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from folioscope.features.search.hybrid import Searcher, search
from folioscope.features.search.schemas import SearchAnswer, SearchRequest
from folioscope.platform.api.dependencies import CurrentPrincipal

router = APIRouter(prefix="/api/search", tags=["search"])


def _searcher(request: Request) -> Searcher:
    searcher: Searcher = request.app.state.searcher
    return searcher


@router.post("", response_model=SearchAnswer)
async def find(
    body: SearchRequest,
    principal: CurrentPrincipal,
    searcher: Annotated[Searcher, Depends(_searcher)],
) -> object:
    """Find passages by meaning and by words."""
    return await search(searcher, principal, body.as_wanted())
