"""What commands print."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.platform.terminal.output import BOLD, NORMAL, Emphasis, plain, print_table


def shown(*pieces: str) -> str:
    emphasis = Emphasis()
    return "".join(map(emphasis.feed, pieces)) + emphasis.close()


def test_bold_is_shown_as_bold() -> None:
    assert shown("a **b** c") == f"a {BOLD}b{NORMAL} c"


def test_bold_that_is_never_closed_ends_with_the_text() -> None:
    assert shown("a **b") == f"a {BOLD}b{NORMAL}"


@given(st.text(alphabet="a* \n", max_size=30), st.lists(st.integers(0, 30), max_size=5))
def test_it_does_not_matter_how_the_text_was_cut(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in pairwise(places)]

    assert shown(*pieces) == shown(text)


def test_text_moves_no_cursor() -> None:
    assert "\x1b" not in plain("a\x1b[2Jb\r\x00")
    assert plain("é\n") == "é\n"


def test_cells_obey_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name",), [("[red]x[/red]\x1b[1m",)])

    assert "[red]x[/red]" in capsys.readouterr().out
