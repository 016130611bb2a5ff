"""Whether a CV meets a requirement, and by what."""

from __future__ import annotations

from typing import Any

import pytest

from folioscope.features.matching.career_reading import career_of
from folioscope.features.matching.judging import judge
from folioscope.features.matching.proofs import SourcePage
from folioscope.features.resumes.profile import Place, Profile
from tests.features.knowledge.read_cv import CV
from tests.features.matching.known_fit import JOB, NOW, asked, judged, matched, profiled, read

ROLE = {"name": "Acme", "position": "Developer", "startDate": "2020-01", "endDate": "2022-12"}


def test_a_cv_is_judged_requirement_by_requirement_with_its_lines() -> None:
    found = matched()
    assert [judged.verdict for judged in found.judgements] == [
        "met", "met", "met", "met", "absent", "met", "met",
    ]  # fmt: skip
    for judged_one in found.judgements:
        for proof in judged_one.proofs:
            assert proof.page_ordinal == 0
            assert CV[proof.start : proof.end] == proof.quote
            assert proof.page == 1
    quotes = [one.proofs[0].quote if one.proofs else "" for one in found.judgements]
    assert quotes[3] == "English – fluent (C1)"
    assert "Master of Science in Computer Science" in quotes[1]
    assert found.judgements[2].reason == "Redis is named."


def test_years_are_those_of_the_roles_that_name_a_skill_overlaps_once() -> None:
    career = profiled(
        work=[
            {**ROLE, "summary": "Kafka"},
            {**ROLE, "startDate": "2021-07", "endDate": "2023-06", "summary": "Kafka"},
            {**ROLE, "startDate": "2010", "endDate": "2015", "summary": "nothing of it"},
        ]
    )
    assert judged("3 years of experience with Kafka", career).verdict == "met"
    less = judged("4 years of experience with Kafka", career)
    assert (less.verdict, less.reason) == (
        "partly",
        "Kafka: 3 years 6 months in 2 roles; 4 years are asked.",
    )


def test_overlapping_roles_count_once_in_all() -> None:
    twice = profiled(work=[{**ROLE}, {**ROLE, "name": "Other"}])
    assert judged("4 years of experience", twice).verdict == "partly"
    assert "3 years" in judged("4 years of experience", twice).reason


def test_without_dates_nobody_knows_how_long() -> None:
    undated = profiled(work=[{"name": "Acme", "position": "Developer", "summary": "Kafka"}])
    assert judged("5 years of experience", undated).verdict == "unknown"
    listed = judged("5 years of experience with Kafka", undated)
    assert (listed.verdict, listed.certainty) == ("partly", 0.5)


@pytest.mark.parametrize("line", ["Born 1985", "Date of birth: 12 March 1985", "né en 1985"])
def test_a_birth_year_is_no_experience(line: str) -> None:
    career = read(CV.replace("Lyon, France", f"{line}\nLyon, France"))
    assert judged("9 years of experience", career).verdict == "partly"
    assert "8 years" in judged("9 years of experience", career).reason


def test_a_role_longer_than_a_life_of_work_was_misread() -> None:
    long = profiled(work=[{**ROLE, "startDate": "1910-01", "endDate": "2022-01"}])
    assert judged("5 years of experience", long).verdict == "unknown"
    backwards = profiled(work=[{**ROLE, "startDate": "2022-01", "endDate": "2010-01"}])
    assert judged("5 years of experience", backwards).verdict == "unknown"


@pytest.mark.parametrize("end", [None, "", "Present", "heute", "aujourd'hui"])
def test_a_role_without_an_end_goes_on(end: str | None) -> None:
    goes_on = profiled(work=[{"position": "Cook", "startDate": "2020-09", "endDate": end}])
    (asks,) = asked("6 years of experience")
    assert judge(asks, goes_on, NOW).verdict == "met"
    assert judge(asks, goes_on, NOW - 2).verdict == "partly"


def test_years_in_a_field_are_those_of_its_roles_in_any_language() -> None:
    nurse = profiled(work=[{**ROLE, "position": "Infirmière en réanimation"}])
    assert judged("2 years of experience as a nurse", nurse).verdict == "met"
    assert judged("4 years of experience as a nurse", nurse).verdict == "partly"
    assert judged("2 Jahre Berufserfahrung als Koch", nurse).verdict == "unknown"
    assert judged("9 Jahre Berufserfahrung als Koch", nurse).verdict == "absent"


