"""The data of an event is one line, for every reader of lines, and says what it was given."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from folioscope.platform.runs.events import new_event

TEXTS = st.text() | st.text(alphabet='a\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029\\"é')


@given(TEXTS)
def test_the_data_of_an_event_is_one_line_that_says_what_was_meant(text: str) -> None:
    data = new_event("token", {"text": text, "attempt": 1}).data
    assert data.splitlines() == [data]
    assert json.loads(data) == {"text": text, "attempt": 1}


def test_letters_stay_readable_in_the_table() -> None:
    assert new_event("token", {"text": "été"}).data == '{"text":"été"}'
