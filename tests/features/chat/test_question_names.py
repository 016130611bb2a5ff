"""The names in a question, and whether texts hold them."""

from __future__ import annotations

from time import process_time

import pytest

from folioscope.features.chat.question_names import Name, holds, names_in, words_of


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Where did Reza Hosseini study?", [("reza", "hosseini")]),
        ("Haruka Yamashita est-il marié ?", [("haruka", "yamashita")]),
        ("Who has worked as a Lead Data Engineer?", [("lead", "data", "engineer")]),
        ("In NVIDIA's Q2 2023 10-Q, what is new?", [("nvidia",), ("q2", "2023", "10")]),
        ("Summarize Apple's risk factors in 2021.", [("apple",), ("2021",)]),
        ("Compare Ada Byron and Bob Miller", [("ada", "byron"), ("bob", "miller")]),
        ("Where did Minh Lê study?", [("minh", "le")]),
        ("Quand est née Simone de Beauvoir ?", [("simone", "beauvoir")]),
        ("Which candidates know C++?", [("c++",)]),
        ("Qui parle anglais ?", []),
        ("What does she do? And where?", []),
        ("Who did that 100 years before?", []),
        ("kubernetes", []),
        ("", []),
    ],
)
def test_names_are_runs_of_large_words_and_years(question: str, names: list[Name]) -> None:
    assert names_in(question) == names


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("Reza Hosseini\nTehran", True),
        ("HOSSEINI, Reza", True),
        ("Reza Amir Hosseini", True),
        ("Reza Karimi and Maryam Karimi met Sara Hosseini", False),
        ("Reza", False),
        ("", False),
    ],
)
def test_the_words_of_a_name_stand_close_together(text: str, is_held: bool) -> None:
    assert holds([words_of("Other text."), words_of(text)], ("reza", "hosseini")) is is_held


def test_a_name_that_is_torn_over_two_texts_is_in_none() -> None:
    assert not holds([words_of("Reza"), words_of("Hosseini")], ("reza", "hosseini"))


@pytest.mark.parametrize("hostile", ["A " * 16_000, "Aa" * 16_000, "A-" * 16_000, "A de " * 6_000])
def test_no_question_takes_long_to_read(hostile: str) -> None:
    started = process_time()
    names_in(hostile[:32_000])
    assert process_time() - started < 1
