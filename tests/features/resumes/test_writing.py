"""A profile as JSON, YAML and Markdown, which can be read again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.port import Limits
from folioscope.features.resumes.reading import profile_read
from folioscope.features.resumes.writing import written_as
from folioscope.features.sections.parts import parts_of

RESUME: dict[str, Any] = {
    "meta": {"version": "v1.0.0"},
    "x-own": {"kept": [1, None]},
    "work": [
        {
            "name": "Acme Ltd",
            "position": "Data Engineer",
            "startDate": "2019-03",
            "highlights": ["Cut costs by 40%", "# no heading", "<b>bold</b> & 2 * 3"],
        },
        {"name": "Initech Ltd", "position": "Developer", "startDate": "2016", "endDate": "2018-12"},
    ],
    "basics": {"name": "Ada Byron", "label": "Data Engineer", "email": "ada_b@example.org"},
    "education": [{"institution": "University of Lyon", "studyType": "MSc", "area": "Physics"}],
    "skills": [{"name": "Tools", "keywords": ["Docker", "Go"]}],
    "languages": [{"language": "French", "fluency": "native"}],
}


def test_json_and_yaml_hold_all_of_it_in_the_order_of_the_format() -> None:
    as_json = json.loads(written_as(RESUME, "json"))
    assert as_json == RESUME
    assert list(as_json) == [
        "basics", "work", "education", "skills", "languages", "x-own", "meta"
    ]  # fmt: skip
    assert yaml.safe_load(written_as(RESUME, "yaml")) == RESUME


def test_markdown_is_read_again_as_the_same_career(tmp_path: Path) -> None:
    path = tmp_path / "cv.md"
    path.write_text(written_as(RESUME, "markdown"), encoding="utf-8")
    (document,) = PARSERS["markdown"](path, Limits()).documents
    read = profile_read(replace(document, parts=parts_of(document))).resume
    assert (read["basics"]["name"], read["basics"]["email"]) == ("Ada Byron", "ada_b@example.org")
    jobs = [(one["name"], one["position"], one["startDate"]) for one in read["work"]]
    assert jobs == [
        ("Acme Ltd", "Data Engineer", "2019-03"),
        ("Initech Ltd", "Developer", "2016"),
    ]
    assert read["education"][0]["institution"] == "University of Lyon"
    assert read["skills"][0]["keywords"] == ["Docker", "Go"]


def test_nothing_that_is_said_becomes_a_mark_of_markdown() -> None:
    text = written_as(RESUME, "markdown")
    assert "- \\# no heading" in text
    assert "\\<b\\>bold" in text
    assert "2 \\* 3" in text
    assert "ada_b@example.org" in text


@pytest.mark.parametrize(
    "resume",
    [
        {},
        {"basics": "Ada", "work": {"name": "Acme"}, "skills": "Go", "languages": [None, 3]},
        {"basics": {"name": ["a"], "profiles": "x", "location": "Lyon"}, "work": [[]]},
    ],
)
def test_values_of_other_types_break_nothing(resume: dict[str, Any]) -> None:
    assert written_as(resume, "markdown").startswith("# ")
    assert json.loads(written_as(resume, "json")) == resume
