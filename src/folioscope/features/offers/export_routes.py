"""The HTTP door through which offers leave, as files and in figures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse, Response

from folioscope.features.offers.export import write_offers
from folioscope.features.offers.export_formats import MEDIA_TYPES
from folioscope.features.offers.export_schemas import ExportWanted, OfferFigures, told
from folioscope.features.offers.report import count_offers
from folioscope.features.offers.report_page import as_html
from folioscope.features.offers.schemas import Narrowing
from folioscope.features.transfers.routes import FolderDep, SpoolDep
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.platform.api.downloads import GUARDED, disposition
from folioscope.platform.database.base import now

router = APIRouter(prefix="/api/offers", tags=["offers"])
BINARY = {"schema": {"type": "string", "format": "binary"}}
STYLED = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@router.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {kind.partition(";")[0]: BINARY for kind in MEDIA_TYPES.values()}}},
)
async def take_along(
    principal: CurrentPrincipal,
    database: DatabaseDep,
    spool: SpoolDep,
    folder: FolderDep,
    wanted: Annotated[ExportWanted, Query()],
) -> FileResponse:
    """The offers that fit as a file, without the people that boards name."""
    path = folder / f"offers.{wanted.format}"
    with spool.told():
        count = await write_offers(database, principal, wanted.as_filters(), wanted.format, path)
    headers = {
        **GUARDED,
        "Content-Disposition": disposition(path.name),
        "X-Offer-Count": str(count),
    }
    return FileResponse(path, headers=headers, media_type=MEDIA_TYPES[wanted.format])


@router.get("/figures", response_model=OfferFigures)
async def figures(
    principal: CurrentPrincipal, database: DatabaseDep, wanted: Annotated[Narrowing, Query()]
) -> object:
    """The offers that fit in figures: by country, sector, month, salary, skill."""
    return OfferFigures.model_validate(await count_offers(database, principal, wanted.as_filters()))


@router.get("/report", response_class=HTMLResponse)
async def report(
    principal: CurrentPrincipal, database: DatabaseDep, wanted: Annotated[Narrowing, Query()]
) -> HTMLResponse:
    """The same as a page with plots, which needs nothing else."""
    counted = await count_offers(database, principal, wanted.as_filters())
    page = as_html(counted, told(wanted), now())
    return HTMLResponse(page, headers={**GUARDED, "Content-Security-Policy": STYLED})
