"""The client for threads that wait: bounded as the other one is."""

from __future__ import annotations

import pytest

from folioscope.outbound.blocking_http import BlockingClient
from folioscope.outbound.http import (
    Limits,
    ResponseCompressed,
    ResponseTooLarge,
    TimedOut,
    Unreachable,
)
from tests.outbound.test_http import answering, response

SMALL = Limits(response_bytes=10)
BRIEF = Limits(read_seconds=0.2)


def test_an_answer_comes_with_status_and_wait() -> None:
    busy = response(b"[1]", "Retry-After: 3", status="429 Too Many")
    with answering(busy) as (url, asked):
        answer = BlockingClient(SMALL).post(url, {"a": 1}, {"X-Key": "k"})
    assert (answer.status, answer.retry_after, answer.json()) == (429, "3", [1])
    assert b"accept-encoding: identity" in asked[0].lower()


def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    with answering(response(b"x" * 100)) as (url, _), pytest.raises(ResponseTooLarge):
        BlockingClient(SMALL).post(url, {}, {})


def test_a_compressed_body_is_refused() -> None:
    packed = response(b"x", "Content-Encoding: gzip")
    with answering(packed) as (url, _), pytest.raises(ResponseCompressed):
        BlockingClient(SMALL).post(url, {}, {})


def test_a_server_that_says_nothing_is_named() -> None:
    with answering(b"") as (url, _), pytest.raises(TimedOut, match=r"127\.0\.0\.1:\d+ did not"):
        BlockingClient(BRIEF).post(url, {}, {})
    with pytest.raises(Unreachable):
        BlockingClient(BRIEF).post("http://127.0.0.1:1/", {}, {})


def test_redirects_are_not_followed_and_proxies_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    moved = response(b"", "Location: http://127.0.0.1:1/", status="307 Moved")
    with answering(moved) as (url, _):
        assert BlockingClient(SMALL).post(url, {}, {}).status == 307


def test_json_that_is_nested_without_end_is_none() -> None:
    deep = b"[" * 100_000
    with answering(response(deep)) as (url, _):
        answer = BlockingClient(Limits()).post(url, {}, {})
    with pytest.raises(ValueError, match="nested"):
        answer.json()
