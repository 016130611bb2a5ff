"""The HTTP door of offers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from folioscope.features.offers import service
from folioscope.features.offers.finding import find_offers
from folioscope.features.offers.repository import Offers, place_of
from folioscope.features.offers.schemas import (
    Narrowing,
    OfferList,
    OfferRead,
    OfferSearch,
    OffersFound,
    OffersWanted,
    OfferWhole,
    Scope,
    Selection,
    SummaryStarted,
)
from folioscope.features.search.hybrid import Searcher
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.runs.routes import BudgetDep, CallerDep

router = APIRouter(prefix="/api/offers", tags=["offers"])
MOST_ASKED = 1000  # documents that a question may be narrowed to


def _searcher(request: Request) -> Searcher:
    searcher: Searcher = request.app.state.searcher
    return searcher


@router.get("", response_model=OfferList)
async def index(
    principal: CurrentPrincipal, session: ReadSession, wanted: Annotated[OffersWanted, Query()]
) -> object:
    """The offers that fit, the newest first."""
    offers = Offers(session, principal)
    found = await offers.list(wanted.as_filters(), wanted.limit, wanted.after)
    return {
        "offers": [OfferRead.model_validate(offer) for offer in found],
        "total": await offers.count(wanted.as_filters()),
        "next": place_of(found[-1]) if len(found) == wanted.limit else None,
    }


@router.post("/search", response_model=OffersFound)
async def find(
    body: OfferSearch,
    principal: CurrentPrincipal,
    searcher: Annotated[Searcher, Depends(_searcher)],
) -> object:
    """Find open offers by meaning and by words, among those that fit."""
    found = await find_offers(searcher, principal, body.query, body.as_filters(), body.k)
    return OffersFound.model_validate(found)


@router.get("/scope", response_model=Scope)
async def scope(
    principal: CurrentPrincipal, session: ReadSession, wanted: Annotated[Narrowing, Query()]
) -> object:
    """Where a conversation about the offers that fit has to look."""
    offers, filters = Offers(session, principal), wanted.as_filters()
    count = await offers.count(filters)
    kbs = await offers.bases(filters)
    if filters.takes_all_documents:
        return {"kbs": kbs, "documents": [], "offers": count, "is_cut": False}
    documents = await offers.documents(filters, MOST_ASKED)
    is_cut = len(documents) == MOST_ASKED < count
    return {"kbs": kbs, "documents": documents, "offers": count, "is_cut": is_cut}


@router.post("/summarise", status_code=202, response_model=SummaryStarted)
async def summarise(
    request: Request,
    body: Selection,
    caller: CallerDep,
    budget: BudgetDep,
    only: IdempotencyDep,
    response: Response,
) -> object:
    """Say in short what an offer, or a selection of them, is about."""
    llms = request.app.state.llms
    wanted = service.Selected(tuple(body.offers), body.as_filters(), llms.named(body.model))

    async def work() -> dict[str, object]:
        run = await service.start_summary(caller, wanted, budget)
        return {"run_id": run.id, "offers": len(run.input["offers"])}

    started = await only.once(work)
    response.headers["Location"] = f"/api/runs/{started['run_id']}"
    return started


@router.get("/{offer_id}", response_model=OfferWhole)
async def show(offer_id: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """An offer, open or closed, with its text and what the board sent."""
    return OfferWhole.model_validate(await Offers(session, principal).get(offer_id))
