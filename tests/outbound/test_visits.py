"""Servers of others, asked at a pace and within bounds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from folioscope.outbound.http import Limits, TimedOut
from folioscope.outbound.pace import Pace
from folioscope.outbound.storable_json import read_json
from folioscope.outbound.visits import Allowed, HostNotAllowed, Manners, Visitor, origin_of


class Clock:
    """A clock that goes on by what is slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def test_a_host_is_asked_no_faster_than_its_pace_and_others_do_not_wait() -> None:
    clock = Clock()
    pace = Pace(clock.sleep, lambda: clock.now)
    for host in ("a", "a", "b", "a"):
        await pace.turn(host, 2.0)
    assert clock.slept == [2.0, 2.0]


async def test_who_asks_at_once_gets_a_turn_each() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    pace = Pace(sleep, lambda: 0.0)
    await asyncio.gather(*(pace.turn("a", 1.5) for _ in range(4)))
    assert waits == [1.5, 3.0, 4.5]


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Example.com/x?y", "https://example.com:443"),
        ("http://example.com:80", "http://example.com:80"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
    ],
)
def test_addresses_of_one_origin_are_told_alike(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.com",
        "ftp://x",
        "file:///x",
        "http://",
        "http://u:p@x/",
        "https://x:0x50/",
        "//x",
    ],
)
def test_what_is_no_plain_web_address_has_no_origin(address: str) -> None:
    with pytest.raises(ValueError, match="this is no"):
        origin_of(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://good.example.evil.example/",
        "https://good.example@evil.example/",
        "https://evil.example\\@good.example/",
        "https://good.example:8443/",
        "http://good.example/",
        "https://good.example./",
        "file://good.example/etc/passwd",
    ],
)
async def test_t10_only_agreed_origins_are_asked(address: str) -> None:
    allowed = Allowed(frozenset({"https://good.example:443"}))
    visitor = Visitor(allowed, Manners("test", pause_seconds=0, tries=1), Pace())
    with pytest.raises(HostNotAllowed):
        await visitor.ask(address)
    await visitor.aclose()


async def test_t10_an_answer_that_drips_without_end_is_given_up() -> None:
    with dripping() as url:
        origin = frozenset({origin_of(url)})
        manners = Manners("test", pause_seconds=0, tries=1, whole_seconds=0.3, limits=Limits())
        visitor = Visitor(Allowed(origin, origin), manners, Pace())
        with pytest.raises(TimedOut, match="did not finish its answer"):
            await visitor.ask(url)
        await visitor.aclose()


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "", "9" * 5000, b"\xff"])
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


def test_numbers_that_no_database_stores_are_none() -> None:
    assert read_json("[NaN, Infinity, -1e999, 1.5, 2]") == [None, None, None, 1.5, 2]


@contextmanager
def dripping() -> Iterator[str]:
    """A server that sends a byte now and then."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            while not over.wait(0.05):
                try:
                    self.wfile.write(b" ")
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
