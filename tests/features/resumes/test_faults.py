"""What is refused of a JSON Resume that somebody writes, and what has to be taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from folioscope.features.resumes.faults import faults_in


@pytest.mark.parametrize(
    ("resume", "told"),
    [
        ({"work": {"name": "Acme"}}, "/work: must be a list"),
        ({"work": ["Acme"]}, "/work/0: must be an object"),
        ({"basics": "Ada"}, "/basics: must be an object"),
        ({"work": [{"startDate": "2014-19"}]}, "/work/0/startDate: “2014-19” is no date"),
        ({"education": [{"endDate": "Present"}]}, "“Present” is no date"),
        ({"awards": [{"date": 2014}]}, "“2014” is no date"),
        ({"basics": {"email": "ada"}}, "/basics/email: “ada” is no mail address"),
        ({"x": "\x00"}, "/x: holds a character"),
        ({"x": ["\ud800"]}, "/x/0: holds a character"),
    ],
)
def test_a_fault_is_told_with_its_place(resume: dict[str, Any], told: str) -> None:
    (fault,) = faults_in(resume)
    assert told in fault
    fault.encode()


@pytest.mark.parametrize(
    "resume",
    [
        {},
        {"basics": None, "work": None, "x-own": {"a": [1, True, None, 1.5]}},
        {"work": [{"startDate": "2014", "endDate": ""}, {"startDate": "2014-06-29"}]},
        {"basics": {"name": 7, "email": ""}, "skills": [{"keywords": "Go"}]},
    ],
)
def test_whatever_the_format_allows_is_taken(resume: dict[str, Any]) -> None:
    assert list(faults_in(resume)) == []


def test_what_is_nested_too_deeply_is_refused() -> None:
    value: Any = "x"
    for _ in range(500):
        value = [value]
    (fault,) = faults_in({"x": value})
    assert fault.endswith("nested too deeply.")


def test_the_sample_of_the_format_has_no_fault(shared_data: Path) -> None:
    text = (shared_data / "resumes/json-resume/sample.resume.json").read_text(encoding="utf-8")
    assert list(faults_in(json.loads(text))) == []
