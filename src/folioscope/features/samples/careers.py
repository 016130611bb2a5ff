"""What course a working life takes: straight, short, long, with a pause, a change, a side job.

The first cycle of the English and French cast plays its parts straight: those thirty people come
with the repository and are known by heart. Everybody else takes a course by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from folioscope.features.samples.profiles import Profile, Stage
from folioscope.features.samples.timeline import Span

Course = Literal["steady", "junior", "senior", "pause", "change", "side"]
CHANCES: dict[Course, int] = {
    "steady": 26,
    "junior": 20,
    "senior": 14,
    "pause": 14,
    "change": 14,
    "side": 12,
}
COURSES = tuple(CHANCES)
PAUSE_MONTHS = (9, 26)
STUDY_MONTHS = 12
BETWEEN_JOBS = 0.12
BETWEEN_MONTHS = (2, 9)
JUNIOR_PERCENT = (40, 90)
SENIOR_PERCENT = (180, 480)  # of the last stage: who stays long has risen before
BEFORE_PERCENT = (115, 140)  # of the stages before it


@dataclass(frozen=True)
class Step:
    """One job to come: what is done there, in which trade, how long, after which pause."""

    profile: Profile
    stage: Stage
    span: Span


@dataclass(frozen=True)
class Career:
    """The jobs of a person, oldest first, and what the course of them is called.

    ``pause_before`` is the number of the job before which there was a pause, or a second degree if
    the course is a change. ``idle`` are the months since the last job, 0 for who is in one.
    """

    course: Course
    steps: Sequence[Step]
    pause_before: int | None = None
    idle: int = 0

    @property
    def profile(self) -> Profile:
        """The trade arrived at."""
        return self.steps[-1].profile


def straight(profile: Profile) -> Career:
    """Every stage of a profile, one after the other."""
    return Career("steady", [Step(profile, stage, Span(stage.months)) for stage in profile.stages])


def plan(profile: Profile, colleagues: Sequence[Profile], random: Random) -> Career:
    """A course by chance; ``colleagues`` are the trades of the same language to change from."""
    (course,) = random.choices(COURSES, weights=list(CHANCES.values()))
    others = [
        one for one in colleagues if one.key != profile.key and one.country == profile.country
    ]
    if course == "change" and not others:
        course = "pause"
    career = _PLANS[course](profile, others, random)
    if course not in ("junior", "side") and random.random() < BETWEEN_JOBS:
        return replace(career, idle=random.randint(*BETWEEN_MONTHS))
    return career


def _steady(profile: Profile, _others: Sequence[Profile], _random: Random) -> Career:
    return straight(profile)


def _junior(profile: Profile, _others: Sequence[Profile], random: Random) -> Career:
    """One job, or one and the beginning of the next."""
    first, *later = profile.stages
    low, high = (months * random.randint(*JUNIOR_PERCENT) // 100 for months in first.months)
    steps = [Step(profile, first, Span((min(low, high), max(low, high))))]
    if later and random.random() < 0.4:
        steps.append(Step(profile, later[0], Span((3, 11))))
    return Career("junior", steps)


def _senior(profile: Profile, _others: Sequence[Profile], random: Random) -> Career:
    *before, last = profile.stages
    steps = [_stretched(profile, stage, random.randint(*BEFORE_PERCENT)) for stage in before]
    steps.append(_stretched(profile, last, random.randint(*SENIOR_PERCENT)))
    return Career("senior", steps)


def _stretched(profile: Profile, stage: Stage, percent: int) -> Step:
    low, high = (months * percent // 100 for months in stage.months)
    return Step(profile, stage, Span((low, high)))


def _pause(profile: Profile, _others: Sequence[Profile], random: Random) -> Career:
    steps = list(straight(profile).steps)
    if len(steps) < 2:
        return straight(profile)
    number = random.randrange(1, len(steps))
    span = Span(steps[number].stage.months, pause=random.randint(*PAUSE_MONTHS))
    steps[number] = replace(steps[number], span=span)
    return Career("pause", steps, pause_before=number)


def _change(profile: Profile, others: Sequence[Profile], random: Random) -> Career:
    """Some stages of another trade, a year of study, then the beginning of this one."""
    former = random.choice(others)
    before = [Step(former, stage, Span(stage.months)) for stage in former.stages[:2]]
    after = [Step(profile, stage, Span(stage.months)) for stage in profile.stages[:2]]
    after[0] = replace(after[0], span=Span(after[0].stage.months, pause=STUDY_MONTHS + 1))
    return Career("change", [*before, *after], pause_before=len(before))


def _side(profile: Profile, _others: Sequence[Profile], _random: Random) -> Career:
    return replace(straight(profile), course="side")


_PLANS = {
    "steady": _steady,
    "junior": _junior,
    "senior": _senior,
    "pause": _pause,
    "change": _change,
    "side": _side,
}
