"""A name that leads elsewhere the second time is not asked there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx2
import pytest

from folioscope.outbound.http import open_client
from folioscope.outbound.public_addresses import AddressNotPublic
from tests.outbound.test_http import answering, response

PUBLIC, PRIVATE = "93.184.216.34", "127.0.0.1"


async def test_t10_the_address_that_was_looked_at_is_the_one_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name is asked for once; what the connection is made to is a number."""
    asked: list[object] = []
    connected: list[object] = []
    loop = asyncio.get_running_loop()

    async def getaddrinfo(host: object, port: object, **_: object) -> Sequence[object]:
        asked.append(host)
        address = PUBLIC if len(asked) == 1 else PRIVATE
        return [(2, 1, 6, "", (address, port))]

    async def connect(_protocol: object, host: object = None, *_: object, **__: object) -> object:
        connected.append(host)
        raise OSError("nobody is asked in a test")

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(loop, "create_connection", connect)
    async with open_client(only_public=frozenset({"hub.example"})) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get("http://rebinding.example/")
    assert asked == ["rebinding.example"]
    assert connected == [PUBLIC]


async def test_t10_a_redirect_into_a_private_network_is_looked_at_like_any_other() -> None:
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with answering(redirect) as (url, asked):
        async with open_client(only_public=frozenset({"127.0.0.1"})) as client:
            assert (await client.get(url)).status_code == 302
        assert len(asked) == 1
    with answering(response(b"secret")) as (url, asked):
        async with open_client() as client:
            await client.get(url)
        async with open_client(only_public=frozenset({"hub.example"})) as client:
            with pytest.raises(AddressNotPublic):
                await client.get(url)
    assert len(asked) == 1
