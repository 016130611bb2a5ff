"""Chunks overlap, respect paragraphs, and lose nothing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.knowledge.chunking import chunk
from folioscope.features.knowledge.sentences import split

SENTENCES = " ".join(f"Sentence number {number} says little." for number in range(100))
TEXTS = st.text(alphabet="ab .\n•é1", max_size=600)


def texts(text: str, size: int, overlap: int) -> list[str]:
    return [text[start:end] for start, end in chunk(text, size, overlap)]


def test_a_short_text_is_one_chunk_without_white_space_around_it() -> None:
    assert texts("  Ana runs Kubernetes.\n", 100, 20) == ["Ana runs Kubernetes."]


def test_blank_text_makes_no_chunk() -> None:
    assert texts(" \n\n \t ", 100, 20) == []


def test_neighbours_share_whole_sentences() -> None:
    first, second = texts(SENTENCES, 300, 80)[:2]
    shared = second[: second.index(".") + 1]

    assert shared in first
    assert first.endswith(".")


def test_without_overlap_nothing_is_twice() -> None:
    spans = chunk(SENTENCES, 300, 0)

    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_chunk_ends_with_a_paragraph_where_that_fills_it_half() -> None:
    first, second = "First words. " * 12, "Second words. " * 12
    chunks = texts(f"{first}\n\n{second}", 200, 0)

    assert chunks[0] == first.strip()
    assert chunks[1].startswith("Second")


def test_a_word_longer_than_a_chunk_is_cut() -> None:
    assert [len(part) for part in texts("x" * 250, 100, 0)] == [100, 100, 50]


@given(TEXTS, st.integers(20, 200), st.integers(0, 10))
def test_every_sentence_is_covered_and_no_chunk_is_too_long(
    text: str, size: int, overlap: int
) -> None:
    spans = chunk(text, size, overlap)

    assert all(0 < end - start <= size for start, end in spans)
    assert spans == sorted(spans)
    covered = {index for start, end in spans for index in range(start, end)}
    wanted = {index for span in split(text) for index in range(span.start, span.end)}
    assert {index for index in wanted if not text[index].isspace()} <= covered
