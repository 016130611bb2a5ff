"""Text as it is compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.sections.folding import fold, squeeze


def test_accents_and_capitals_do_not_count() -> None:
    assert fold("Expérience À ÑÇ") == "experience a nc"
    assert squeeze("É T U D E S – 2") == "etudes2"


@given(st.text())
def test_each_letter_stays_where_it_was(text: str) -> None:
    assert len(fold(text)) == len(text)
