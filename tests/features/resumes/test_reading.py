"""What is read of CVs: fields with their places, in several languages, and of bad ones nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.port import Limits, Parsed
from folioscope.features.resumes.profile import Profile
from folioscope.features.resumes.reading import profile_read
from folioscope.features.sections.parts import parts_of
from tests.features.knowledge.read_cv import CV, parsed
from tests.features.sections.written_cvs import FRENCH

FORM = """\
Rainer Thalheim
Disponent Logistik

Berufserfahrung
Zeitraum 04/2023 – heute
Position Leiter Lager und Versand
Arbeitgeber Baumarkt Rübezahl, Nürnberg
- Lager mit 14.000 Quadratmetern

Zeitraum 04/2020 – 05/2022
Position Teamleiter Lager
Arbeitgeber Nordlicht Versand, Dresden

Ausbildung
Zeitraum 09/2014 – 06/2017
Abschluss Ausbildung, Fachkraft für Lagerlogistik
Einrichtung Berufsschule Weserbogen

Sprachen
Deutsch Muttersprache
"""


def read_file(folder: Path, name: str, text: str) -> Profile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (document,) = PARSERS[path.suffix[1:]](path, Limits()).documents
    return profile_read(replace(document, parts=parts_of(document)))


def said(profile: Profile, document: Parsed, at: str) -> str:
    place = profile.places[at]
    return document.pages[place.page_ordinal].text[place.start : place.end]


def test_a_cv_is_read_as_a_json_resume() -> None:
    resume: Any = profile_read(parsed(CV)).resume
    assert resume["basics"]["name"] == "Marie Dubois"
    assert resume["basics"]["label"] == "Data Engineer"
    assert resume["basics"]["location"] == {"city": "Lyon", "countryCode": "FR"}
    assert resume["basics"]["phone"] == "+33 6 39 98 00 01"
    assert resume["work"][0] == {
        "name": "Acme Corp",
        "position": "Data Engineer",
        "startDate": "2020-01",
        "highlights": [
            "Built pipelines with Spark and PostgreSQL on k8s",
            "Wrote services in Go, not in C",
        ],
    }
    assert resume["work"][1]["endDate"] == "2019-12"
    assert resume["education"][0]["area"] == "Computer Science"
    assert resume["education"][0]["studyType"] == "Master of Science"
    assert [one["language"] for one in resume["languages"]] == ["French", "English", "German"]
    assert "Kubernetes" in resume["skills"][0]["keywords"]


def test_every_field_stands_where_its_place_says() -> None:
    document = parsed(CV)
    profile = profile_read(document)
    resume: Any = profile.resume
    assert said(profile, document, "/work/0/position") == "Data Engineer"
    assert said(profile, document, "/work/0/startDate") == "January 2020 – present"
    for number, skill in enumerate(resume["skills"][0]["keywords"]):
        assert said(profile, document, f"/skills/0/keywords/{number}") == skill
    for number, item in enumerate(resume["work"][0]["highlights"]):
        assert said(profile, document, f"/work/0/highlights/{number}") == item


def test_a_french_cv_says_when_something_goes_on() -> None:
    resume: Any = profile_read(parsed(FRENCH)).resume
    assert [(one["name"], one["startDate"], one.get("endDate")) for one in resume["work"]] == [
        ("Banque du Rhône", "2020", None),
        ("Maison Lumière", "2015", "2019"),
    ]


def test_the_labels_of_a_form_say_what_follows_them() -> None:
    resume: Any = profile_read(parsed(FORM)).resume
    assert [(one["name"], one["position"]) for one in resume["work"]] == [
        ("Baumarkt Rübezahl", "Leiter Lager und Versand"),
        ("Nordlicht Versand", "Teamleiter Lager"),
    ]
    (study,) = resume["education"]
    assert study["institution"] == "Berufsschule Weserbogen"
    assert (study["startDate"], study["endDate"]) == ("2014-09", "2017-06")


def test_a_name_and_what_somebody_is_may_share_a_line() -> None:
    cv = CV.replace("Marie Dubois\nData Engineer", "Marie Claire Dubois Data Engineer").replace(
        "marie@", "marieclaire.dubois@"
    )
    basics: Any = profile_read(parsed(cv)).resume["basics"]
    assert basics["name"] == "Marie Claire Dubois"


def test_a_city_and_a_region_that_nobody_knows_are_no_name() -> None:
    cv = CV.replace("Marie Dubois\n", "Valdoria, Castilla y Leon\n\nMarie Dubois\n").replace(
        "marie@", "marie.dubois@"
    )
    basics: Any = profile_read(parsed(cv)).resume["basics"]
    assert basics["name"] == "Marie Dubois"


def test_behind_a_mask_no_other_line_is_the_name() -> None:
    masked = CV.replace("Marie Dubois\n", "[name]\nDatabase Engine\n")
    assert "name" not in profile_read(parsed(masked)).resume["basics"]


def test_a_cv_without_dates_has_roles_without_dates() -> None:
    cv = "\n".join(line for line in CV.splitlines() if "20" not in line or "+33" in line)
    resume: Any = profile_read(parsed(cv)).resume
    assert all("startDate" not in one and "endDate" not in one for one in resume.get("work", ()))
    assert resume["skills"]


def test_what_was_built_beside_the_work_has_its_name_and_what_it_is() -> None:
    cv = f"{CV}\n\nPROJECTS\n\nHarbourmaster (2021)\nA scheduler for ferries, written in Go.\n"
    resume: Any = profile_read(parsed(cv)).resume
    (project,) = resume["projects"]
    assert project["name"] == "Harbourmaster"
    assert project["description"] == "A scheduler for ferries, written in Go."


def test_the_foot_of_a_page_and_a_rule_of_dashes_say_nothing() -> None:
    wrote = "- Wrote services in Go, not in C\n"
    cv = CV.replace(wrote, f"{wrote}Marie Dubois · 1 / 2\n–\n")
    assert cv != CV
    resume: Any = profile_read(parsed(cv)).resume
    assert resume["work"] == profile_read(parsed(CV)).resume["work"]


@pytest.mark.parametrize(
    ("broken", "label"),
    [
        ("Data Engineer (Go,\nPostgreSQL)", "Data Engineer (Go, PostgreSQL)"),
        ("Data Engineer,\nEnterprise Software", "Data Engineer, Enterprise Software"),
        ("Data Engineer\nmarie@example.org", "Data Engineer"),
    ],
)
def test_what_somebody_calls_themselves_may_go_on_in_the_next_line(broken: str, label: str) -> None:
    resume: Any = profile_read(parsed(CV.replace("Data Engineer", broken, 1))).resume
    assert resume["basics"]["label"] == label


def test_a_birth_year_is_no_date_of_a_role() -> None:
    cv = CV.replace("Lyon, France", "Born 14.05.1985 in Lyon, France")
    resume: Any = profile_read(parsed(cv)).resume
    dates = [one.get(key, "") for one in resume["work"] for key in ("startDate", "endDate")]
    assert not [date for date in dates if date.startswith("1985")]
    assert len(resume["work"]) == 2


@pytest.mark.parametrize("text", ["", "Three words only", "x" * 50_000, "職務経歴書\n東京"])
def test_of_what_is_no_cv_nothing_is_invented(text: str) -> None:
    resume = profile_read(parsed(text)).resume
    assert not resume.get("work")
    assert not resume.get("education")


def test_a_json_resume_keeps_what_nobody_knows(tmp_path: Path) -> None:
    resume = {
        "basics": {"name": "Ada", "x-pronoun": "she"},
        "work": [{"company": "Acme", "position": "Baker", "x-team": {"size": 4}}],
        "x-own": [1, None, {"deep": "value"}],
        "meta": {"version": "v1.0.0"},
    }  # fmt: skip
    profile = read_file(tmp_path, "ada.json", json.dumps(resume))
    assert profile.resume == {
        **resume,
        "work": [{"name": "Acme", "position": "Baker", "x-team": {"size": 4}}],
    }  # fmt: skip
    assert {"/basics/name", "/work/0/name", "/work/0/position"} <= set(profile.places)
    assert "/x-own/2/deep" not in profile.places


def test_a_rendercv_file_is_a_json_resume_too(tmp_path: Path) -> None:
    text = """\
