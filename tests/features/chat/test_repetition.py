"""An answer that only repeats itself is stopped; one that merely looks like it is not."""

from __future__ import annotations

import pytest

from folioscope.features.chat.repetition import Repetition

ADA = "Ada Byron has run Kubernetes in production for six years [1]."
BOB = "Bob Miller bakes bread in Paris and speaks French and Italian [2]."
SLOW = "The quick brown fox jumps over the lazy dog and on and on"

ENDLESS = {
    "a line": f"{ADA}\n",
    "a sentence without a line end": f"{ADA} ",
    "two lines in turn": f"{ADA}\n{BOB}\n",
    "a phrase without an end": f"{SLOW} ",
    "a word": "Kubernetes ",
    "words without blanks": "她在生产环境中运行了六年的集群。",
    "a row of a table": f"| Ada Byron | {SLOW} |\n",
}
FINE = {
    "three times the same": f"{ADA}\n" * 3 + f"{BOB}\n" * 3,
    "short lines": "- Yes.\n- No.\n" * 3 + "\n---\n" * 100,
    "a list": "".join(f"- Person {at} has run Kubernetes for years [{at}].\n" for at in range(99)),
    "a table of one word": "".join(
        f"| Person {at} |{' Yes |' * 30}\n|---|{'---|' * 30}\n" for at in range(50)
    ),
    "rows of a table": f"| {SLOW} |\n" * 6,
    "code": "```python\n" + "    assert_that_nothing_was_said_about_it(ada, bob)\n" * 8 + "```\n",
    "figures": "0, 0, 0, 0, 0, 0, 0, 0\n" * 200,
    "a number without end": "1" * 5000,
    "letters without a blank": "x" * 5000,
}


def said(text: str, size: int) -> tuple[str, bool]:
    repetition = Repetition()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return "".join(map(repetition.feed, pieces)), repetition.is_endless


@pytest.mark.parametrize("name", ENDLESS)
def test_what_repeats_itself_is_stopped_however_it_comes(name: str) -> None:
    text = f"This is so:\n{ENDLESS[name] * 200}"
    kept, is_endless = said(text, len(text))
    assert is_endless
    assert text.startswith(kept)
    assert len(kept) < 13 * max(len(ENDLESS[name]), 50)
    for size in (1, 7, 64):
        part, is_endless = said(text, size)
        assert is_endless
        assert part == kept


def test_a_list_whose_items_differ_in_their_number_alone_is_stopped_at_the_fourth_round() -> None:
    lines = [f"{at}. {(ADA, BOB)[at % 2]}" for at in range(1, 58)]
    kept, is_endless = said("\n".join(lines), 5)
    assert is_endless
    assert kept == "\n".join(lines[:8])


@pytest.mark.parametrize("name", FINE)
def test_what_has_its_reasons_comes_through_whole(name: str) -> None:
    for size in (1, 7, len(FINE[name])):
        assert said(FINE[name], size) == (FINE[name], False)


def test_nothing_is_said_after_it() -> None:
    repetition = Repetition()
    repetition.feed(f"{ADA}\n" * 9)
    assert repetition.feed("And so on.") == ""


def test_small_words_that_come_again_and_again_are_no_repetition() -> None:
    text = "".join(f"w{at} and the " for at in range(2_000))
    assert said(text, 500) == (text, False)
