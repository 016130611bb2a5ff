"""What a CV states becomes facts, each of which stands where it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from folioscope.backends.parsers.port import Finding
from folioscope.features.knowledge import fact_reading
from folioscope.features.knowledge.fact_reading import facts_of, facts_read
from tests.features.knowledge.read_cv import CV, NOW, parsed, read

JANUARY_2020 = 2020 * 12


def test_every_fact_stands_where_it_says() -> None:
    document = parsed(CV)
    facts = facts_of(document, NOW)
    assert len(facts) > 20
    for fact in facts:
        text = document.pages[fact.page_ordinal].text[fact.start : fact.end]
        assert " ".join(text.split()) == fact.value


def test_the_same_text_gives_the_same_facts() -> None:
    assert facts_of(parsed(CV), NOW) == facts_of(parsed(CV), NOW)


def test_a_document_that_is_no_cv_has_none() -> None:
    assert facts_of(replace(parsed(CV), kind="document"), NOW) == ()
    assert facts_of(replace(parsed(CV), parts=()), NOW) == ()
    assert facts_of(replace(parsed(CV), parts=None), NOW) == ()


def test_what_was_found_hidden_is_no_fact() -> None:
    hidden = Finding("low_contrast", "Skills: COBOL. Languages: Japanese (native)")
    facts = facts_of(replace(parsed(CV), findings=(hidden,)), NOW)
    assert facts == facts_of(parsed(CV), NOW)


def test_whose_cv_it_is_and_where_they_live() -> None:
    found = read(CV)
    assert [fact.value for fact in found["person"]] == ["Marie Dubois"]
    (place,) = found["place"]
    assert (place.key, place.detail) == ("lyon", {"country": "FR"})


def test_languages_have_codes_and_levels() -> None:
    spoken = [(fact.key, fact.level) for fact in read(CV)["language"]]
    assert spoken == [("fr", "native"), ("en", "C1"), ("de", "A2")]


def test_roles_have_dates_and_employers() -> None:
    now, before = read(CV)["role"]
    assert (now.value, now.detail) == (
        "Data Engineer",
        {"organization": "Acme Corp", "dates": "January 2020 – present", "counted": str(NOW)},
    )
    assert (now.since, now.until, now.months) == (JANUARY_2020, None, 81)
    assert (before.since, before.until, before.months) == (JANUARY_2020 - 24, JANUARY_2020 - 1, 24)


def test_experience_is_that_of_all_roles() -> None:
    (experience,) = read(CV)["experience"]
    assert (experience.months, experience.since, experience.until) == (105, JANUARY_2020 - 24, None)
    assert experience.value == "January 2018 – December 2019"


def test_skills_are_those_listed_and_those_that_the_text_names() -> None:
    skills = {fact.key: fact.months for fact in read(CV)["skill"]}
    assert skills == {
        "postgresql": 105,
        "redis": None,
        "docker": None,
        "kubernetes": 81,
        "c++": None,
        "java": None,
        "kotlin": None,
        "ci cd": None,
        "excel": None,
        "wound care": None,
        "spark": 81,
        "go": 81,
        "django": 24,
    }


def test_degrees_have_levels_areas_and_years() -> None:
    master, bachelor = read(CV)["degree"]
    assert (master.level, master.until) == ("master", 2017 * 12 + 5)
    assert (master.detail or {})["area"].startswith("Computer Science")
    assert (bachelor.level, (bachelor.detail or {})["area"][:11]) == ("bachelor", "Mathematics")


def test_certificates_have_their_name_issuer_and_year() -> None:
    (held,) = read(CV)["certificate"]
    assert held.value == "Certified Kubernetes Administrator (CKA)"
    assert held.detail == {"organization": "Linux Foundation"}
    assert held.until == 2023 * 12 + 5


def test_text_on_a_second_page_is_said_to_be_there() -> None:
    first, _, second = CV.partition("LANGUAGES")
    languages = read(first, f"LANGUAGES{second}")["language"]
    assert {fact.page_ordinal for fact in languages} == {1}


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("Anglais : courant, espagnol (B1)", [("en", "C1"), ("es", "B1")]),
        ("Native Spanish, fluent English", [("es", "native"), ("en", "C1")]),
        ("Fluent in French and German", [("fr", "C1"), ("de", "C1")]),
        ("Langue maternelle : français", [("fr", "native")]),
        ("Deutsch (Muttersprache), Englisch verhandlungssicher", [("de", "native"), ("en", "C1")]),
        ("Polish", [("pl", None)]),
        ("Python, Java", []),
    ],
)
def test_levels_stand_after_or_before_languages(
    line: str, spoken: list[tuple[str, str | None]]
) -> None:
    first, _, rest = CV.partition("French: native")
    found = read(f"{first}{line}\n\nCERTIFICATIONS{rest.partition('CERTIFICATIONS')[2]}")
    assert [(fact.key, fact.level) for fact in found.get("language", [])] == spoken


@pytest.mark.parametrize(
    ("line", "city", "country"),
    [
        ("London, Ontario", "london", "CA"),
        ("75011 Paris", "paris", "FR"),
        ("12 rue des Lilas, 38000 Grenoble, France", "grenoble", "FR"),
        ("Smallville, KS 66002", "smallville", "US"),
        ("Address: Munich, Germany", "munchen", "DE"),
        ("Berlin", "berlin", "DE"),
    ],
)
def test_places_are_read_from_addresses(line: str, city: str, country: str) -> None:
    (place,) = read(CV.replace("Lyon, France | +33 6 39 98 00 01", line))["place"]
    assert (place.key, (place.detail or {}).get("country")) == (city, country)


@pytest.mark.parametrize("line", ["City, State", "www.paris.fr", "Open to remote work"])
def test_what_is_no_place_is_none(line: str) -> None:
    cv = CV.replace("Lyon, France | +33 6 39 98 00 01", line)
    assert "place" not in read(cv)


def test_employers_and_schools_are_not_where_somebody_lives() -> None:
    cv = CV.replace("Lyon, France | ", "").replace("Acme Corp", "Acme Corp, Berlin")
    assert "place" not in read(cv)


@pytest.mark.parametrize(
    ("listed", "keys"),
    [
        ("HTML/CSS, A/B testing", ["html", "css", "a b testing"]),
        ("Python (Django, Flask)", ["python", "django", "flask"]),
        ("Python – expert; Rust | Bash", ["python", "rust", "bash"]),
        ("MISRA C", ["misra c", "c"]),
        ("c, C", ["c"]),
        ("Anglais courant, Git", ["git"]),
    ],
)
def test_lists_of_skills_are_taken_apart(listed: str, keys: list[str]) -> None:
    first, _, rest = CV.partition("Databases:")
    alone = f"{first}{listed}\n\nLANGUAGES{rest.partition('LANGUAGES')[2]}"
    of_text = {"spark", "postgresql", "kubernetes", "go", "django"}
    found = [fact.key for fact in read(alone)["skill"]]
    assert [key for key in found if key in keys] == keys
    assert set(found) - set(keys) <= of_text


def test_a_name_of_one_letter_counts_only_where_it_is_listed() -> None:
    listed = CV.replace("C++,", "C, C++,").replace("not in C\n", "and firmware in C\n")
    months = {fact.key: fact.months for fact in read(listed)["skill"]}
    assert (months["c"], months["c++"]) == (81, None)
    assert "c" not in {fact.key for fact in read(CV)["skill"]}


@pytest.mark.parametrize("head", ["SKILLS\n\nLanguages\n", "SKILLS\n\nDocker\n\nLANGUAGES\n\n"])
def test_languages_that_nobody_speaks_are_skills(head: str) -> None:
    first, _, _ = CV.partition("SKILLS")
    facts = read(f"{first}{head}Rust, C, Python, Zig\n")
    assert "language" not in facts
    assert {"rust", "c", "python", "zig"} <= {fact.key for fact in facts["skill"]}


def test_languages_that_somebody_speaks_are_no_skills() -> None:
    spoken = CV.replace("German: notions", "German: notions\nKlingon, Esperanto: excellent")
    assert {"klingon", "german"}.isdisjoint(fact.key for fact in read(spoken)["skill"])


@pytest.mark.parametrize(
    "line",
    [
        f"Marie Dubois, {'A' * 3000} d'information",
        "Marie Dubois" + " " * 100_000 + "x",
        "Marie, Dubois " * 1000,
        "." * 100_000 + "x",
    ],
    ids=["capitals", "blanks", "long", "leaders"],
)
@pytest.mark.parametrize(
    "before", ["Data Engineer\n", "- Built", "Databases:", "German:", "2012 –"]
)
def test_no_line_keeps_a_rule_busy(line: str, before: str) -> None:
    # A rule that tries every way to read such a line would never come to an end.
    text = CV.replace(before, f"{line}\n{before}", 1)
    assert {"role", "skill", "degree"} <= set(read(text))


def test_a_fault_of_a_rule_costs_the_facts_of_one_cv_and_tells_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(_lines: object, title: str | None) -> list[object]:
        raise KeyError(title)

    assert facts_read(parsed(CV), NOW) == facts_of(parsed(CV), NOW)
    monkeypatch.setattr(fact_reading, "person", faulty)
    assert facts_read(replace(parsed(CV), title="Marie Dubois"), NOW) == ()
    assert "KeyError in faulty, line" in caplog.text
    assert "Marie" not in caplog.text


def test_facts_of_a_markdown_cv_bear_no_marks() -> None:
    facts = read(
        "# Marta Holm\n\n**Accountant** | Lyon, France\n\n## Experience\n\n### Senior Accountant\n"
        "**Nordwind Ltd**, Lyon\n*January 2020 – present*\n\n- Closed the books\n\n## Education\n\n"
        "**Master of Finance** — University of Lyon, 2014 – 2016\n\n## Certifications\n\n"
        "- **Certified Public Accountant** (CPA), AICPA, 2018\n\n## Skills\n\n"
        "- **Tools:** **SAP** (courant), `Python` (basics)\n"
    )
    told = [fact for of_kind in facts.values() for fact in of_kind]
    assert not [fact for fact in told if set(f"{fact.value}{fact.detail}") & set("#*`")]
    (role,), (degree,), (certificate,) = facts["role"], facts["degree"], facts["certificate"]
    assert (role.value, role.detail and role.detail["organization"]) == (
        "Senior Accountant",
        "Nordwind Ltd",
    )
    assert degree.value == "Master of Finance"
    assert certificate.value == "Certified Public Accountant (CPA)"
    assert {fact.key for fact in facts["skill"]} == {"sap", "python"}


@pytest.mark.parametrize(
    "grade",
    ["basics", "advanced", "notions", "bases", "courant", "expert", "B1", "niveau avancé"],
)
def test_how_well_a_skill_is_mastered_is_no_skill(grade: str) -> None:
    listed = CV.replace("Tools: Docker,", f"Tools: Docker ({grade}),")
    assert [fact.key for fact in read(listed)["skill"]] == [f.key for f in read(CV)["skill"]]
