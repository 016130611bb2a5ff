"""The skills and fields of knowledge that a text asks for."""

from __future__ import annotations

from itertools import pairwise

import pytest

from folioscope.features.knowledge.fact_terms import terms


def named(text: str) -> list[str]:
    return [text[term.start : term.end] for term in terms(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You know Python and postgres.", ["Python", "postgres"]),
        ("Experience with Grafterm, Blip and Zork is needed.", ["Grafterm", "Blip", "Zork"]),
        ("Solid knowledge of corporate finance.", ["corporate finance"]),
        ("Bonne maîtrise de la paie", ["paie"]),
        ("We use CI/CD and ZorkJS", ["CI/CD", "ZorkJS"]),
        ("English and German", ["English", "German"]),
        ("We go fast and excel at lunch", []),
        ("PLEASE apply in the US", []),
        ("", []),
        ("日本語の求人", []),
    ],
)
def test_terms_are_found_by_name_by_lead_and_by_shape(text: str, found: list[str]) -> None:
    assert named(text) == found


def test_terms_of_one_thing_have_one_key() -> None:
    assert {term.key for term in terms("Postgres or PostgreSQL")} == {"postgresql"}


def test_terms_stand_in_order_and_apart() -> None:
    found = terms("Experience with React.js, machine learning and AWS; knowledge of SQL. " * 3000)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert len(found) > 1000
