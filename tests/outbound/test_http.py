"""The one way out: bounded, and deaf to the environment."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from folioscope.outbound.http import (
    GoneWhileKept,
    Limits,
    ResponseCompressed,
    ResponseTooLarge,
    TimedOut,
    Unreachable,
    naming_failures,
    open_client,
)


@contextmanager
def answering(response: bytes, path: Path | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """A server for one connection that sends these very bytes, or nothing at all."""
    listening = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listening.bind(str(path) if path else ("127.0.0.1", 0))
    listening.listen()
    asked: list[bytes] = []
    over = threading.Event()

    def serve() -> None:
        with listening.accept()[0] as connection:
            asked.append(connection.recv(65536))
            if not response:
                over.wait(10)
            connection.sendall(response)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    port = "" if path else f":{listening.getsockname()[1]}"
    try:
        yield f"http://127.0.0.1{port}", asked
    finally:
        over.set()
        thread.join(5)
        listening.close()


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_an_answer_is_read_and_no_compression_is_asked_for() -> None:
    with answering(response(b"hello")) as (url, asked):
        async with open_client(url) as client:
            assert (await client.get("/x")).text == "hello"
    assert b"accept-encoding: identity" in asked[0].lower()


async def test_a_unix_socket_can_be_talked_to(tmp_path: Path) -> None:
    with answering(response(b"local"), tmp_path / "s") as (url, _):
        async with open_client(url, uds=str(tmp_path / "s")) as client:
            assert (await client.get("/")).text == "local"


async def test_t10_a_redirect_is_not_followed() -> None:
    moved = response(b"", "Location: http://127.0.0.1:1/", status="302 Found")
    with answering(moved) as (url, _):
        async with open_client() as client:
            assert (await client.get(url)).status_code == 302


async def test_t10_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with answering(response(b"direct")) as (url, _):
        async with open_client() as client:
            assert (await client.get(url)).text == "direct"


@pytest.mark.parametrize(("size", "fits"), [(100, True), (101, False)])
async def test_t10_a_response_is_read_up_to_its_limit(size: int, fits: bool) -> None:
    with answering(response(b"x" * size)) as (url, _):
        async with open_client(limits=Limits(response_bytes=100)) as client:
            if fits:
                assert len((await client.get(url)).content) == size
            else:
                with pytest.raises(ResponseTooLarge, match="100 bytes"):
                    await client.get(url)


async def test_a_compressed_response_is_refused() -> None:
    with answering(response(b"x", "Content-Encoding: gzip")) as (url, _):
        async with open_client() as client:
            with pytest.raises(ResponseCompressed):
                await client.get(url)


async def test_nobody_at_the_address_is_named() -> None:
    async with open_client() as client:
        with (
            pytest.raises(Unreachable, match="The job board cannot be reached"),
            naming_failures("The job board"),
        ):
            await client.get("http://127.0.0.1:1/")


async def test_silence_is_named() -> None:
    with answering(b"") as (url, _):
        async with open_client(limits=Limits(read_seconds=0.1)) as client:
            with (
                pytest.raises(TimedOut, match="did not answer in time"),
                naming_failures("The job board"),
            ):
                await client.get(url)


async def test_a_broken_connection_is_named() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal") as (url, _):
        async with open_client() as client:
            with (
                pytest.raises(Unreachable, match="broke the connection off"),
                naming_failures("The job board"),
            ):
                await client.get(url)


async def test_two_hundred_answers_are_awaited_at_once() -> None:
    everyone = asyncio.Barrier(200)

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await everyone.wait()
        writer.write(response(b"x"))
        writer.close()

    listening = await asyncio.start_server(respond, "127.0.0.1", 0, backlog=200)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening, open_client(url, limits=Limits(read_seconds=60)) as client:
        answers = await asyncio.gather(*(client.get("/") for _ in range(200)))
    assert {answer.text for answer in answers} == {"x"}


HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


async def test_a_kept_connection_that_is_closed_before_an_answer_is_told_from_a_new_one() -> None:
    hangs_up_at_once = False

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not hangs_up_at_once:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HELLO)
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(respond, "127.0.0.1", 0) as listening:
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        async with open_client(url) as client:
            assert (await client.get("/")).text == "hello"
            with pytest.raises(GoneWhileKept, match=r"127\.0\.0\.1 closed"):
                await client.get("/")
            hangs_up_at_once = True
            with pytest.raises(Unreachable) as caught, naming_failures("The server"):
                await client.get("/")
            assert type(caught.value) is Unreachable
