"""What a sentence states of a person that nothing in the profile bears out."""

from __future__ import annotations

import pytest

from folioscope.features.coaching.invented import Known, invented
from folioscope.features.coaching.texts import resume_text
from tests.features.coaching.coached import ADA, JOB

KNOWN = Known(resume_text(ADA), JOB, "Site Reliability Engineer\nNordwind")


@pytest.mark.parametrize(
    "sentence",
    [
        "Dear Nordwind team,",
        "Dear Hiring Manager,",
        "Madame la Directrice,",
        "I am writing to apply for the position of Site Reliability Engineer at Nordwind.",
        "I ran Kubernetes clusters with 40 nodes at Acme.",
        "At Acme, I cut the cost of builds by 30 % with Terraform.",
        "I hold a BSc in Mathematics from the University of Leeds.",
        "Your team is in Berlin.",
        "I look forward to meeting you and discussing how my experience fits.",
        "Ich habe bei Acme Kubernetes-Cluster betreut.",
        "Sehr geehrte Damen und Herren, hiermit bewerbe ich mich auf die Stelle.",
        "Je me tiens à votre disposition pour un entretien.",
        "Me gustaría contarles más en una entrevista.",
    ],
)
def test_what_the_profile_bears_out_or_is_usual_is_believed(sentence: str) -> None:
    assert invented(sentence, KNOWN) == []


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("At Acme, I cut the cost of builds by 45 % with Terraform.", "45"),
        ("I kept 40 services alive with Python.", "40"),
        ("I have ten years of experience with Kubernetes.", "ten"),
        ("I have written Rust in production.", "Rust"),
        ("At Google I wrote Python services.", "Google"),
        ("I hold a PhD in Mathematics.", "PhD"),
        ("I led a team of engineers.", "led"),
        ("I won a hackathon.", "won"),
        ("I am fluent in German.", "German"),
        ("I sailed around the whole world alone for pleasure.", "sailed"),
        ("J'ai géré un budget de deux millions.", "budget"),
        ("Je maîtrise Terraform.", "maitrise"),
        ("Ich habe bei Siemens gearbeitet.", "Siemens"),
        ("Tengo diez años de experiencia en Python.", "diez"),
    ],
)
def test_a_fact_that_is_not_in_the_profile_is_found(sentence: str, word: str) -> None:
    assert word in invented(sentence, KNOWN)


@pytest.mark.parametrize(
    "sentence",
    [
        "I have deep experience with Rust.",
        "Managed Rust services for your team.",
        "I work from Berlin.",
        "I worked at Nordwind.",
        "I am a Site Reliability Engineer.",
        "In my role at Nordwind, I ran Kubernetes.",
        "Dear team, you know me as the manager of a great many people,",
    ],
)
def test_what_the_job_says_is_no_fact_about_the_person(sentence: str) -> None:
    assert invented(sentence, KNOWN) != []


def test_a_profile_of_nothing_bears_nothing_out() -> None:
    assert "Python" in invented("I know Python.", Known(""))