def test_the_level_of_a_language_counts() -> None:
    career = profiled(
        languages=[{"language": "Allemand", "fluency": "B1"}, {"language": "Anglais"}]
    )
    assert judged("German", career).verdict == "met"
    assert judged("Fluent German", career).verdict == "partly"
    assert judged("Fluent English", career).certainty == 0.5
    assert judged("Spanish required", career).verdict == "absent"
    assert judged("Spanish required", profiled(work=[ROLE])).verdict == "unknown"


def test_a_higher_degree_is_enough_and_another_field_half() -> None:
    career = profiled(education=[{"studyType": "MSc", "area": "Informatik"}])
    assert judged("Bachelor's degree in computer science", career).verdict == "met"
    assert judged("Master's degree in law", career).verdict == "partly"
    assert judged("PhD", career).verdict == "partly"
    assert judged("PhD or equivalent", career).verdict == "partly"
    low = profiled(education=[{"studyType": "Abitur"}])
    assert judged("Master's degree", low).verdict == "absent"
    assert judged("Master's degree or equivalent", low).verdict == "unknown"


def test_of_several_options_the_best_counts() -> None:
    career = profiled(skills=[{"keywords": ["Redis"]}])
    found = judged("Cassandra, Redis or Kafka", career)
    assert (found.verdict, found.option) == ("met", 1)
    none = judged("Cassandra or Kafka", career)
    assert none.verdict == "absent"
    assert "Cassandra" in none.reason
    assert "Kafka" in none.reason


def test_what_somebody_would_like_to_learn_is_not_known() -> None:
    career = profiled(work=[{**ROLE, "summary": "Eager to learn Kubernetes. Ran Docker."}])
    hedged = read(CV.replace("but", "").replace("We go fast and excel", "Eager to learn Kafka"))
    assert judged("Docker", career).verdict == "met"
    assert judged("Kafka", hedged).verdict == "partly"


def test_a_skill_is_no_everyday_word() -> None:
    career = profiled(work=[{"position": "Lawyer", "summary": "I tell you what may go wrong."}])
    assert judged("Go", career).verdict == "absent"
    assert judged("2 years of experience with Go", career).verdict == "absent"


def test_a_skill_is_no_pastime() -> None:
    text = "Wrote services in Rust.\nBouldering, Go (the game)\n"
    liked = Profile(
        {"interests": [{"name": "Bouldering, Go (the game)"}]},
        {"/interests/0/name": Place(0, text.index("Boul"), len(text) - 1)},
    )
    career = career_of(liked, [SourcePage(1, text, [])])
    assert judged("Go", career).verdict == "absent"
    assert judged("Rust", career).verdict == "met"


def test_papers_are_found_by_their_other_names_and_silence_is_no_no() -> None:
    career = profiled(certificates=[{"name": "Permis B"}, {"name": "CKA – Certified Kubernetes"}])
    assert judged("Driving licence", career).verdict == "met"
    assert judged("Führerschein Klasse B", career).verdict == "met"
    assert judged("Certified Kubernetes Administrator", career).verdict == "met"
    assert judged("Certified public accountant", career).verdict == "absent"
    assert judged("Driving licence", profiled(work=[ROLE])).verdict == "unknown"
    assert judged("Right to work in France", career).verdict == "unknown"


def test_what_only_the_owner_says_is_less_sure_and_has_its_field() -> None:
    found = judged("Redis", profiled(skills=[{"name": "Databases", "keywords": ["Redis"]}]))
    assert found.certainty == 0.7
    assert found.proofs[0].pointer == "/skills/0/keywords/0"
    assert not found.proofs[0].is_placed
    assert judged("Redis", read(CV)).certainty == 1.0


@pytest.mark.parametrize(
    "resume",
    [
        {},
        {"work": None, "skills": "Python", "languages": 7},
        {"work": [None, 3, {"position": ["x"]}], "skills": [{"keywords": {"a": 1}}]},
        {"education": {"studyType": 5}, "certificates": [[]], "basics": []},
    ],
)
def test_a_profile_of_anything_is_judged_all_the_same(resume: dict[str, Any]) -> None:
    found = matched(JOB, profiled(**resume))
    assert {one.verdict for one in found.judgements} <= {"absent", "unknown"}


def test_of_a_cv_that_says_nothing_nothing_is_known() -> None:
    found = matched(JOB, profiled())
    assert {one.verdict for one in found.judgements} == {"unknown"}
    assert (found.score.score, found.score.at_most, found.score.confidence) == (0, 100, 0)
