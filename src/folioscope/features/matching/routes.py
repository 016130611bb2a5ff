"""The HTTP door of fit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from folioscope.backends.llm_pool import LanguageModels
from folioscope.features.knowledge.fact_months import YEAR, month_of, written_month
from folioscope.features.matching import explanations, service
from folioscope.features.matching.comparing import Comparison, JobText, Wanted, compare
from folioscope.features.matching.matrix import Job, Match
from folioscope.features.matching.matrix_files import as_csv, as_html
from folioscope.features.matching.requirements import Requirement, as_data
from folioscope.features.matching.schemas import (
    ExplanationStarted,
    ExplanationWanted,
    JobNote,
    JobRead,
    JobWanted,
    JudgementRead,
    MatchList,
    MatchRead,
    MatchWanted,
    RequirementRead,
    RequirementsEdit,
    RequirementsWanted,
)
from folioscope.features.matching.service import Demands
from folioscope.features.matching.written import numbered
from folioscope.platform.api.dependencies import (
    CurrentPrincipal,
    DatabaseDep,
    ReadSession,
    WriteSession,
)
from folioscope.platform.api.downloads import disposition
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.runs.routes import BudgetDep, WakeupsDep
from folioscope.platform.runs.service import Caller

router = APIRouter(tags=["matching"])
FILES = {"csv": ("text/csv; charset=utf-8", as_csv), "html": ("text/html; charset=utf-8", as_html)}


def _caller(session: WriteSession, principal: CurrentPrincipal, wakeups: WakeupsDep) -> Caller:
    return Caller(session, principal, wakeups)


def _llms(request: Request) -> LanguageModels:
    llms: LanguageModels = request.app.state.llms
    return llms


LlmsDep = Annotated[LanguageModels, Depends(_llms)]
CallerDep = Annotated[Caller, Depends(_caller)]


@router.post("/api/requirements", response_model=JobRead)
async def read(body: RequirementsWanted, _principal: CurrentPrincipal) -> object:
    """What the text of a job asks for; nothing is stored."""
    return _job(await asyncio.to_thread(service.demands_of_text, body.title, body.text))


@router.get("/api/offers/{offer_id}/requirements", response_model=JobRead)
async def show(offer_id: str, principal: CurrentPrincipal, session: ReadSession) -> object:
    """What an offer asks for: as it was edited, or else as it is read from its text."""
    return _job(await service.demands_of(session, principal, offer_id))


@router.put("/api/offers/{offer_id}/requirements", response_model=JobRead)
async def edit(
    offer_id: str, body: RequirementsEdit, principal: CurrentPrincipal, session: WriteSession
) -> object:
    """Have an offer ask for this from now on, whatever its text says."""
    wanted = _requirements(body.requirements)
    return _job(await service.edit(session, principal, offer_id, wanted))


@router.delete("/api/offers/{offer_id}/requirements", response_model=JobRead)
async def read_again(offer_id: str, principal: CurrentPrincipal, session: WriteSession) -> object:
    """Forget what was edited: the offer asks for what its text says."""
    return _job(await service.read_again(session, principal, offer_id))


@router.post("/api/matches", response_model=MatchList)
async def match(body: MatchWanted, principal: CurrentPrincipal, database: DatabaseDep) -> object:
    """Compare résumés with offers, requirement by requirement; the best come first.

    No model is asked: the same résumés, offers and month give the same scores each time.
    """
    return _list(await compare(database, principal, _wanted(body)), body.limit)


@router.post("/api/matches/file", response_class=Response)
async def export(
    body: MatchWanted,
    principal: CurrentPrincipal,
    database: DatabaseDep,
    kind: Annotated[Literal["csv", "html"], Query(alias="format")] = "csv",
) -> Response:
    """The same as a file: CSV for spreadsheets, or a page with all quotes."""
    made = _list(await compare(database, principal, _wanted(body)), body.limit)
    media_type, written = FILES[kind]
    text = await asyncio.to_thread(written, made.model_dump(mode="json"))
    headers = {"Content-Disposition": disposition(f"fit.{kind}"), "Cache-Control": "no-store"}
    return Response(text, media_type=media_type, headers=headers)


@router.post("/api/matches/explain", status_code=202, response_model=ExplanationStarted)
async def explain(
    body: ExplanationWanted,
    caller: CallerDep,
    budget: BudgetDep,
    llms: LlmsDep,
    only: IdempotencyDep,
    response: Response,
) -> object:
    """Have the fit of a résumé to a job explained in words; a run does it.

    The words change no verdict: the fit in its result is the one that was computed.
    """
    wanted = explanations.Explanation(
        model=llms.named(body.model),
        this_month=_month(body.as_of),
        resume=body.resume,
        document=body.document,
        offer=body.offer,
        job=None if body.job is None else _job_given(body.job),
    )

    async def work() -> dict[str, Any]:
        return {"run_id": (await explanations.start(caller, wanted, budget)).id}

    answer = await only.once(work)
    response.headers["Location"] = f"/api/runs/{answer['run_id']}"
    return answer


def _wanted(body: MatchWanted) -> Wanted:
    job = body.job
    has_list = job is not None and job.requirements is not None
    return Wanted(
        this_month=_month(body.as_of),
        resumes=tuple(body.resumes),
        documents=tuple(body.documents),
        kbs=tuple(body.kbs),
        offers=tuple(dict.fromkeys(body.offers)),
        filters=body.filters.as_filters() if body.filters else None,
        job=JobText(job.title, job.text) if job and not has_list else None,
        demands=_demands_given(job) if job and has_list else None,
    )


def _demands_given(job: JobWanted) -> Demands:
    asked = _requirements(job.requirements or ())
    return Demands(Job(None, job.title, None, asked), (), is_edited=True)


def _job_given(job: JobWanted) -> dict[str, Any]:
    """A job as the run's input keeps it."""
    asked = None if job.requirements is None else as_data(_requirements(job.requirements))
    return {"title": job.title, "text": job.text, "requirements": asked}