cv:
  name: Ada Byron
  headline: Baker
  location: London
  sections:
    experience:
      - company: Acme
        position: Baker
        start_date: 2019-01
        highlights: [Sourdough]
    skills:
      - label: Tools
        details: Oven, Scale
    My hats:
      - bullet: a red one
"""
    resume: Any = read_file(tmp_path, "ada.yaml", text).resume
    assert resume["basics"] == {
        "name": "Ada Byron",
        "label": "Baker",
        "location": {"city": "London"},
    }
    assert resume["work"] == [
        {"name": "Acme", "position": "Baker", "startDate": "2019-01", "highlights": ["Sourdough"]}
    ]
    assert resume["skills"] == [{"name": "Tools", "keywords": ["Oven", "Scale"]}]
    assert resume["My hats"] == [{"bullet": "a red one"}]


@pytest.mark.parametrize(
    "resume",
    [
        f'{{"basics": {{"name": "Ada", "image": "data:image/png;base64,{"A" * 300_000}"}}}}',
        '{"basics": {"name": "Ada", "summary": "\\ud800 and \\u0000"}}',
        f'{{"basics": {{"name": "Ada"}}, "x": NaN, "y": {"[" * 60}1{"]" * 60}}}',
        '{"basics": {"name": "Ada"}, "work": {"name": "Acme"}, "skills": null}',
    ],
)
def test_a_hostile_json_resume_is_read_as_far_as_it_can_be_kept(
    tmp_path: Path, resume: str
) -> None:
    profile = read_file(tmp_path, "ada.json", resume)
    basics: Any = profile.resume["basics"]
    assert basics["name"] == "Ada"
    assert "image" not in basics
    json.dumps(profile.resume, allow_nan=False).encode()
    assert "\\u0000" not in json.dumps(profile.resume)


def test_the_sample_of_the_format_is_read_as_it_is(shared_data: Path, tmp_path: Path) -> None:
    text = (shared_data / "resumes/json-resume/sample.resume.json").read_text(encoding="utf-8")
    assert read_file(tmp_path, "sample.json", text).resume == json.loads(text)
