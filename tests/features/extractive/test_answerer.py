"""Answers made of the passages' own sentences."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from folioscope.backends.llms.port import Passage, Prompt
from folioscope.features.extractive.answerer import MOST_EMBEDDED, ExtractiveAnswerer, answer
from folioscope.features.extractive.terms import terms
from folioscope.features.grounding.checking import checked
from folioscope.features.grounding.citations import MarkFilter, marks
from folioscope.features.search.hits import Hit


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts are alike as far as they share words."""
    vectors = np.full((len(texts), 512), 1e-6, np.float32)
    for row, text in enumerate(texts):
        for term in terms(text):
            vectors[row, sum(map(ord, term)) % 512] += 1
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def passages(*texts: tuple[str, str]) -> tuple[Passage, ...]:
    return tuple(
        Passage(number, path, f"cv/{path}", 1, "people", text)
        for number, (path, text) in enumerate(texts, 1)
    )


CVS = passages(
    (
        "ada.pdf",
        "Ada Martin\nada@x.org | +33 6 12 34 56 78\nSummary\nTen years in cloud infrastructure.\n"
        "Experience\nRan 40 Kubernetes clusters in production for a\npayments company.",
    ),
    ("ada.pdf", "Skills\nKubernetes, Terraform, Go\nLanguages\nFrench (native), English (C1)"),
    (
        "bob.pdf",
        "Bob Stone\nbob@x.org\nExperience\nRan Kubernetes in production at Globex, 200 nodes.\n"
        "Languages\nEnglish (native), German (B2)",
    ),
    (
        "zoe.pdf",
        "Zoé Blanc\nzoe@x.fr\nExpérience\nExploitation de clusters Kubernetes en production.\n"
        "Langues : français (langue maternelle), anglais courant",
    ),
    ("max.pdf", "Max Tal\nmax@x.fr\nTeacher of mathematics.\nLanguages: French, Italian"),
)


def hit_of(passage: Passage) -> Hit:
    place = (passage.document, passage.path, passage.page, 0, 0, len(passage.text))
    return Hit(str(passage.number), "d", *place, passage.kb, passage.text, 0.5)


def asked(question: str, of: Sequence[Passage] = CVS) -> str:
    return answer(question, of, embed)


def test_documents_that_cover_every_part_of_the_question_are_shown_with_their_lines() -> None:
    text = asked("Who has run Kubernetes in production and speaks French?")
    assert text == (
        "No language model is set, so these are the passages' own words:\n\n"
        "**Ada Martin (ada.pdf)**:\n"
        "- Ran 40 Kubernetes clusters in production for a payments company. [1]\n"
        "- French (native), English (C1) [2]\n\n"
        "**Zoé Blanc (zoe.pdf)**:\n"
        "- Exploitation de clusters Kubernetes en production. [4]\n"
        "- Langues : français (langue maternelle), anglais courant [4]"
    )


def test_where_no_document_covers_all_it_says_so() -> None:
    text = asked("Who knows Kubernetes and speaks Italian?")
    assert "No document found covers the whole question" in text
    assert "Languages: French, Italian [5]" in text
    assert "Ran Kubernetes in production at Globex, 200 nodes. [3]" in text


def test_a_french_question_is_framed_in_french_and_finds_english_words() -> None:
    text = asked("Qui parle allemand ?")
    assert text.startswith("Aucun modèle de langage n'est configuré")
    assert "English (native), German (B2) [3]" in text
    assert "Ada" not in text


def test_a_factual_question_gets_the_line_and_not_a_wall() -> None:
    text = asked("How many clusters did Ada run?")
    assert text == (
        "No language model is set, so these are the own words of Ada Martin (ada.pdf):\n\n"
        "Ran 40 Kubernetes clusters in production for a payments company. [1]"
    )


def test_an_answer_of_one_document_names_it_even_where_nobody_is_named() -> None:
    page = passages(("17-thiam.txt", "Gave 40 phishing exercises in 15 days."))
    text = asked("Combien d'exercices de phishing ?", page)
    assert text == (
        "Aucun modèle de langage n'est configuré ; voici les mots mêmes de 17-thiam.txt :\n\n"
        "Gave 40 phishing exercises in 15 days. [1]"
    )


def test_the_name_of_a_file_cannot_be_taken_for_a_citation() -> None:
    page = passages(("cv [1].txt", "Ran 40 clusters of Kubernetes."))
    text = asked("How many clusters?", page)
    assert text.endswith("own words of cv (1).txt:\n\nRan 40 clusters of Kubernetes. [1]")
    assert [mark.number for mark in marks(text)] == [1]


def test_contact_lines_are_no_answer_unless_asked_for() -> None:
    assert "ada@x.org" not in asked("What did Ada run in production?")
    assert "ada@x.org" in asked("What is the email of Ada?")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who has a pilot licence?", "Not found in these documents."),
        ("Qui possède un permis poids lourd ?", "Introuvable dans ces documents."),
        ("?!", "Not found in these documents."),
        ("", "Not found in these documents."),
    ],
)
def test_what_is_not_there_is_not_found_and_nothing_is_cited(question: str, words: str) -> None:
    assert asked(question) == words
    assert marks(asked(question)) == ()


def test_without_passages_nothing_is_found() -> None:
    assert asked("Who speaks French?", ()) == "Not found in these documents."


