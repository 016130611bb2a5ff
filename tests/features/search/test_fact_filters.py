"""A search among people by what their CVs state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.opened_program import Program


def cv(name: str, city: str, country: str, language: str, *skills: str) -> bytes:
    resume = {
        "basics": {"name": name, "location": {"city": city, "countryCode": country}},
        "work": [{"name": "Acme", "position": "Engineer", "startDate": "2020-01"}],
        "skills": [{"name": "Tools", "keywords": list(skills)}],
        "languages": [{"language": language, "fluency": "Fluent"}],
    }
    return json.dumps(resume).encode()


@pytest.fixture
async def people(program: Program) -> Program:
    await program.post("/api/kbs", 201, {"name": "people"})
    files = {
        "ada.json": cv("Ada Byron", "London", "GB", "English", "PostgreSQL", "Go"),
        "eve.json": cv("Eve Martin", "Lyon", "FR", "French", "Postgres", "Rust"),
        "tim.json": cv("Tim Weber", "Berlin", "DE", "German", "Rust"),
        "note.txt": b"An engineer at Acme knows Rust, PostgreSQL and French.",
    }
    await program.add("people", files)
    return program


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"skills": ["postgres"]}, {"ada.json", "eve.json"}),
        ({"skills": ["Go", "Rust"]}, {"ada.json", "eve.json", "tim.json"}),
        ({"spoken": ["français"]}, {"eve.json"}),
        ({"spoken": ["en", "Deutsch"]}, {"ada.json", "tim.json"}),
        ({"countries": ["Allemagne", "GB"]}, {"ada.json", "tim.json"}),
        ({"countries": ["Japan"]}, set()),
        ({"skills": ["rust"], "countries": ["France"]}, {"eve.json"}),
        ({"skills": ["rust"], "spoken": ["english"]}, set()),
        ({"skills": ["go' OR 1=1 --"]}, set()),
    ],
)
async def test_people_are_found_by_what_they_state(
    people: Program, filters: dict[str, Any], found: set[str]
) -> None:
    hits = await people.search("people", "engineer at Acme", filters=filters, k=50)
    assert {hit["path"] for hit in hits} == found


@pytest.mark.parametrize(
    ("filters", "told"),
    [({"spoken": ["Klingon"]}, "Klingon"), ({"countries": ["Atlantis"]}, "Atlantis")],
)
async def test_a_language_or_country_that_is_none_is_refused_by_name(
    people: Program, filters: dict[str, Any], told: str
) -> None:
    asked = {"query": "engineer", "filters": filters}
    problem = await people.ask("POST", "/api/search", 422, json=asked)
    assert told in json.dumps(problem)
