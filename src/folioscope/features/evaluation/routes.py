"""The HTTP door of evaluations that were run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from folioscope.features.evaluation.repository import Evaluations
from folioscope.features.evaluation.schemas import (
    EvaluationList,
    EvaluationListed,
    EvaluationRead,
    EvaluationReport,
)
from folioscope.features.evaluation.tables import StoredEvaluation
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession

MAX_REPORT = 32 * 1024 * 1024  # bytes
router = APIRouter(prefix="/api/evaluations", tags=["evaluations"], max_body_size=MAX_REPORT)


@router.post("", status_code=201, response_model=EvaluationListed)
async def create(
    body: EvaluationReport, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Keep the report of an evaluation."""
    made = StoredEvaluation(
        owner_id=principal.user_id,
        name=body.name,
        figures=[variant.model_dump() for variant in body.variants],
        report=body.model_dump(),
    )
    return await Evaluations(session, principal).add(made)


@router.get("", response_model=EvaluationList)
async def index(
    principal: CurrentPrincipal,
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> object:
    """The evaluations that were run, newest first."""
    return {"evaluations": await Evaluations(session, principal).list(limit)}


@router.get("/{evaluation_id}", response_model=EvaluationRead)
async def show(evaluation_id: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """One evaluation with its questions; ``latest`` names the newest."""
    return await Evaluations(session, principal).get(evaluation_id)


@router.delete("/{evaluation_id}", status_code=204)
async def remove(
    evaluation_id: str, principal: CurrentPrincipal, session: WriteSession
) -> Response:
    """Delete the report of an evaluation."""
    await Evaluations(session, principal).remove(evaluation_id)
    return Response(status_code=204)
