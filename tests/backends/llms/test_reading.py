"""How long one answer may take and get, and how what is sent and read is cut."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.llms.context_lengths import known_length
from folioscope.backends.llms.json_lines import JsonLines
from folioscope.backends.llms.port import ChatMessage, MalformedStream
from folioscope.backends.llms.reading import Patience, Reading
from folioscope.backends.llms.server_sent import EventTooLong
from folioscope.backends.llms.turns import split_turns

PATIENCE = Patience(
    first_token=10.0, between_tokens=50.0, after_end=2.0, after_done=1.0, answer_chars=9, whole=90.0
)


def seconds_left(reading: Reading) -> float:
    return reading.deadline - asyncio.get_running_loop().time()


async def test_each_sign_of_life_moves_the_deadline() -> None:
    reading = Reading(PATIENCE, "A model", "small")
    assert 5 < seconds_left(reading) <= 10
    assert reading.said("") == ""
    assert seconds_left(reading) <= 10
    reading.thought("hm")
    assert 40 < seconds_left(reading) <= 50
    reading.end()
    assert seconds_left(reading) <= 2
    assert reading.said("Ada") == "Ada"
    assert seconds_left(reading) <= 2
    reading.close()
    assert seconds_left(reading) <= 1


async def test_no_sign_of_life_moves_it_past_the_whole() -> None:
    reading = Reading(Patience(10.0, 50.0, whole=5.0), "A model", "small")
    reading.said("Ada")
    assert seconds_left(reading) <= 5


async def test_thoughts_count_for_the_length_of_an_answer() -> None:
    reading = Reading(PATIENCE, "A model", "small")
    reading.thought("12345")
    assert reading.said("6789") == "6789"
    assert not reading.is_over()
    assert reading.said("0") == ""
    assert reading.is_over()
    assert isinstance(reading.failure(), MalformedStream)


@pytest.mark.parametrize("odd", [None, 7, ["a"], {"a": "b"}])
async def test_what_is_no_text_is_none(odd: object) -> None:
    reading = Reading(PATIENCE, "A model", "small")
    reading.thought(odd)
    assert reading.said(odd) == ""
    assert seconds_left(reading) <= 10


@given(st.lists(st.sampled_from([b"{}", b"", b" [1] ", "é\u2028".encode()])), st.data())
def test_any_split_of_the_bytes_gives_the_same_lines(
    lines: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(line + data.draw(st.sampled_from([b"\n", b"\r\n"])) for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    framing = JsonLines()
    found = [line for piece in pieces for line in framing.feed(piece)]
    assert found == [line.strip() for line in lines if line.strip()]


def test_a_line_without_end_is_refused_and_those_before_it_are_given() -> None:
    framing = JsonLines(longest=8)
    found: list[bytes] = []
    with pytest.raises(EventTooLong, match="8 bytes"):
        found.extend(
            line for piece in (b'"before"\n', b"[1234", b"5678]") for line in framing.feed(piece)
        )
    assert found == []
    assert list(JsonLines(longest=9).feed(b'"before"\n')) == [b'"before"']


def test_turns_alternate_and_begin_with_the_user() -> None:
    system, turns = split_turns(
        [
            ChatMessage("system", "a"),
            ChatMessage("assistant", "left over"),
            ChatMessage("user", "b"),
            ChatMessage("user", "c\ud83d"),
            ChatMessage("system", "d"),
            ChatMessage("assistant", "e"),
        ]
    )
    assert system == "a\n\nd"
    assert turns == [ChatMessage("user", "b\n\nc?"), ChatMessage("assistant", "e")]


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("claude-sonnet-4-5", 200_000),
        ("gpt-4", 8_192),
        ("gpt-4o-mini", 128_000),
        ("openai/gpt-4.1-mini", 1_047_576),
        ("models/gemini-2.5-flash", 1_048_576),
        ("qwen3:8b", None),
    ],
)
def test_the_length_of_some_models_is_known(name: str, length: int | None) -> None:
    assert known_length(name) == length
