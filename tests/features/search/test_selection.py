"""Each document has its say, and nothing is lost by that."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from folioscope.features.search.selection import select
from tests.features.search.made_hits import made_hit

DOCUMENTS = st.lists(st.sampled_from("abcd"), max_size=8)


@settings(max_examples=50, deadline=None)
@given(DOCUMENTS, st.integers(1, 4))
def test_so_many_of_each_document_are_kept_in_order(documents: list[str], most: int) -> None:
    hits = [made_hit(f"passage {number}", name) for number, name in enumerate(documents)]
    chosen = select(hits, most)
    counts = Counter(hit.document for hit in chosen.kept)
    assert counts == {name: min(most, count) for name, count in Counter(documents).items()}
    for part in (chosen.kept, chosen.held_back):
        assert [hits.index(hit) for hit in part] == sorted(hits.index(hit) for hit in part)
    assert len(chosen.kept) + len(chosen.held_back) == len(hits)


def test_without_a_number_all_are_kept() -> None:
    hits = [made_hit(f"passage {number}", "a") for number in range(5)]
    assert select(hits, None).kept == hits


def test_what_is_folded_takes_nobodys_place() -> None:
    hits = [made_hit("the same", "a"), made_hit("the same", "b"), made_hit("other", "b")]
    chosen = select(hits, 1)
    assert [hit.document for hit in chosen.kept] == ["a", "b"]
    assert chosen.held_back == []
