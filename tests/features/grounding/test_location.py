"""Where in a passage the words stand that bear a claim out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.grounding.location import Source, locate

ADA = Source(
    "Ada Martin\nadams@example.org\nRan 40 Kubernetes clusters in production for a payments\n"
    "company at Globex.\nLanguages: French (native), English\nHas never worked with Oracle.\n"
    "Bob Stone reported to Ada Martin.",
    "Ada Martin ada.pdf",
)
BOB = Source("Bob Stone taught mathematics for 12 years in Lyon.", "Bob Stone bob.pdf")
RUN = "Ran 40 Kubernetes clusters in production for a payments\ncompany at Globex."
BOTH = "Languages: French (native), English\nHas never worked with Oracle."
TEXT = st.text(st.sampled_from("aA1 ,.\n-ﬁ“é•"), max_size=80)


def located(claim: str, source: Source = ADA, *beside: Source) -> tuple[str | None, str]:
    found = locate(claim, source, beside)
    assert found is not None
    return found.match, source.text[found.start : found.end]


@pytest.mark.parametrize(
    ("claim", "match", "quote"),
    [
        ("ran 40 Kubernetes CLUSTERS in production", "exact", RUN),
        ("for a payments company at Globex", "exact", RUN),
        ("Ada Martin ran Kubernetes in production at Globex.", "aligned", RUN),
        ("In production at Globex, Ada ran 40 clusters of Kubernetes.", "restated", RUN),
        ("She speaks French and English.", "aligned", "Languages: French (native), English"),
        ("French (native), English Has never worked", "exact", BOTH),
        ("Ada Martin has never worked with Oracle", "aligned", "Has never worked with Oracle."),
        ("Globex let her run “40 Kubernetes clusters”, and much besides of it all", "aligned", RUN),
    ],
)
def test_a_claim_is_shown_with_the_sentences_that_bear_it_out(
    claim: str, match: str, quote: str
) -> None:
    assert located(claim) == (match, quote)


@pytest.mark.parametrize(
    "claim",
    [
        "Ada ran 90 Kubernetes clusters in production at Globex.",
        "Ada ran 4 Kubernetes clusters in production at Globex.",
        "Ada ran Kubernetes clusters in production at Netflix.",
        "Zoe ran it, as did Bill: Kubernetes clusters in production at Globex for Zoe Quinn.",
        "Ada has worked with Oracle.",
        "Ada did not run Kubernetes clusters in production.",
        "Ada won the national chess championship.",
        "Ada “ran 90 Kubernetes clusters” there.",
        "Ada ran 90 of “Kubernetes clusters in production”.",
    ],
)
def test_a_claim_that_the_passage_does_not_hold_is_not_borne_out(claim: str) -> None:
    assert located(claim)[0] is None


def test_a_claim_may_rest_on_two_passages() -> None:
    claim = "Bob Stone taught mathematics and Ada Martin ran Kubernetes clusters"
    assert located(claim, ADA, BOB)[0] is not None
    assert located(claim, BOB, ADA)[0] is not None
    assert located(claim, BOB)[0] is None


def test_whose_passage_it_is_need_not_be_said_in_it() -> None:
    languages = Source("French (native), English", "Ada Martin ada.pdf", "Languages")
    assert located("Ada Martin speaks French and English", languages)[0] is not None
    assert located("Ada Martin speaks French", Source(languages.text, "Bob"))[0] is None


def test_one_who_writes_we_is_not_named() -> None:
    report = Source("As of March 31, we had $68.5 billion of unsecured senior notes outstanding.")
    claim = "As of March 31, Amazon had $68.5 billion of unsecured senior notes outstanding"
    assert located(claim, report)[0] == "aligned"
    assert located(f"{claim}, said Globex", report)[0] is None


def test_german_nouns_are_no_names() -> None:
    team = Source("Leitung des Teams in Wien seit 2019, Budget und Planung der Produktion.")
    claim = "Seit 2019 hat sie die Leitung des Teams und die Planung von Wien und die Verantwortung"
    assert located(claim, team)[0] == "restated"


def test_a_blank_passage_bears_nothing_out() -> None:
    assert locate("Anything is claimed", Source(" \n — \n")) is None


def test_the_quote_of_a_long_claim_runs_over_neighbouring_lines() -> None:
    list_ = Source(
        "Skills\n• Python and Django\n• Kubernetes and Helm\n• Terraform\nHobbies\n• Chess"
    )
    claim = "Skilled in Python, Django, Kubernetes, Helm and Terraform"
    assert located(claim, list_)[1] == "Python and Django\n• Kubernetes and Helm\n• Terraform"


@given(TEXT, TEXT)
def test_what_is_located_is_part_of_the_passage(claim: str, text: str) -> None:
    found = locate(claim, Source(text))
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)


@given(TEXT)
def test_a_sentence_of_the_passage_itself_is_exact(text: str) -> None:
    source = Source(text)
    for start, end in source.spans:
        found = locate(text[start:end], source)
        assert found is not None
        if found.match == "exact":
            assert found.start <= start < end <= found.end or text[start:end] in text


@pytest.mark.parametrize("unit", ["a ", "“", "A. ", "not a ", "1,1", "“aaaaaaaaa ", "A", "B b. "])
def test_a_hostile_claim_and_passage_cost_time_in_proportion(unit: str) -> None:
    source = Source(unit * (8_000 // len(unit)))
    for _ in range(20):
        locate(unit * (1_500 // len(unit)), source, [ADA, BOB])
