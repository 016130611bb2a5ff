"""An answer on a terminal: what is told beside it does not run into it."""

from __future__ import annotations

import pytest

from folioscope.features.chat.writing import Writing
from folioscope.platform.terminal.client import StreamedEvent


def test_a_note_within_an_answer_stands_on_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    writing = Writing(shows=True)
    note = {"stage": "answering", "note": {"message": "It said the same over and over."}}
    writing.show(StreamedEvent(1, "status", note))
    assert capsys.readouterr().err.startswith("note: ")
    writing.show(StreamedEvent(2, "token", {"text": "Ada and Ada"}))
    writing.show(StreamedEvent(3, "status", note))
    writing.end()
    printed = capsys.readouterr()
    assert printed.out == "Ada and Ada\n"
    assert printed.err.startswith("\n")
    assert "over and over" in printed.err
