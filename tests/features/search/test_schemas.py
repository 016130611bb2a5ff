"""A search on the wire becomes the search that was meant."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from folioscope.features.search.schemas import SearchRequest
from folioscope.features.search.wanted import ANYTHING, Filters


@pytest.mark.parametrize(
    ("kb", "expected"),
    [(None, None), ("people", ["people"]), (["a", "b"], ["a", "b"])],
)
def test_a_base_may_be_named_alone_or_in_a_list(kb: Any, expected: list[str] | None) -> None:
    assert SearchRequest(query="x", kb=kb).bases() == expected


def test_what_is_left_out_narrows_nothing() -> None:
    wanted = SearchRequest(query="x")
    assert (wanted.k, wanted.bases()) == (8, None)
    assert wanted.filters.as_filters() == ANYTHING
    assert wanted.filters.as_filters().is_empty


def test_filters_are_taken_as_they_are_written() -> None:
    wanted = SearchRequest.model_validate(
        {
            "query": "x",
            "filters": {"documents": [" a ", "É"], "kinds": ["resume"], "sections": ["skills"]},
        }
    )
    filters = wanted.filters.as_filters()
    assert filters == Filters((" a ", "É"), ("resume",), ("skills",))
    assert not filters.is_empty
    assert not Filters(kinds=("resume",)).is_empty
    assert not Filters(sections=("skills",)).is_empty


@pytest.mark.parametrize(
    "wanted",
    [
        {"kb": []},
        {"kb": ["a", 5]},
        {"kb": {"name": "a"}},
        {"filters": {"documents": "ada.txt"}},
        {"filters": {"documents": ["x"] * 1001}},
        {"filters": {"kinds": ["resume"] * 11}},
        {"filters": {"sections": ["hobbies"]}},
        {"filters": {"sections": "skills"}},
        {"filters": {"sections": ["skills"] * 21}},
        {"filters": None},
        {"k": 1.5},
        {"query": None},
    ],
)
def test_what_means_nothing_is_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SearchRequest.model_validate({"query": "x", **wanted})
