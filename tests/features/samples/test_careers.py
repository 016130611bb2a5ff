"""Working lives take every course, and make sense in time."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import Any

import pytest

from folioscope.features.samples.careers import COURSES
from folioscope.features.samples.generate import LOCALES, people
from folioscope.features.samples.truth import Person

PEOPLE = list(islice(people(11, LOCALES), 400))


def those(course: str) -> list[Person]:
    return [person for person in PEOPLE if person.facts["course"] == course]


def spans(resume: dict[str, Any]) -> list[tuple[str, str]]:
    """Jobs by their first and last month, oldest first."""
    return sorted((job["startDate"], job.get("endDate", "2026-09")) for job in resume["work"])


def months_of(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7])


def test_every_course_is_taken_in_every_language() -> None:
    taken = {(one.facts["course"], one.resume["meta"]["language"]) for one in PEOPLE}
    assert taken == {(course, language) for course in COURSES for language in LOCALES}


@pytest.mark.parametrize("course", COURSES)
def test_nothing_happens_before_school_or_after_today(course: str) -> None:
    for person in those(course):
        check_times(person)


def check_times(person: Person) -> None:
    resume = person.resume
    assert all(start <= end <= "2026-09" for start, end in spans(resume))
    studies = [(one["startDate"], one["endDate"]) for one in resume["education"]]
    assert all(start < end for start, end in studies)
    assert studies[-1][1] <= spans(resume)[0][0]
    assert all("2000" < one["date"] < "2026-10" for one in resume["certificates"])
    born = int(person.facts["person"]["birthDate"][:4])
    assert 18 <= int(studies[-1][0][:4]) - born <= 20


def test_jobs_overlap_only_for_who_has_one_beside() -> None:
    for person in PEOPLE:
        overlaps = any(before[1] >= after[0] for before, after in pairwise(spans(person.resume)))
        assert overlaps == (person.facts["course"] == "side")


def test_months_of_jobs_at_the_same_time_count_once() -> None:
    for person in PEOPLE:
        worked = {
            month
            for start, end in spans(person.resume)
            for month in range(months_of(start), months_of(end) + 1)
        }
        assert (person.facts["months"], person.facts["years"]) == (len(worked), len(worked) // 12)


def test_pauses_are_gaps_of_nine_months_or_more() -> None:
    for person in those("pause"):
        assert max(gap["months"] for gap in person.facts["gaps"]) >= 9
    assert all(not person.facts["gaps"] for person in those("steady"))


def test_who_changed_studied_again_in_between() -> None:
    for person in those("change"):
        again, *_before = person.resume["education"]
        (gap,) = (gap for gap in person.facts["gaps"] if gap["months"] >= 12)
        assert gap["startDate"] <= again["startDate"] < again["endDate"] <= gap["endDate"]
        assert len(person.resume["work"]) >= 3


def test_beginners_have_worked_for_less_than_five_years_and_seniors_for_more_than_eight() -> None:
    assert max(person.facts["months"] for person in those("junior")) < 60
    assert min(person.facts["months"] for person in those("senior")) > 96


def test_some_look_for_work_and_say_so() -> None:
    looking = [person for person in PEOPLE if person.facts["current"] is None]
    assert 10 < len(looking) < 80
    assert all("endDate" in job for person in looking for job in person.resume["work"])
    german = [one for one in looking if one.resume["meta"]["language"] == "de"]
    assert german
    assert all("Sofort verfügbar." in one.resume["basics"]["summary"] for one in german)


def test_a_label_of_who_began_or_changed_is_the_position_held_last() -> None:
    for person in [*those("junior"), *those("change")]:
        assert person.resume["basics"]["label"] == person.resume["work"][0]["position"]
