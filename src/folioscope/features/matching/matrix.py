"""Résumés against offers: every requirement judged, and who comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.features.matching.career import Career
from folioscope.features.matching.judging import Judgement, judge
from folioscope.features.matching.requirements import Requirement
from folioscope.features.matching.score import Score, total


@dataclass(frozen=True, slots=True)
class Job:
    """An offer, or the text of one: what it asks for. ``id`` is None of a text."""

    id: str | None
    title: str
    company: str | None
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whose résumé it is; ``document_id`` is None of one that was written by hand."""

    resume_id: str
    document_id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """One résumé and one offer; ``judgements`` are on its requirements, in their order."""

    candidate: Candidate
    job: Job
    score: Score
    judgements: tuple[Judgement, ...]


def match(candidate: Candidate, career: Career, job: Job, this_month: int) -> Match:
    """Judge what a résumé states by what an offer asks for.

    ``this_month``, counted from year 0, is that up to which what goes on is counted.
    """
    judged = tuple(judge(one, career, this_month) for one in job.requirements)
    return Match(candidate, job, total(job.requirements, judged), judged)


def ranked(matches: Sequence[Match]) -> list[Match]:
    """The best first.

    Whom a gate rules out comes after all others. Equal scores go by what they might be at most,
    then by how sure they are, then by name, so that the order is the same each time.
    """
    return sorted(matches, key=_place)


def _place(one: Match) -> tuple[int, int, int, int, str, str, str]:
    score = one.score
    return (
        len(score.failed),
        -(score.score or 0),
        -(score.at_most or 0),
        -(score.confidence or 0),
        one.candidate.name.casefold(),
        one.job.title.casefold(),
        f"{one.candidate.resume_id} {one.job.id}",
    )
