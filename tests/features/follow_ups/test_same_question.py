from __future__ import annotations

import pytest

from folioscope.features.follow_ups.same_question import meaning, normalised

SAME = (
    ("Who knows Java?", "Which candidates know Java?"),
    ("Who knows Java?", "List everyone with Java skills"),
    ("Where did Ada Byron study?", "Which university did Ada Byron attend?"),
    ("Where does Ada Byron live?", "In which city does Ada Byron live?"),
    ("Who worked at Acme?", "List people who have worked for Acme"),
    ("Does Ada know Java?", "Has Ada any experience with Java?"),
    ("Qui connaît Java ?", "Quels candidats maîtrisent Java ?"),
    ("Combien de candidats parlent allemand ?", "Combien de personnes parlent allemand ?"),
)
DIFFERENT = (
    ("Who has 5 years of Java?", "Who has 3 years of Java?"),
    ("Who knows Java?", "Who knows JavaScript?"),
    ("Who knows C++?", "Who knows C#?"),
    ("Who knows C?", "Who knows C++?"),
    ("Who speaks French?", "Who does not speak French?"),
    ("Who doesn't speak French?", "Who does speak French?"),
    ("Who speaks French?", "How many speak French?"),
    ("Who has more than 5 years?", "Who has less than 5 years?"),
    ("Who has at least 5 years?", "Who has exactly 5 years?"),
    ("Where did Ada study?", "When did Ada study?"),
    ("Where did Ada study?", "In which city did Ada study?"),
    ("Where does Ada live?", "Where did Ada live?"),
    ("Did Ada manage Grace?", "Did Grace manage Ada?"),
    ("Who left Paris for Lyon?", "Who left Lyon for Paris?"),
    ("Who moved from Paris to Lyon?", "Who moved to Paris from Lyon?"),
    ("Who knows Java and Python?", "Who knows Java or Python?"),
    ("Who worked at Acme before 2020?", "Who worked at Acme after 2020?"),
    ("Who works at Acme?", "Who worked at Acme?"),
    ("What was Ada's first job?", "What was Ada's last job?"),
    ("What is Ada's job?", "What is Ada's employer?"),
    ("What skills does Ada have?", "What experience does Ada have?"),
    ("Who knows Java?", "Who else knows Java?"),
    ("Qui parle allemand ?", "Qui ne parle pas allemand ?"),
    ("Qui a au moins 5 ans ?", "Qui a moins de 5 ans ?"),
    ("Qui travaille chez Acme ?", "Qui a travaillé chez Acme ?"),
    ("Qui a un permis ou un diplôme ?", "Qui a un permis et un diplôme ?"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_other_words_for_the_same_may_be_the_same_question(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_asks_for_something_else_is_never_the_same(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(
    "text",
    [
        "who knows   the C++, please?",
        "WHO KNOWS C++",
        "Can you tell me who knows C++?",
        "Hello, who knows C++ ?",
        "“Who knows C++”!",
        "who knows c++\n",
    ],
)
def test_case_white_space_punctuation_and_politeness_make_no_difference(text: str) -> None:
    assert normalised(text) == "who knows c++"


def test_small_words_that_matter_stay() -> None:
    assert normalised("Who is not in the IT team?") == "who is not in it team"
    assert normalised("Où est-il ?") != normalised("Ou est-il ?")
    assert normalised("Who earns 5.5?") != normalised("Who earns 55?")


def test_a_text_of_nothing_but_politeness_is_left_whole() -> None:
    assert normalised("Please") != ""
    assert normalised("?!") == ""


@pytest.mark.parametrize("unit", [" ", "\n", ", ", "please ", "merci ?", "hi "])
def test_a_megabyte_costs_time_in_proportion(unit: str) -> None:
    assert normalised(f"who {unit * (1_000_000 // len(unit))} knows").endswith("knows")