def test_a_heading_is_no_answer() -> None:
    page = passages(("a.pdf", "Experience\nSkills\nLanguages\nPainting of houses"))
    assert asked("What experience and skills?", page) == "Not found in these documents."


EVE = passages(
    (
        "eve-stone.pdf",
        "Eve Stone\neve@x.org\nEducation\nBSc, Creative Computing 2015 - 2019\n"
        "Languages\nEnglish - Native\nDutch - Fluent\nInterests\nChoir, Canoe camping",
    ),
)


def test_a_short_line_answers_by_the_heading_above_it_and_the_person_of_the_cv() -> None:
    text = asked("What languages does Eve Stone speak?", EVE)
    assert text.endswith("- English - Native [1]\n- Dutch - Fluent [1]")


def test_what_a_question_calls_study_a_cv_calls_a_degree() -> None:
    assert "BSc, Creative Computing" in asked("What did Eve Stone study?", EVE)


def test_a_line_that_only_repeats_the_question_is_no_answer() -> None:
    page = passages(("a.txt", "The Tower Bridge\n\nWorks began on it in 1886."))
    assert "The Tower Bridge [" not in asked("When was the Tower Bridge begun?", page)


def test_a_line_that_denies_comes_after_one_that_says_so() -> None:
    page = passages(
        ("no.txt", "A hobby Kubernetes cluster, never used in production at work."),
        ("yes.txt", "A large Kubernetes cluster, always used in production at work."),
    )
    text = asked("Who has used Kubernetes in production?", page)
    assert text.index("always used") < text.find("never used") % len(text)


def test_a_line_that_denies_is_not_passed_over_for_one_that_keeps_silent() -> None:
    hobby = passages(
        (
            "kim.pdf",
            "Kim Ro\nHome lab\nA hobby Kubernetes cluster, never used in production.\n"
            "(Kubernetes, homelab) tiny tool\nLanguages\nFrench (native)",
        )
    )
    text = asked("Who has run Kubernetes in production and speaks French?", hobby)

    assert "never used in production" in text
    assert "homelab" not in text


def test_overlapping_passages_are_quoted_once() -> None:
    line = "The revenue of Globex was 81 million in 2023."
    page = passages(("r.pdf", line), ("r.pdf", f"{line} It grew."), ("copy.pdf", line))
    text = asked("What was the revenue of Globex in 2023?", page)
    assert text.count("81 million") == 1


def test_brackets_of_a_source_cannot_be_taken_for_citations() -> None:
    page = passages(("w.txt", "The tower was built in 1889 [2] by Eiffel [1, 3]."))
    text = asked("When was the tower built?", page)
    assert "The tower was built in 1889 (2) by Eiffel (1, 3). [1]" in text
    assert [mark.number for mark in marks(text)] == [1]


@pytest.mark.parametrize(
    "question",
    [
        "Who has run Kubernetes in production and speaks French?",
        "Who knows Terraform and speaks Italian?",
        "How many clusters did Ada run?",
        "Qui parle allemand ?",
    ],
)
def test_every_sentence_of_an_answer_is_quoted_and_verified(question: str) -> None:
    text = asked(question)
    by_number = {passage.number: " ".join(passage.text.split()) for passage in CVS}
    lines = re.findall(r"(?m)^(?:- )?(.+) \[(\d+)\]$", text)
    assert lines
    assert all(quoted in by_number[int(number)] for quoted, number in lines)
    found = checked(text, {passage.number: hit_of(passage) for passage in CVS}, {})
    assert {claim["match"] for claim in found.grounding["claims"]} == {"exact"}
    assert (found.grounding["coverage"], found.grounding["unsupported"]) == (1.0, [])


def test_only_so_many_sentences_are_embedded() -> None:
    sizes = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        sizes.append(len(texts))
        return embed(texts)

    many = passages(*((f"{n}.txt", "Ada ran a farm. " * n + f"Line {n}.") for n in range(1, 99)))
    answer("Who ran a farm?", many, counting)
    assert sizes == [MOST_EMBEDDED + 1]


@given(st.text(max_size=80), st.lists(st.text(max_size=120), max_size=4))
def test_any_question_of_any_text_has_an_answer_whose_marks_are_true(
    question: str, texts: list[str]
) -> None:
    page = passages(*((f"{at}.txt", text) for at, text in enumerate(texts)))
    text = asked(question, page)
    kept = MarkFilter(frozenset(passage.number for passage in page))
    assert kept.feed(text) + kept.close() == text
    assert "ot found in these documents" in text or marks(text) or "Introuvable" in text


async def test_the_answer_is_streamed_in_small_pieces_off_the_event_loop() -> None:
    threads = []

    def noting(texts: Sequence[str]) -> NDArray[np.float32]:
        threads.append(threading.current_thread())
        return embed(texts)

    question = "Who has run Kubernetes in production and speaks French?"
    answerer = ExtractiveAnswerer(noting)
    deltas = [delta.text async for delta in answerer.stream(Prompt((), question, CVS))]
    await answerer.aclose()
    assert "".join(deltas) == asked(question)
    assert max(len(piece.split()) for piece in deltas) <= 3
    assert threading.main_thread() not in threads
    assert "no language model" in answerer.name
