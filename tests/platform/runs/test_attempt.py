"""What an attempt holds until it is stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.attempt import Attempt, drained, merge_tokens
from folioscope.platform.runs.events import NewEvent, new_event


def token(text: str, attempt: int = 1) -> NewEvent:
    return new_event("token", {"text": text, "attempt": attempt})


def attempt_with(*events: NewEvent) -> Attempt:
    attempt = Attempt("r", "talk", 1, 0, LOCAL, None, {})
    attempt.pending.extend(events)
    return attempt


def test_neighbouring_tokens_become_one_event() -> None:
    status = new_event("status", {"status": "running"})
    merged = merge_tokens([token("a"), token("b"), status, token("c")])

    assert [event.type for event in merged] == ["token", "status", "token"]
    assert json.loads(merged[0].data) == {"text": "ab", "attempt": 1}


@given(st.lists(st.one_of(st.text(max_size=5), st.none()), max_size=20))
def test_merging_keeps_every_letter_and_the_order(parts: list[str | None]) -> None:
    events = [new_event("progress", {"done": 1}) if part is None else token(part) for part in parts]
    merged = merge_tokens(events)

    def text(of: list[NewEvent]) -> str:
        return "".join(
            "|" if event.type == "progress" else json.loads(event.data)["text"] for event in of
        )

    assert text(merged) == text(events)
    assert len(merged) <= len(events)


def test_what_was_stored_does_not_wait_any_more() -> None:
    attempt = attempt_with(token("a"))
    with drained(attempt) as events:
        attempt.pending.append(token("b"))

    assert [json.loads(event.data)["text"] for event in events] == ["a"]
    assert [json.loads(event.data)["text"] for event in attempt.pending] == ["b"]


def test_what_could_not_be_stored_waits_before_what_came_since() -> None:
    attempt = attempt_with(token("a"))

    def fail() -> None:
        with drained(attempt):
            attempt.pending.append(token("b"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert [json.loads(event.data)["text"] for event in attempt.pending] == ["a", "b"]
