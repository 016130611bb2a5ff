"""By what a text is known to tell of somebody, and what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.erasure.marks import (
    ERASED,
    Marks,
    Sought,
    cleared,
    emptied,
    spellings,
    struck,
)

ID, OTHER = "a" * 32, "b" * 32
ZOE = Marks(phrases=spellings("Zoë Martin-Dupont"))


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Martin-Dupont",
        "ZOE  MARTIN\nDUPONT",
        "Martin-Dupont, Zoé",
        "cv_zoe_martin_dupont.pdf",
        "(Zoë Martin‑Dupont)",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert ZOE.are_in(text)
    assert not ZOE.are_in(ZOE.out_of(text))
    assert ERASED in ZOE.out_of(text)


@pytest.mark.parametrize("text", ["Zoe Martin", "Martin Dupont", "Zoe Martin Duponts", "Azoe", ""])
def test_another_name_is_not_taken_for_it(text: str) -> None:
    assert not ZOE.are_in(text)
    assert ZOE.out_of(text) == text


def test_what_stands_around_a_name_stays() -> None:
    assert ZOE.out_of("Ask Zoë Martin-Dupont, she knows.") == f"Ask {ERASED}, she knows."
    assert ZOE.out_of("zoe martin dupont zoe martin dupont") == f"{ERASED} {ERASED}"


def test_names_too_short_to_look_for_are_not() -> None:
    assert spellings("Li") == frozenset()
    assert "li wu" in spellings("Li Wu")
    assert not Marks(phrases=spellings("Li")).are_in("Li")


def test_an_id_is_found_as_a_whole_and_alone() -> None:
    marks = Marks(ids=frozenset({ID}))
    assert marks.out_of(f"see {ID}.") == f"see {ERASED}."
    for text in (OTHER, f"{ID}b", f"b{ID}", ID[:-1]):
        assert not marks.are_in(text)
    assert Marks(ids=frozenset({"c" * 64})).are_in(f'"{"c" * 64}"')


def test_json_is_struck_in_values_and_keys_and_keeps_its_shape() -> None:
    told = {"Zoë Martin-Dupont": [1, {"x": "by zoe martin dupont"}], "n": None, "ok": True}
    left = struck(told, ZOE)
    assert left == {ERASED: [1, {"x": f"by {ERASED}"}], "n": None, "ok": True}


def test_what_stands_beside_a_mention_goes_too_where_it_is_of_the_same() -> None:
    file = "zoe martin dupont.pdf"
    rows = [
        {"cited": [file], "answer": "She welds."},
        {"cited": ["ada.md"], "found": ["ada.md", file], "answer": "He bakes."},
    ]
    assert cleared({"k": 3, "questions": rows}, ZOE) == {
        "k": 3,
        "questions": [
            {"cited": [], "answer": ERASED},
            {"cited": ["ada.md"], "found": ["ada.md", f"{ERASED}.pdf"], "answer": "He bakes."},
        ],
    }


def test_names_are_looked_for_in_what_is_of_the_eraser_and_ids_everywhere() -> None:
    sought = Sought(Marks(frozenset({ID}), ZOE.phrases), frozenset({1}))
    for owner_id, has_name in ((1, True), (2, False), (None, False)):
        assert sought.of(owner_id).are_in("zoe martin dupont") is has_name
        assert sought.of(owner_id).are_in(ID)


def test_what_is_emptied_tells_nothing_but_ids_and_states() -> None:
    final = {
        "text": "welding", "message_id": OTHER, "citations": [{"quote": "x"}],
        "grounding": {"mode": "hybrid", "coverage": 0.5, "answerer": "Zoë wrote it"}, "usage": None,
    }  # fmt: skip
    assert emptied(final) == {
        "text": ERASED, "message_id": OTHER, "citations": [],
        "grounding": {"mode": "hybrid", "coverage": 0.5, "answerer": ERASED}, "usage": None,
    }  # fmt: skip


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_around_a_name_nothing_of_it_is_left(before: str, after: str) -> None:
    left = ZOE.out_of(f"{before} zoe martin-dupont {after}")
    assert not ZOE.are_in(left)


@given(st.text(alphabet="ab -_/", max_size=2000))
def test_any_text_of_a_few_letters_is_looked_through(text: str) -> None:
    marks = Marks(ids=frozenset({ID}), phrases=frozenset({"aa bb", "a b a b"}))
    assert not marks.are_in(marks.out_of(text))
