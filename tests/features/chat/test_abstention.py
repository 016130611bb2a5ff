"""When an answer from the documents alone is not tried, and what is said instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from folioscope.features.chat.abstention import NEAREST, abstain, weak
from folioscope.features.search.hits import Hit

ADA = "Ada Byron\nPlatform engineer in Lyon.\nRan Kubernetes in production for six years."
BOB = "Bob Miller\nBaker in Paris.\nSpeaks French and Italian."


def hit(number: int, text: str, path: str = "", page: int | None = None) -> Hit:
    place = path or f"cv/{number}.pdf"
    return Hit(
        chunk_id=str(number),
        document_id=f"d{number}",
        document=place.rpartition("/")[2],
        path=place,
        page=page,
        page_ordinal=0,
        start=0,
        end=len(text),
        kb="people",
        text=text,
        score=0.5,
    )


HITS = [hit(1, ADA, page=2), hit(2, BOB)]


@pytest.mark.parametrize(
    "question",
    [
        "Who has run Kubernetes?",
        "Where does Ada Byron live?",
        "What has Ada Byron run in production?",
        "Compare Ada Byron and Bob Miller",
        "What is Bob Miller's email?",
        "Wo wohnt Ada Byron?",
    ],
)
def test_what_the_hits_speak_of_is_answered(question: str) -> None:
    assert not weak(question, HITS)


@pytest.mark.parametrize(
    "question",
    [
        "Where does Grace Hopper live?",
        "Where does Ada Miller live?",
        "Does Bob Byron speak Italian?",
        "What did Ada Byron run in 1995?",
        "Compare Ada Byron and Grace Hopper",
        "Where did grace hopper sail to in winter?",
        "How many moons orbit around the planet?",
    ],
)
def test_who_or_what_the_hits_do_not_name_is_not_answered(question: str) -> None:
    assert weak(question, HITS)


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién sabe cocinar y hornear el pan de cada día?",
        "谁会做面包？",
        "Wer backt jeden Morgen das Brot?",
    ],
)
def test_words_of_another_language_are_no_reason_to_abstain(question: str) -> None:
    assert not weak(question, HITS)
    assert weak(f"{question} Grace Hopper", HITS)


def test_nothing_found_is_weak_and_a_question_without_words_is_not() -> None:
    assert weak("Who has run Kubernetes?", [])
    assert not weak("Who?", HITS)


def test_what_is_known_of_a_passage_counts_as_its_text() -> None:
    line = hit(1, "Ran Kubernetes.", path="cv/grace_hopper.pdf")
    assert not weak("Has Grace Hopper run Kubernetes?", [line])


def test_the_nearest_three_documents_are_named_with_real_words_of_theirs() -> None:
    hits = [*HITS, hit(3, BOB, "cv/1.pdf"), *(hit(at, f"Cv {at}.") for at in range(4, 8))]
    told = abstain("Has Grace Hopper run Kubernetes?", [hits[0], *hits])
    assert told.text == (
        "Not found in these documents.\n\nThe nearest to the question:\n"
        "- cv/1.pdf, page 2 [1]\n- cv/2.pdf [3]\n- cv/1.pdf [4]"
    )
    assert len(told.sources) == NEAREST
    first = told.sources[0]
    assert first.hit.text[first.start : first.end] == "Ran Kubernetes in production for six years."
    assert [near.number for near in told.sources] == [1, 3, 4]


CV = (
    "Education\nLANGUAGES\nSkills:\nada@x.org | +33 6 12 34 56 78\nMSc\n"
    "Ran the night shift of a large bakery in Lyon."
)


def test_of_a_near_document_a_line_is_shown_that_tells_something() -> None:
    told = abstain("Which languages, skills and education has Grace Hopper?", [hit(1, CV)])
    (near,) = told.sources
    assert CV[near.start : near.end] == "Ran the night shift of a large bakery in Lyon."


def test_contacts_are_shown_where_they_are_asked_for_alone() -> None:
    line = "ada@x.org | +33 6 12 34 56 78"
    head = hit(1, f"Skills\n{line}", "cv/ada.pdf")
    later = hit(2, "Bakes bread in Lyon.", "cv/ada.pdf")
    of_one = [replace(later, document_id="d1")]
    assert abstain("Where does Grace live?", [head]).sources == ()
    (near,) = abstain("Where does Grace live?", [head, *of_one]).sources
    assert (near.number, near.hit.text) == (2, "Bakes bread in Lyon.")
    (asked,) = abstain("What is the e-mail of Grace?", [head, *of_one]).sources
    assert head.text[asked.start : asked.end] == line


def test_it_is_said_in_the_language_of_the_question() -> None:
    told = abstain("Où habite Grace Hopper ?", HITS[:1])
    assert told.text == (
        "Introuvable dans ces documents.\n\nAu plus près de la question :\n- cv/1.pdf, page 2 [1]"
    )


def test_without_a_single_hit_nothing_is_named() -> None:
    told = abstain("Who?", [])
    assert (told.text, told.sources) == ("Not found in these documents.", ())


def test_the_name_of_a_file_cannot_pass_for_a_citation() -> None:
    told = abstain("Who?", [hit(1, BOB, "cv/[7]\n[8].pdf")])
    assert told.text.endswith("- cv/(7) (8).pdf [1]")
