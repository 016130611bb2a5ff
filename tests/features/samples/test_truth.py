"""The truth of a CV says what the CV says, and what it leaves out."""

from __future__ import annotations

import json
from itertools import islice

from folioscope.features.samples.generate import LOCALES, people
from folioscope.features.samples.truth import truth_line

PEOPLE = list(islice(people(5, LOCALES), 200))


def test_facts_are_those_of_the_resume() -> None:
    for person in PEOPLE:
        work, facts = person.resume["work"], person.facts
        assert facts["employers"] == [job["name"] for job in work]
        assert len(facts["spoken"]) == len(person.resume["languages"])
        listed = [word for group in person.resume["skills"] for word in group["keywords"]]
        assert facts["skills"] == listed
        if facts["current"] is not None:
            names = {"employer": work[0]["name"], "position": work[0]["position"]}
            assert facts["current"] == names


def test_what_is_shown_of_a_person_is_what_is_true() -> None:
    shown = set()
    for person in PEOPLE:
        told = person.facts["person"]
        for name in told["shown"]:
            assert person.resume["basics"][name] == told[name]
            shown.add((person.resume["meta"]["language"], name))
        hidden = {"birthDate", "age", "gender", "nationality", "maritalStatus"} - set(told["shown"])
        assert not hidden & set(person.resume["basics"])
    assert {("de", "birthDate"), ("de", "maritalStatus"), ("fr", "age"), ("es", "gender")} <= shown


def test_an_age_is_that_of_the_birth_date_on_the_day_of_the_cv() -> None:
    for person in PEOPLE:
        told = person.facts["person"]
        year, month, day = map(int, told["birthDate"].split("-"))
        assert told["age"] == 2026 - year - ((month, day) > (9, 15))


def test_a_line_is_the_same_every_time_and_one_line() -> None:
    first, again = (
        [truth_line("a.pdf", "classic", one) for one in islice(people(5, LOCALES), 30)]
        for _ in range(2)
    )
    assert first == again
    assert all("\n" not in line for line in first)


def test_only_a_hostile_cv_has_a_trap() -> None:
    harmless = json.loads(truth_line("a.pdf", "classic", PEOPLE[0]))
    hostile = json.loads(truth_line("a.pdf", "classic", PEOPLE[0], "hidden-text"))
    assert hostile == {**harmless, "trap": "hidden-text"}
    assert set(harmless) == {"file", "layout", "locale", "resume", "facts"}
