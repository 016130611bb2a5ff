"""Which questions are asked of a whole pool, and what each of their words asks for."""

from __future__ import annotations

import pytest

from folioscope.features.pool.query import Condition, PoolQuery
from folioscope.features.pool.questions import may_be_of_pool, read_pool_question
from folioscope.features.pool.vocabulary import Vocabulary, phrases

POOL = Vocabulary(
    skills=frozenset({"kubernetes", "python", "java", "go", "health and safety", "event storming"}),
    cities=frozenset({"lyon", "paris", "cork"}),
    titles=phrases(["Senior Data Engineer", "Staff Nurse", "Infirmière coordinatrice"]),
    employers=phrases(["Orchard Hospital", "Harp & Anchor Hotels", "La Table d'Ysoline"]),
    schools=phrases(["Ashcombe University", "Université de Valmont"]),
    areas=phrases(["Computer Science", "Informatique", "Law and French"]),
    certificates=phrases(["Certified Kubernetes Administrator (CKA)"]),
    people=phrases(["Ada Byron", "Zoé Le Goff", "Alan Turing"]),
)


def read(text: str) -> PoolQuery:
    query = read_pool_question(text, POOL)
    assert query is not None, text
    assert may_be_of_pool(text)
    return query


def only(text: str) -> Condition:
    ((condition,),) = read(text).clauses
    return condition


def told(text: str) -> list[list[str]]:
    """The conditions in short: kind, what, and a minus where it is denied."""
    return [
        [f"{'-' * one.negated}{one.kind} {one.key or one.text}" for one in clause]
        for clause in read(text).clauses
    ]


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("How many candidates know Kubernetes?", "skill", "kubernetes"),
        ("Who has experience with python", "skill", "python"),
        ("Candidates with Health and safety skills", "skill", "health and safety"),
        ("Combien de candidats connaissent Kubernetes ?", "skill", "kubernetes"),
        ("Qui a de l'expérience en Java ?", "skill", "java"),
        ("Who speaks German?", "language", "de"),
        ("Qui parle allemand ?", "language", "de"),
        ("Qui maîtrise l'anglais ?", "language", "en"),
        ("List all German speakers, please", "language", "de"),
        ("Which candidates live in Lyon?", "city", "lyon"),
        ("Qui habite à Lyon ?", "city", "lyon"),
        ("How many people are based in the United States?", "country", "US"),
        ("Quels candidats vivent en Allemagne ?", "country", "DE"),
    ],
)
def test_a_question_names_a_thing_in_either_language(text: str, kind: str, key: str) -> None:
    condition = only(text)
    assert (condition.kind, condition.key, condition.negated) == (kind, key, False)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Who has at least 5 years of experience?", 60, None),
        ("Who has 5+ years of experience?", 60, None),
        ("Who has more than five years of experience?", 61, None),
        ("Who has less than 3 years of experience?", None, 35),
        ("Who has between 5 and 10 years of experience?", 60, 120),
        ("Who has ten or more years of experience?", 120, None),
        ("Qui a au moins 18 mois d'expérience ?", 18, None),
        ("Qui a plus de 10 ans d'expérience ?", 121, None),
        ("Combien de candidats ont moins de 2 ans d'expérience ?", None, 23),
    ],
)
def test_years_are_bounds_in_months(text: str, least: int | None, most: int | None) -> None:
    condition = only(text)
    assert (condition.kind, condition.least, condition.most) == ("experience", least, most)


def test_years_may_be_of_a_skill_or_of_a_position() -> None:
    skill = only("Who has at least 4 years of experience with Kubernetes?")
    assert (skill.kind, skill.key, skill.least) == ("skill", "kubernetes", 48)
    role = only("Who has 3 years of experience as a nurse?")
    assert (role.kind, role.text, role.least) == ("role", "nurse", 36)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Who knows Python but not Java?", [["skill python"], ["-skill java"]]),
        ("Qui connaît Python mais pas Java ?", [["skill python"], ["-skill java"]]),
        ("Who speaks French and lives in Paris?", [["language fr"], ["city paris"]]),
        (
            "Who speaks French or German and lives in Paris?",
            [["language fr", "language de"], ["city paris"]],
        ),
        ("Who knows Python, Java and Go?", [["skill python"], ["skill java"], ["skill go"]]),
        ("Who does not speak French or German?", [["-language fr"], ["-language de"]]),
        ("Qui ne parle pas français ?", [["-language fr"]]),
        ("Candidates with Java in Cork", [["skill java"], ["city cork"]]),
        ("Who knows Java or lives in Cork?", [["skill java", "city cork"]]),
        ("Who speaks neither French nor German?", [["-language fr"], ["-language de"]]),
        ("Qui maîtrise Python sans connaître Java ?", [["skill python"], ["-skill java"]]),
        ("Liste des personnes basées à Paris ou à Lyon", [["city paris", "city lyon"]]),
    ],
)
def test_conditions_are_joined_as_they_are_said(text: str, conditions: list[list[str]]) -> None:
    assert told(text) == conditions


