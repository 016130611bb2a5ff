"""What a model says arrives in pieces that are cut anywhere; what is stored is whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.chat.whole_characters import WholeCharacters


def fed(*pieces: str) -> str:
    characters = WholeCharacters()
    return "".join([*map(characters.feed, pieces), characters.close()])


def test_an_emoji_that_was_cut_in_two_is_one() -> None:
    assert fed("a \ud83d", "\ude00 b") == "a 😀 b"


def test_a_half_that_stays_alone_is_marked() -> None:
    assert fed("a\ud83d", "b\ude00", "c\ud83d") == "a\ufffdb\ufffdc\ufffd"


def test_nul_is_dropped() -> None:
    assert fed("a\x00b", "\x00") == "ab"


@given(st.lists(st.text()))
def test_whole_text_is_left_as_it_is(pieces: list[str]) -> None:
    assert fed(*pieces) == "".join(pieces).replace("\x00", "")


@given(st.lists(st.text(alphabet=st.characters(categories=("Cs", "Ll")))))
def test_whatever_comes_can_be_stored(pieces: list[str]) -> None:
    fed(*pieces).encode()
