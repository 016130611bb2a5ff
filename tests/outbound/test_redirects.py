"""Redirects are followed one by one, and credentials stay at home."""

from __future__ import annotations

import pytest

from folioscope.outbound.http import Unreachable, open_client
from folioscope.outbound.redirects import RedirectRefused, fetched
from tests.outbound.test_http import answering, response

SECRET = {"Authorization": "Bearer canary"}


def moved(place: str) -> bytes:
    return response(b"", f"Location: {place}", status="302 Found")


async def body_of(url: str) -> bytes:
    async with open_client() as client, fetched(client, url, {"X": "1"}, SECRET) as answer:
        return await answer.aread()


async def test_credentials_are_not_sent_to_another_port() -> None:
    with (
        answering(response(b"large")) as (storage, asked_there),
        answering(moved(f"{storage}/file")) as (hub, asked_here),
    ):
        assert await body_of(f"{hub}/file") == b"large"
    assert b"canary" in asked_here[0]
    assert b"canary" not in asked_there[0]
    assert b"GET /file " in asked_there[0]


@pytest.mark.parametrize("place", ["", "ftp://127.0.0.1/x", "file:///etc/passwd"])
async def test_a_redirect_to_what_is_no_web_address_is_refused(place: str) -> None:
    with answering(moved(place)) as (hub, _), pytest.raises(RedirectRefused):
        await body_of(hub)


async def test_where_nothing_answers_is_named() -> None:
    away = moved("http://127.0.0.1:1/x")
    with answering(away) as (hub, _), pytest.raises(Unreachable, match="cannot be reached"):
        await body_of(hub)