def _requirements(given: Sequence[RequirementRead]) -> tuple[Requirement, ...]:
    return numbered([one.as_requirement() for one in given])


def _month(as_of: str | None) -> int:
    if as_of is None:
        return month_of(datetime.now(UTC).date())
    year, month = map(int, as_of.split("-"))
    return year * YEAR + month - 1


def _job(demands: Demands) -> JobRead:
    job = demands.job
    return JobRead(
        offer_id=job.id,
        title=job.title,
        company=job.company,
        requirements=[RequirementRead.model_validate(one) for one in job.requirements],
        notes=[JobNote.model_validate(note) for note in demands.notes],
        is_edited=demands.is_edited,
    )


def _list(comparison: Comparison, limit: int) -> MatchList:
    numbers = {id(demands.job): at for at, demands in enumerate(comparison.demands)}
    return MatchList(
        as_of=written_month(comparison.this_month) or "",
        total=len(comparison.matches),
        jobs=[_job(demands) for demands in comparison.demands],
        matches=[
            _match(rank, one, numbers[id(one.job)])
            for rank, one in enumerate(comparison.matches[:limit], 1)
        ],
    )


def _match(rank: int, one: Match, job: int) -> MatchRead:
    score = one.score
    return MatchRead(
        rank=rank,
        resume_id=one.candidate.resume_id,
        document_id=one.candidate.document_id,
        name=one.candidate.name,
        job=job,
        offer_id=one.job.id,
        score=score.score,
        at_most=score.at_most,
        confidence=score.confidence,
        is_ruled_out=score.is_ruled_out,
        failed=list(score.failed),
        open=list(score.open),
        judgements=[JudgementRead.model_validate(judged) for judged in one.judgements],
    )
