"""What is printed is what was meant: no control characters, no markup."""

from __future__ import annotations

import json

import pytest

from folioscope.platform.terminal.output import Bar, plain, print_json, print_table, progress_bar


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    hostile = "a\x1b[2Jb\x07c\x9bd\u202ee\nf\tg"
    assert plain(hostile) == "a [2Jb c d e\nf g"


def test_markup_in_a_cell_is_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", ""), [["[red]x[/red]", 5], ["\x1b[31my", None]])
    out = capsys.readouterr().out
    assert "[red]x[/red]" in out
    assert "\x1b" not in out


def test_json_keeps_letters_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Đức Võ"})
    out = capsys.readouterr().out
    assert "Đức Võ" in out
    assert json.loads(out) == {"name": "Đức Võ"}


def test_a_progress_bar_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Reading") as bar:
        assert isinstance(bar, Bar)
        bar.show({"done": 1, "total": 2})
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
