"""What an owner says stays apart from what was read, and what was read keeps its place."""

from __future__ import annotations

from typing import Any

import pytest

from folioscope.features.resumes.edits import edited, edits_between, places_kept, pointer
from folioscope.features.resumes.profile import Place

READ: dict[str, Any] = {
    "basics": {"name": "Ada", "email": "ada@example.org", "x-hat": {"size": 7}},
    "work": [
        {"name": "Acme", "position": "Baker", "startDate": "2019"},
        {"name": "Initech", "position": "Miller"},
    ],
    "x-own": [1, None],
}


@pytest.mark.parametrize(
    "wanted",
    [
        READ,
        {},
        {**READ, "basics": {"name": "Ada Byron", "x-hat": {"size": 8}}},
        {**READ, "work": READ["work"][1:], "skills": [{"keywords": ["Go"]}]},
        {"x-own": {"now": "an object"}, "basics": {"phone": "1"}},
    ],
)
def test_what_was_read_with_the_edits_is_what_was_wanted(wanted: dict[str, Any]) -> None:
    assert edited(READ, edits_between(READ, wanted)) == wanted


def test_only_what_is_otherwise_is_an_edit() -> None:
    wanted = {**READ, "basics": {**READ["basics"], "name": "Ada Byron"}}
    del wanted["x-own"]
    assert edits_between(READ, wanted) == {"x-own": None, "basics": {"name": "Ada Byron"}}
    assert edits_between(READ, READ) == {}


def test_what_is_read_anew_keeps_the_edits_and_takes_the_rest() -> None:
    patch = edits_between(READ, {**READ, "basics": {**READ["basics"], "name": "Ada Byron"}})
    anew = {**READ, "basics": {"name": "A.", "email": "new@example.org"}}
    assert edited(anew, patch)["basics"] == {"name": "Ada Byron", "email": "new@example.org"}


def test_a_value_of_nothing_in_an_edit_takes_the_field_away() -> None:
    wanted = {**READ, "basics": {**READ["basics"], "email": None}}
    assert "email" not in edited(READ, edits_between(READ, wanted))["basics"]


def test_places_follow_entries_that_moved_and_go_with_values_that_changed() -> None:
    places = {
        "/basics/name": Place(0, 0, 3),
        "/work/0/name": Place(0, 10, 14),
        "/work/1/name": Place(0, 20, 27),
        "/work/1/position": Place(0, 30, 36),
    }
    now = {
        "basics": {"name": "Ada Byron"},
        "work": [{"name": "New"}, {"name": "Initech", "position": "Head"}, READ["work"][0]],
    }
    assert places_kept(READ, now, places) == {
        "/work/1/name": Place(0, 20, 27),
        "/work/2/name": Place(0, 10, 14),
    }


def test_keys_are_escaped_in_pointers() -> None:
    assert pointer("", "a/b", "m~n", 0) == "/a~1b/m~0n/0"
