"""Bodies read in threads: no faster than they are worked on, and never on after their end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.requests import ClientDisconnect

from folioscope.platform.api import bodies
from folioscope.platform.api.bodies import AHEAD, BrokenOff, Stalled, read_in_thread
from folioscope.platform.api.multipart import Read


async def body(*pieces: bytes, fails: BaseException | None = None) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    if fails is not None:
        raise fails


def whole(read: Read) -> bytes:
    return b"".join(iter(read, b""))


async def test_a_body_is_read_in_another_thread_piece_by_piece() -> None:
    came: list[object] = []

    def work(read: Read) -> str:
        came.extend(iter(read, b""))
        return threading.current_thread().name

    name = await read_in_thread(body(b"a", b"", b"b", b""), work)
    assert came == [b"a", b"b"]
    assert name.startswith("body")
    assert await read_in_thread(body(), whole) == b""


async def test_a_slow_reader_holds_up_the_sender() -> None:
    sent: list[int] = []
    may_read = threading.Event()

    async def endless() -> AsyncIterator[bytes]:
        for number in range(100):
            sent.append(number)
            yield b"x"

    def work(read: Read) -> int:
        may_read.wait(20)
        return len(whole(read))

    reading = asyncio.create_task(read_in_thread(endless(), work))
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(sent) <= AHEAD + 1
    may_read.set()
    assert await reading == 100


@pytest.mark.parametrize(
    ("fails", "told"), [(ClientDisconnect(), BrokenOff), (LookupError(), LookupError)]
)
async def test_a_body_that_breaks_off_ends_the_work_and_says_why(
    fails: BaseException, told: type[BaseException]
) -> None:
    ended = threading.Event()

    def work(read: Read) -> bytes:
        try:
            return whole(read)
        finally:
            ended.set()

    with pytest.raises(told):
        await read_in_thread(body(b"a", fails=fails), work)
    assert ended.is_set()


async def test_work_that_fails_reads_no_further() -> None:
    def work(read: Read) -> bytes:
        raise LookupError(read().decode())

    with pytest.raises(LookupError, match="a"):
        await read_in_thread(body(*[b"a"] * 100), work)


async def test_a_cancelled_caller_leaves_no_work_behind() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(60)

    def work(read: Read) -> None:
        begun.set()
        try:
            whole(read)
        finally:
            ended.set()

    reading = asyncio.create_task(read_in_thread(stuck(), work))
    await asyncio.to_thread(begun.wait, 20)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert ended.is_set()


async def test_a_body_of_which_nothing_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "STALLED_SECONDS", 0.05)

    async def stuck() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(60)

    with pytest.raises(Stalled):
        await read_in_thread(stuck(), whole)


async def test_slow_bodies_do_not_take_the_threads_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_end = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield b"a"
        await may_end.wait()

    slow = [asyncio.create_task(read_in_thread(stuck(), whole)) for _ in range(40)]
    ask: Callable[[], str] = lambda: threading.current_thread().name  # noqa: E731
    assert not (await asyncio.to_thread(ask)).startswith("body")
    may_end.set()
    assert await asyncio.gather(*slow) == [b"a"] * 40
