"""Sentences and list lines: of prose, of CVs, of text out of PDF."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.knowledge.sentences import split

TEXT = st.text(
    st.sampled_from(list("ab AB1.,!?…:;-•«»\"'()[]/@\n\r\t\u00a0é。")) | st.characters(),
    max_size=300,
)


def sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith met J. R. Tolkien at St. Paul.",
        "She holds a B.Sc. in physics, e.g. Optics.",
        "Worked at Acme Inc. (Paris) from Sep. 2019 to Mar. 2021.",
        "U.S. Navy veteran.",
        "It grew by 3.5 % to 1.2 million.",
        "See https://example.org/a.b?c=d for node.js and C++ code.",
        "M. Dupont, cf. Annexe 2, est arrivé.",
        "Yahoo! is a firm.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "She lives in the U.S. The rest is known.",
            ["She lives in the U.S.", "The rest is known."],
        ),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ("« Pourquoi ? » dit-il. Parce que !", ["« Pourquoi ? » dit-il.", "Parce que !"]),
        ("Vraiment ? Oui ; voilà : c'est fait !", ["Vraiment ?", "Oui ; voilà : c'est fait !"]),
        ("See https://a.b/cde. Ok!", ["See https://a.b/cde.", "Ok!"]),
        ("東京。大阪。", ["東京。", "大阪。"]),
        ("It ended in 2019. Then came more...  And more.", None),
    ],
)
def test_prose_is_cut_into_sentences(text: str, expected: list[str] | None) -> None:
    expected = expected or ["It ended in 2019.", "Then came more...", "And more."]
    assert sentences(text) == expected


def test_the_lines_of_a_cv_stand_alone() -> None:
    text = (
        "ADA MARTIN\nExperience\n2019 - 2023 Acme Corp\nLead engineer\n"
        "• Ran 40 clusters\n• Wrote Go\nSkills\nJava\nKubernetes\nLanguages:\nFrench"
    )
    assert sentences(text) == [
        *("ADA MARTIN", "Experience", "2019 - 2023 Acme Corp", "Lead engineer"),
        *("Ran 40 clusters", "Wrote Go", "Skills", "Java", "Kubernetes", "Languages:", "French"),
    ]


def test_a_sentence_wrapped_over_lines_is_one() -> None:
    text = (
        "The company designs and sells phones, computers and tablets, and it sells a\n"
        "variety of related services through its own stores and through many Third\n"
        "Party resellers. Sales grew.\n"
    )
    assert len(sentences(text)) == 2
    assert sentences(text)[0].endswith("through many Third Party resellers.")


def test_a_wrapped_bullet_is_one_line_and_the_next_bullet_another() -> None:
    text = "- Managed a team\n  of 5 people\n- Ran the\n  platform\n1. First\n2. Second"
    assert sentences(text) == [
        *("Managed a team of 5 people", "Ran the platform", "1. First", "2. Second")
    ]


def test_points_whose_bullet_signs_are_lost_are_not_run_together() -> None:
    text = (
        "Brought the mean time to close an incident from 40 days down to 15 days\n"
        "Gave phishing exercises to all of the 1,200 people of the firm, and kept\n"
        "the share of those who click under 4 %\n"
        "Automated the rotation of secrets, and trained the two teams of the United\n"
        "Kingdom in it, as well as those of the\nUnited States"
    )
    first, second, third = sentences(text)
    assert first.endswith("down to 15 days")
    assert second.startswith("Gave phishing exercises")
    assert second.endswith("under 4 %")
    assert third.endswith("the United Kingdom in it, as well as those of the United States")


def test_bullets_within_a_line_and_alone_on_a_line_separate() -> None:
    assert sentences("Java • Kotlin • Scala") == ["Java", "Kotlin", "Scala"]
    assert sentences("•\nRan clusters\n•\nwrote code") == ["Ran clusters", "wrote code"]


def test_a_blank_line_always_separates() -> None:
    assert sentences("a line that is long enough\n\nand goes on") == [
        *("a line that is long enough", "and goes on")
    ]


def test_rules_and_blanks_are_no_sentences() -> None:
    assert split("") == split(" \n\t\n") == split("-----\n. . .\n•\n***") == ()


@given(TEXT)
def test_spans_are_in_order_stripped_and_lose_no_letter(text: str) -> None:
    end = 0
    for span in split(text):
        assert end <= span.start < span.end <= len(text)
        assert not any(map(str.isalnum, text[end : span.start]))
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        assert any(map(str.isalnum, piece))
        end = span.end
    assert not any(map(str.isalnum, text[end:]))


@pytest.mark.parametrize("unit", [".", ".)", "A.\n", "( ", "\n", "• ", "«", "-\n", " ", "a", ". "])
def test_a_hostile_text_costs_time_in_proportion(unit: str) -> None:
    split(unit * (200_000 // len(unit)))
