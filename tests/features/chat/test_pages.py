"""Cursors of pages: what is given out is read again, anything else is refused."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.chat.pages import PageUnknown, cursor_of, read_page_cursor


@given(st.datetimes(timezones=st.just(UTC)), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_cursor_is_read_as_it_was_given_out(moment: object, thread_id: str) -> None:
    cursor = cursor_of(moment, thread_id)  # type: ignore[arg-type]  # hypothesis draws a datetime
    assert read_page_cursor(cursor) == (moment, thread_id)
    assert cursor.isascii()
    assert not set(cursor) & set("=+/&?# ")


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    try:
        moment, _ = read_page_cursor(text)
    except PageUnknown:
        return
    assert moment.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "x", "é", "MjAyNg", "9999", "////", "a" * 5000])
def test_what_was_never_given_out_is_refused(text: str) -> None:
    with pytest.raises(PageUnknown, match="first page"):
        read_page_cursor(text)
