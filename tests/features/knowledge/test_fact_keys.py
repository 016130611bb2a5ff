"""Names of one thing have one key, those of two have two."""

from __future__ import annotations

import pytest

from folioscope.features.knowledge.fact_keys import country_of, key_of, known_names
from folioscope.features.knowledge.facts import FactKind


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("skill", ["PostgreSQL", "Postgres", "postgresql 15", "PG"]),
        ("skill", ["Kubernetes", "k8s", "K8S"]),
        ("skill", ["JavaScript", "JS", "javascript"]),
        ("skill", ["Machine learning", "ML", "apprentissage automatique", "machine-learning"]),
        ("skill", ["Front-end", "front end"]),
        ("skill", ["Microsoft Excel", "Excel", "MS Excel"]),
        ("skill", [".NET", "dotnet"]),
        ("language", ["English", "anglais", "Englisch", "Inglés"]),
        ("language", ["Mandarin", "chinois"]),
        ("place", ["Lyon", "69003 Lyon", "LYON", "Lyon 3e"]),
        ("place", ["Munich", "München"]),
        ("degree", ["doctorate", "PhD", "doctorat", "Ph.D."]),
        ("degree", ["master", "master's degree", "MSc", "diplôme d'ingénieur"]),
        ("role", ["Ingénieur d'études", "ingenieur d’etudes"]),
    ],
)
def test_all_names_of_a_thing_have_one_key(kind: FactKind, names: list[str]) -> None:
    assert len({key_of(kind, name) for name in names}) == 1


def test_things_that_look_alike_are_told_apart() -> None:
    names = ("C", "C++", "C#", "Java", "JavaScript", "R", "React", "React Native", "Docker Swarm")
    assert len({key_of("skill", name) for name in (*names, "Docker")}) == len(names) + 1


def test_keys_of_known_things_are_those_that_are_documented() -> None:
    assert key_of("language", "anglais") == "en"
    assert key_of("degree", "PhD") == "doctorate"
    assert key_of("place", "Genf") == "geneve"
    assert known_names("language")["anglais"] == "en"
    assert known_names("skill")["k8s"] == "kubernetes"
    assert known_names("place")["lyon"] == "lyon"
    assert known_names("degree")["doctorat"] == "doctorate"
    assert known_names("role") == {}


def test_what_is_not_known_is_its_own_words() -> None:
    assert key_of("skill", "Wound   Care") == "wound care"
    assert key_of("language", "Klingon") == "klingon"
    assert len(key_of("skill", "very " * 200)) == 200


@pytest.mark.parametrize(
    ("name", "code"),
    [("France", "FR"), ("Allemagne", "DE"), ("US", "US"), ("États-Unis", "US"), ("UK", "GB")],
)
def test_countries_are_known_by_their_names_and_codes(name: str, code: str) -> None:
    assert country_of(name) == code


def test_a_word_that_is_also_a_code_is_no_country() -> None:
    assert country_of("in") is None
    assert country_of("Atlantis") is None