def test_a_level_is_that_or_those_above() -> None:
    assert only("Who speaks German at B2?").levels == ("B2",)
    assert only("Who speaks German at B2 or better?").levels == ("B2", "C1", "C2", "native")
    assert only("Qui parle couramment allemand ?").levels == ("C1", "C2", "native")
    assert only("List native German speakers").levels == ("native",)


def test_a_position_may_be_one_of_the_present_or_at_a_firm() -> None:
    assert only("Who was a nurse?") == Condition("role", "nurse")
    assert only("Who is a nurse?").now
    assert only("How many nurses are there?").now
    assert only("Qui a été infirmier ?") == Condition("role", "infirmier")
    at_firm = only("Who worked as a nurse at Orchard Hospital?")
    assert (at_firm.kind, at_firm.text, at_firm.organization) == (
        "role",
        "nurse",
        "Orchard Hospital",
    )


def test_firms_keep_the_words_of_their_names() -> None:
    assert only("Who worked at Harp & Anchor Hotels?").text == "Harp & Anchor Hotels"
    assert only("Qui travaille chez La Table d'Ysoline ?").now


def test_a_degree_has_a_level_an_area_and_a_school() -> None:
    degree = only("Who has a master's degree in Computer Science from Ashcombe University?")
    assert (degree.levels, degree.area) == (("master",), "computer science")
    assert degree.organization == "ashcombe university"
    assert only("Qui a un doctorat ?").levels == ("doctorate",)
    assert only("Who has a degree in Law and French?").area == "Law and French"
    assert only("Qui a étudié à l'Université de Valmont ?").organization == "Université de Valmont"
    assert only("Who has no degree?").negated
    assert only("Who has an MBA?") == Condition("degree", "MBA", "mba")


def test_a_certificate_is_known_by_a_part_of_its_name() -> None:
    assert only("Who is certified in Kubernetes?").kind == "certificate"
    assert only("Who has a CKA certification?") == Condition("certificate", "CKA")


def test_what_is_unknown_is_looked_for_as_words() -> None:
    assert only("Who knows Fortran-77?") == Condition("words", "Fortran-77")
    assert only("Whose CV mentions “event sourcing”?") == Condition("words", "event sourcing")


@pytest.mark.parametrize(
    ("text", "take", "kind"),
    [
        ("Who has the longest experience?", 1, "experience"),
        ("Qui a le plus d'expérience ?", 1, "experience"),
        ("Top 5 candidates by years of experience", 5, "experience"),
        ("Who has the most years of Java?", 1, "skill"),
        ("Quels sont les trois candidats les plus expérimentés en Python ?", 3, "skill"),
        ("Who speaks the most languages?", 1, "language"),
    ],
)
def test_a_superlative_takes_the_first_of_an_order(text: str, take: int, kind: str) -> None:
    query = read(text)
    assert query.measure is not None
    assert (query.intent, query.take, query.measure.kind) == ("most", take, kind)


def test_groups_and_comparisons_are_recognised() -> None:
    assert read("How many candidates per country?").group == "country"
    assert read("Combien de candidats par langue ?").group == "language"
    assert read("Compare Ada Byron, Alan Turing and Zoé Le Goff").names == (
        "ada byron",
        "alan turing",
        "zoe le goff",
    )


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("How many CVs are there?", "count"),
        ("Combien de CV y a-t-il ?", "count"),
        ("List all candidates", "list"),
        ("Liste tous les candidats", "list"),
    ],
)
def test_everybody_may_be_asked_for(text: str, intent: str) -> None:
    assert (read(text).intent, read(text).clauses) == (intent, ())


