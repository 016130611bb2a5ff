"""What says the same is shown once, and two people are never made one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folioscope.features.search.duplicates import fold
from folioscope.features.search.hits import Hit
from tests.features.search.made_hits import made_hit

LINE = "References are available upon request"
STORY = (
    "has run twelve clusters in production for six years, on call every third week, and wrote the "
    "tool that moves them from one data centre to the other without any interruption"
)


def folded(*hits: Hit) -> list[list[str]]:
    """The paths of what is left, each with those of its duplicates."""
    return [[hit.path, *(each.path for each in hit.duplicates)] for hit in fold(hits)]


def test_the_same_file_under_two_names_is_one_hit_that_names_both() -> None:
    one = made_hit(f"She {STORY}.", "ada.pdf", context="ada: Ada Byron")
    other = made_hit(f"She  {STORY}", "cv_final.docx", context="cv final ada: Ada Byron", kb="old")
    (hit,) = fold([one, other])
    (duplicate,) = hit.duplicates
    assert hit.chunk_id == one.chunk_id
    assert (duplicate.chunk_id, duplicate.path, duplicate.kb) == (
        other.chunk_id,
        "cv_final.docx",
        "old",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"She {STORY}", f"She {STORY} indeed"),
        (STORY.upper(), STORY),
        (STORY.replace(", ", ",\n"), STORY.replace(", ", " , ")),
        ("o\ufb03ce work " + STORY, "office work " + STORY),
    ],
)
def test_how_it_is_written_makes_no_difference(one: str, other: str) -> None:
    heading = {"context": "Ada Byron"}
    assert folded(made_hit(one, "a", **heading), made_hit(other, "b", **heading)) == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"Ada {STORY}", f"Bob {STORY}"),
        (f"She {STORY} since 2019", f"She {STORY} since 2023"),
        (STORY, STORY[: len(STORY) // 2]),
        (STORY, f"{STORY}. She also paints boats, keeps bees and speaks Finnish at home."),
        ("She leads the team", "She left the team"),
    ],
)
def test_another_name_another_figure_or_more_is_another_thing(one: str, other: str) -> None:
    heading = {"context": "Somebody"}
    assert folded(made_hit(one, "a", **heading), made_hit(other, "b", **heading)) == [["a"], ["b"]]


def test_a_line_that_two_people_share_stays_two_hits() -> None:
    ada = made_hit(LINE, "ada", context="Ada Byron \N{EM DASH} References of Ada Byron")
    bob = made_hit(LINE, "bob", context="Bob Brown \N{EM DASH} References of Bob Brown")
    assert folded(ada, bob) == [["ada"], ["bob"]]
    named = made_hit(f"Ada Byron\n{STORY}", "ada"), made_hit(f"Bob Brown\n{STORY}", "bob")
    assert folded(*named) == [["ada"], ["bob"]]


def test_a_heading_in_the_text_is_as_good_as_one_beside_it() -> None:
    beside = made_hit(f"Ada Byron\n{STORY}", "copy", context="cv: Ada Byron")
    assert folded(made_hit(f"Ada Byron\n{STORY}", "ada"), beside) == [["ada", "copy"]]


def test_a_document_that_repeats_itself_is_left_as_it_is() -> None:
    assert folded(made_hit(LINE, "a"), made_hit(LINE, "a")) == [["a"], ["a"]]


def test_the_first_stays_with_all_that_say_the_same() -> None:
    hits = [made_hit(STORY, name) for name in ("b", "a", "c")]
    assert folded(made_hit("else", "x"), *hits) == [["x"], ["b", "a", "c"]]


SAID = (STORY, STORY + " too", LINE, "C++", "", "日本語", "…")
TEXTS = st.lists(st.sampled_from(SAID), max_size=6)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_nothing_is_lost_and_nothing_is_added(texts: list[str]) -> None:
    hits = [made_hit(text, f"{number}") for number, text in enumerate(texts)]
    kept = fold(hits)
    ids = [hit.chunk_id for hit in kept]
    ids += [each.chunk_id for hit in kept for each in hit.duplicates]
    assert sorted(ids) == sorted(hit.chunk_id for hit in hits)
    order = [hit.chunk_id for hit in hits]
    assert [hit.chunk_id for hit in kept] == [
        id_ for id_ in order if id_ in {h.chunk_id for h in kept}
    ]
    assert [hit.chunk_id for hit in fold(kept)] == [hit.chunk_id for hit in kept]
