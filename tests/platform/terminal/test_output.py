"""What is printed is what was meant: no control characters, no markup."""

from __future__ import annotations

import io
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


def test_columns_without_names_have_no_line_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("", ""), [("a", "b")])
    assert capsys.readouterr().out.split("\n")[0].split() == ["a", "b"]


class Screen(io.StringIO):
    """A terminal that keeps what is printed on it."""

    def isatty(self) -> bool:
        return True


ROWS = [("0123456789abcdef" * 2, "a title of many words " * 5, 12), ("b" * 32, "short", 3)]


def test_a_table_for_programs_has_one_line_a_row_however_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = ("folder/" * 30 + "cv.pdf", "a reason\nof two lines " * 20 + "end", "日本語" * 40)
    print_table(("path", "reason", "name"), [long, ("b.pdf", "", "")])
    header, first, second = capsys.readouterr().out.splitlines()
    assert header.split() == ["path", "reason", "name"]
    assert first.split()[0] == long[0]
    assert " ".join(long[1].split()) in first
    assert long[2] in first
    assert second.strip() == "b.pdf"


@pytest.mark.parametrize("columns", [80, 60, 40, 20])
def test_an_id_is_whole_on_a_terminal_and_text_is_folded_where_there_is_room_to(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    print_table(("id", "title", "n"), ROWS)
    _, *lines = screen.getvalue().splitlines()
    first = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert first == [ROWS[0][0], ROWS[1][0]]
    assert screen.getvalue().count("words") == 5
    assert "…" not in screen.getvalue()
    if columns >= 60:
        assert max(map(len, lines)) <= columns
    else:
        assert len(lines) == len(ROWS), "the terminal breaks lines itself"


def test_a_table_without_rows_is_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "title"), [])
    assert capsys.readouterr().out.split() == ["id", "title"]


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
