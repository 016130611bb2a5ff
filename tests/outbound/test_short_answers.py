"""Servers that the operator named: what they answer is little, soon, and JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest

from folioscope.errors import FolioscopeError
from folioscope.outbound.http import Limits, ResponseTooLarge, TimedOut, Unreachable
from folioscope.outbound.public_addresses import AddressNotPublic
from folioscope.outbound.short_answers import (
    LITTLE,
    AddressUnusable,
    AnswerNotJson,
    ShortAnswers,
)
from tests.issuer_server import Issuer, issuer_server


@pytest.fixture
def server() -> Iterator[Issuer]:
    with issuer_server() as served:
        yield served


@pytest.fixture
async def answers() -> AsyncIterator[ShortAnswers]:
    opened = ShortAnswers(frozenset({"127.0.0.1"}), whole_seconds=30)
    yield opened
    await opened.aclose()


async def test_status_and_json_are_answered(server: Issuer, answers: ShortAnswers) -> None:
    server.replies["/x"] = lambda: (404, {"a": [1]})
    answer = await answers.get(f"{server.url}/x")
    assert (answer.status, answer.content) == (404, {"a": [1]})


async def test_a_form_is_sent_as_it_is_written(server: Issuer, answers: ShortAnswers) -> None:
    server.replies["/x"] = lambda: (200, {})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    await answers.post_form(f"{server.url}/x", "a=1&b=%2B", kind)
    assert server.asked == [("/x", {"a": ["1"], "b": ["+"]})]


async def test_what_is_no_json_is_told(server: Issuer, answers: ShortAnswers) -> None:
    for body in (b"", b"<html>", b"\xff\xfe", b"[" * 50_000, b"{" * 5):
        server.replies["/x"] = lambda body=body: (200, body)  # type: ignore[misc]
        with pytest.raises(AnswerNotJson):
            await answers.get(f"{server.url}/x")


async def test_an_answer_at_the_limit_is_read_and_one_beyond_is_not(
    server: Issuer, answers: ShortAnswers
) -> None:
    most = LITTLE.response_bytes
    server.replies["/x"] = lambda: (200, b"{}".ljust(most))
    assert (await answers.get(f"{server.url}/x")).content == {}
    server.replies["/x"] = lambda: (200, b"{}".ljust(most + 1))
    with pytest.raises(ResponseTooLarge):
        await answers.get(f"{server.url}/x")


async def test_a_redirect_is_an_answer_and_is_not_followed(
    server: Issuer, answers: ShortAnswers
) -> None:
    server.replies["/x"] = lambda: (302, {})
    assert (await answers.get(f"{server.url}/x")).status == 302
    assert server.count("/x") == len(server.asked) == 1


async def test_an_answer_that_drips_is_given_up() -> None:
    gone = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            gone.set()

    listening = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    answers = ShortAnswers(frozenset({"127.0.0.1"}), whole_seconds=1.0)
    async with listening:
        with pytest.raises(TimedOut):
            await answers.get(f"http://127.0.0.1:{port}/")
        await answers.aclose()
        async with asyncio.timeout(30):
            await gone.wait()


async def test_nothing_in_a_private_network_is_asked_but_what_was_named(
    server: Issuer, answers: ShortAnswers
) -> None:
    port = server.url.rpartition(":")[2]
    for host in ("localhost", "127.0.0.2", "[::ffff:127.0.0.1]", "169.254.169.254", "0.0.0.0"):
        with pytest.raises(AddressNotPublic):
            await answers.get(f"http://{host}:{port}/x")
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    ["", "x", "file:///etc/passwd", "http://", "http://u:p@127.0.0.1/", "http://127.0.0.1:99999/"],
)
async def test_what_is_no_address_is_not_asked(answers: ShortAnswers, address: str) -> None:
    with pytest.raises(AddressUnusable):
        await answers.get(address)


async def test_whoever_is_not_there_is_told_as_such() -> None:
    answers = ShortAnswers(frozenset({"127.0.0.1"}), Limits(connect_seconds=30))
    with pytest.raises(Unreachable) as raised:
        await answers.get("http://127.0.0.1:9/secret?token=x")
    assert isinstance(raised.value, FolioscopeError)
    assert "secret" not in raised.value.message
    await answers.aclose()