@pytest.mark.parametrize(
    "text",
    [
        "Who led a migration to Kubernetes that failed?",
        "Who knows Kubernetes best?",
        "Who knows how to cook?",
        "Who is Ada Byron?",
        "Who are you?",
        "Who is good with children?",
        "Which candidate should we hire?",
        "What did Ada do at Orchard Hospital?",
        "How many years did Ada work at Orchard Hospital?",
        "How many projects mention Kafka?",
        "Compare Kubernetes and Docker",
        "Compare Ada Byron and Grace Hopper",
        "Who knows Python and Java or Go?",
        "Who speaks French and has a sense of humour?",
        "Summarise the CV of Ada Byron",
        "Who worked at Orchard Hospital in 2019?",
        "Who graduated in 2015?",
        "Qui a travaillé chez Acme en 2019 ?",
        "Who knows Python and lives near Paris?",
        "Who knows Python at work?",
        "Who is the data engineer of Apollo?",
        "Show me the CV of Ada Byron",
        "Donne-moi un résumé",
        "hello",
        "",
        "who",
        "Who knows " + "Java and " * 200 + "Go?",
    ],
)
def test_a_question_that_is_not_wholly_understood_is_none(text: str) -> None:
    assert read_pool_question(text, POOL) is None


def test_the_language_of_the_question_is_that_of_the_answer() -> None:
    assert read("Qui parle allemand ?").language == "fr"
    assert read("Who speaks French?").language == "en"


@pytest.mark.parametrize(
    ("text", "denied", "wanted"),
    [
        ("Who does not speak French in Paris?", "French", "Paris"),
        ("Who doesn't live in Paris with Java skills?", "Paris", "Java"),
        ("Candidates without Java in Paris", "Java", "Paris"),
        ("Qui ne parle pas français à Paris ?", "français", "Paris"),
        ("Who is not a nurse in Paris?", "nurse", "Paris"),
    ],
)
def test_what_is_denied_is_the_phrase_and_not_what_follows_it(
    text: str, denied: str, wanted: str
) -> None:
    (first,), (second,) = read(text).clauses
    assert (first.text, first.negated) == (denied, True)
    assert (second.text, second.negated, second.now) == (wanted, False, False)


def test_a_position_at_a_firm_is_denied_as_one() -> None:
    found = only("Who has never worked as a data engineer at Orchard Hospital?")
    assert (found.text, found.organization, found.negated) == (
        *("data engineer", "Orchard Hospital", True),
    )


def test_years_at_a_firm_are_years_there() -> None:
    found = only("Who has at least 3 years at Orchard Hospital?")
    assert (found.kind, found.text, found.least) == ("employer", "Orchard Hospital", 36)


@pytest.mark.parametrize(
    "unit",
    ["with python and ", "in paris with python ", "in a ", "of ", "a ", "has ", "or java in "],
)
def test_a_question_of_many_phrases_costs_little(unit: str) -> None:
    for times in range(1, 400 // len(unit)):
        read_pool_question(f"Who has {unit * times}", POOL)


def test_a_french_title_of_a_list_is_answered_in_french() -> None:
    assert read("Candidats à Paris").language == "fr"


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Who speaks 4 languages?", 4, None),
        ("Who speaks at least three languages?", 3, None),
        ("Who speaks more than two languages?", 3, None),
        ("Who speaks exactly 2 languages?", 2, 2),
        ("Qui parle au moins trois langues ?", 3, None),
    ],
)
def test_so_many_languages_are_counted(text: str, least: int, most: int | None) -> None:
    assert only(text) == Condition("languages", least=least, most=most)


@pytest.mark.parametrize("text", ["Who knows three databases?", "Who uses 37 Excel files?"])
def test_so_many_of_anything_else_is_no_search_for_words(text: str) -> None:
    assert read_pool_question(text, POOL) is None


@pytest.mark.parametrize(
    ("fragment", "whole"),
    [
        ("knows Python but not Java", "Who knows Python but not Java?"),
        ("at least 5 years of experience", "Who has at least 5 years of experience?"),
        ("more than 3 years of Kubernetes", "Who has more than 3 years of Kubernetes?"),
        (
            "speaks French or German and lives in Paris",
            "Who speaks French or German and lives in Paris?",
        ),
        ("German at B2 or better", "Who speaks German at B2 or better?"),
        ("fluent in Italian", "Who is fluent in Italian?"),
    ],
)
def test_who_may_be_left_out(fragment: str, whole: str) -> None:
    assert read(fragment) == read(whole)


@pytest.mark.parametrize("text", ["worked on the migration", "speaks loudly", "5 years ago"])
def test_a_fragment_with_unknown_words_is_searched_for(text: str) -> None:
    assert read_pool_question(text, POOL) is None
