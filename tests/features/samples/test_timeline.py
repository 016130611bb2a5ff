"""Months are placed without overlaps and end in the present."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from random import Random

import pytest

from folioscope.features.samples.timeline import (
    Period,
    month_of,
    place_jobs,
    place_studies,
    written,
)

TODAY = month_of(date(2026, 9, 15))


def test_a_month_is_written_as_json_resume_wants_it() -> None:
    assert written(month_of(date(2024, 1, 31))) == "2024-01"
    assert written(month_of(date(2023, 12, 1))) == "2023-12"


@pytest.mark.parametrize("seed", range(40))
def test_jobs_follow_each_other_up_to_today(seed: int) -> None:
    jobs = place_jobs([(18, 30), (20, 40), (24, 36)], TODAY, Random(seed))
    assert jobs[-1].end is None
    assert jobs[-1].start <= TODAY - 23
    for earlier, later in pairwise(jobs):
        assert earlier.end is not None
        assert earlier.start < earlier.end < later.start <= earlier.end + 3


def test_the_first_job_begins_in_september_after_the_last_degree() -> None:
    jobs = place_jobs([(18, 30), (20, 40)], TODAY, Random(5))
    studies = place_studies([2, 3], jobs[0].start)
    assert written(jobs[0].start).endswith("-09")
    assert studies[0].end == jobs[0].start - 3
    assert studies[1].end == studies[0].start - 3
    assert [written(one.start)[-2:] for one in studies] == ["09", "09"]


def test_an_open_end_is_left_out() -> None:
    assert Period(TODAY, None).as_dates() == {"startDate": "2026-09"}
    assert Period(TODAY, TODAY + 1).as_dates() == {"startDate": "2026-09", "endDate": "2026-10"}
