"""The proxy that tests put between a client and a server does what its name says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.tcp_proxy import TcpProxy, tcp_proxy

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer what is said, until the other side ends it."""
    try:
        while piece := await reader.read(1000):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass  # reset, as the test wants it
    finally:
        writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[TcpProxy]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with tcp_proxy(server.sockets[0].getsockname()[1]) as opened:
        yield opened
    server.close()


async def opened(proxy: TcpProxy) -> Ends:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def said(ends: Ends, text: bytes) -> bytes:
    """What comes back for a text."""
    ends[1].write(text)
    return await asyncio.wait_for(ends[0].readexactly(len(text)), 30)


async def is_reset(ends: Ends) -> bool:
    try:
        ends[1].write(b"anything")
        return await asyncio.wait_for(ends[0].read(), 30) == b""
    except ConnectionError:
        return True
    finally:
        ends[1].close()


async def test_it_passes_both_ways_and_the_end_too(proxy: TcpProxy) -> None:
    ends = await opened(proxy)
    assert await said(ends, b"hello") == b"hello"
    assert await said(ends, b"x" * 200_000) == b"x" * 200_000
    ends[1].write(b"last")
    ends[1].write_eof()
    assert await asyncio.wait_for(ends[0].read(), 30) == b"last"
    ends[1].close()
    assert proxy.connections == 1


async def test_a_cut_resets_what_is_open_and_lets_new_ones_pass(proxy: TcpProxy) -> None:
    old = await opened(proxy)
    assert await said(old, b"hello") == b"hello"
    proxy.cut()
    assert await is_reset(old)
    new = await opened(proxy)
    assert await said(new, b"again") == b"again"
    new[1].close()


async def test_each_number_of_bytes_cuts_one_connection(proxy: TcpProxy) -> None:
    proxy.cuts = [5, 2]
    for whole in (5, 2):
        ends = await opened(proxy)
        assert await said(ends, b"hello"[:whole]) == b"hello"[:whole]
        assert await is_reset(ends)
    assert proxy.cut_short == 2
    ends = await opened(proxy)
    assert await said(ends, b"hello, all of it") == b"hello, all of it"
    ends[1].close()


async def test_what_stalls_comes_later(proxy: TcpProxy) -> None:
    ends = await opened(proxy)
    assert await said(ends, b"one") == b"one"
    proxy.mode = "stall"
    late = asyncio.create_task(said(ends, b"two"))
    other = await opened(proxy)
    new = asyncio.create_task(said(other, b"three"))
    done, _ = await asyncio.wait({late, new}, timeout=0.1)
    assert not done
    proxy.mode = "pass"
    assert (await late, await new) == (b"two", b"three")
    ends[1].close()
    other[1].close()


async def test_what_is_refused_is_reset_at_once(proxy: TcpProxy) -> None:
    ends = await opened(proxy)
    proxy.mode = "refuse"
    assert await is_reset(await opened(proxy))
    assert await said(ends, b"old ones pass") == b"old ones pass"
    ends[1].close()


async def test_a_server_that_is_gone_resets_its_clients(proxy: TcpProxy) -> None:
    proxy.target = 1
    assert await is_reset(await opened(proxy))
