"""What stands beside a hit is told in order, once, and only of its section."""

from __future__ import annotations

from folioscope.features.search.beside import Neighbour, with_neighbours
from tests.features.search.made_hits import made_hit

PAGE = "One. Two. Three. Four. Five."


def neighbour(ordinal: int, start: int, end: int, section: str | None = None) -> Neighbour:
    """The passage of that number, of the page above."""
    return Neighbour(str(100 + ordinal), ordinal, 1, 0, start, end, section, PAGE[start:end])


NEAR = {
    one.ordinal: one
    for one in (
        neighbour(0, 0, 9),  # One. Two.
        neighbour(1, 5, 16),  # Two. Three.
        neighbour(3, 17, 28),  # Four. Five.
    )
}
HIT = made_hit(PAGE[10:22], start=10, end=22, ordinal=2)  # Three. Four.


def told(most: int, near: dict[int, Neighbour] = NEAR) -> tuple[list[str], list[str]]:
    """The texts before and after the hit."""
    hit = with_neighbours(HIT, near, most)
    return [one.text for one in hit.before], [one.text for one in hit.after]


def test_what_passages_share_is_told_once() -> None:
    assert told(0) == ([], [])
    assert told(1) == (["Two."], ["Five."])
    assert told(3) == (["One.", "Two."], ["Five."])


def test_each_says_which_passage_it_is_and_how_far_away() -> None:
    hit = with_neighbours(HIT, NEAR, 2)
    assert [(one.chunk_id, one.distance) for one in hit.before] == [("100", 2), ("101", 1)]
    assert [(one.chunk_id, one.distance) for one in hit.after] == [("103", 1)]


def test_a_section_ends_what_is_beside() -> None:
    others = {1: neighbour(1, 5, 16, "skills"), 0: NEAR[0], 3: NEAR[3]}
    assert told(3, others) == ([], ["Five."])


def test_a_page_of_its_own_is_told_whole() -> None:
    over = Neighbour("104", 3, 2, 1, 0, 10, None, "Next page.")
    assert told(1, {3: over}) == ([], ["Next page."])


def test_what_the_hit_says_already_is_not_told_again() -> None:
    inside = {1: neighbour(1, 10, 16), 3: neighbour(3, 17, 22)}
    assert told(1, inside) == ([], [])
