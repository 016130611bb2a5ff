"""What is true of an invented person, whether the CV says it or not: the truth of evaluations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from folioscope.features.samples.backgrounds import Part
from folioscope.features.samples.timeline import Period, month_of, months_worked, written
from folioscope.features.samples.writing import Resume, Written

LEAST_GAP = 3  # months without a job that nobody needs to explain


@dataclass(frozen=True)
class Person:
    """A CV, and the facts behind it."""

    resume: Resume
    facts: dict[str, Any]


def facts_of(part: Part, done: Written) -> dict[str, Any]:
    """The facts of a CV that has been written.

    ``months`` and ``years`` are of work, with jobs at the same time counted once. ``gaps`` lie
    between jobs. ``shown`` names the personal details that the CV tells of those in ``person``.
    """
    today = month_of(part.today)
    months = months_worked(done.jobs, today)
    work = done.resume["work"]
    current = [job for job in work if "endDate" not in job]
    return {
        "course": part.career.course,
        "trade": part.career.profile.key,
        "as_of": part.today.isoformat(),
        "months": months,
        "years": months // 12,
        "current": {"employer": current[0]["name"], "position": current[0]["position"]}
        if current
        else None,
        "employers": [job["name"] for job in work],
        "gaps": _gaps(done.jobs),
        "skills": [word for group in done.resume["skills"] for word in group["keywords"]],
        "spoken": dict(done.spoken),
        "person": _person(part, done),
    }


def truth_line(file: str, layout: str, person: Person, trap: str = "") -> str:
    """A line of ``truth.jsonl``, without its end; ``trap`` is what makes it hostile."""
    record: dict[str, Any] = {
        "file": file,
        "layout": layout,
        "locale": person.resume["meta"]["language"],
        "resume": person.resume,
        "facts": person.facts,
    }
    if trap:
        record["trap"] = trap
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def _gaps(jobs: list[Period]) -> list[dict[str, Any]]:
    ordered = sorted(jobs, key=lambda job: job.start)
    found = []
    for before, after in pairwise(ordered):
        if before.end is not None and after.start - before.end - 1 >= LEAST_GAP:
            first, last = before.end + 1, after.start - 1
            months = last - first + 1
            found.append({"startDate": written(first), "endDate": written(last), "months": months})
    return found


def _person(part: Part, done: Written) -> dict[str, Any]:
    if done.civil is None:
        return {}
    basics = done.resume["basics"]
    known = {
        "birthDate": done.civil.birth.isoformat(),
        "age": done.civil.age(part.today),
        "gender": done.civil.gender,
        "nationality": done.civil.nationality,
        "maritalStatus": done.civil.status,
    }
    return {
        "feminine": part.player.feminine,
        **known,
        "shown": [name for name in known if name in basics],
    }
