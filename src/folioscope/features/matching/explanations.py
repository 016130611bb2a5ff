"""What a request asks of explanations: which résumé and which job, and the run that explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folioscope.errors import Invalid
from folioscope.features.matching import explain
from folioscope.features.offers.repository import Offers
from folioscope.features.resumes.repository import Resumes
from folioscope.features.resumes.service import resume_of_document
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.budgets import Budget, take_message
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run


class JobMissing(Invalid):
    """Neither an offer nor the text of a job, or both."""

    code = "job_missing"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One résumé, by its id or its document or one's own, and one job, an offer or its text."""

    model: str
    this_month: int
    resume: str | None
    document: str | None
    offer: str | None
    job: dict[str, Any] | None


async def start(caller: Caller, wanted: Explanation, budget: Budget) -> Run:
    """Queue the run, which counts as a message of the budget.

    Raises ``ResumeNotFound``, ``NoOwnProfile``, ``OfferNotFound`` and ``JobMissing``.
    """
    if (wanted.offer is None) == (wanted.job is None):
        msg = "Name one job: an offer, or the text of one."
        raise JobMissing(msg)
    if wanted.offer is not None:
        await Offers(caller.session, caller.principal).get(wanted.offer)
    resume_id = await _resume(caller, wanted)
    await take_message(caller.session, caller.principal, budget)
    run = Run(
        owner_id=caller.principal.user_id,
        kind=explain.KIND,
        subject=resume_id,
        input={
            "model": wanted.model,
            "this_month": wanted.this_month,
            "resume": resume_id,
            "offer": wanted.offer,
            "job": wanted.job,
        },
    )
    return await runs.start(caller, run)


async def _resume(caller: Caller, wanted: Explanation) -> str:
    resumes = Resumes(caller.session, caller.principal)
    if wanted.resume is not None:
        return (await resumes.get(wanted.resume)).row.id
    if wanted.document is not None:
        return await resume_of_document(caller.session, caller.principal, wanted.document)
    return await resumes.own()
