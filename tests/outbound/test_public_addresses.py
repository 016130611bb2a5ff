"""What is of the public internet, and that nothing else is reached by the word of others."""

from __future__ import annotations

import pytest

from folioscope.outbound.http import open_client
from folioscope.outbound.public_addresses import AddressNotPublic, NameUnknown, is_public
from tests.outbound.test_http import answering, response


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "::7f00:1", "64:ff9b:1::a9fe:a9fe",
    ],
)  # fmt: skip
def test_t10_a_private_address_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "[::1]"]
)
async def test_t10_no_spelling_of_a_private_address_is_asked(host: str) -> None:
    with answering(response(b"secret")) as (url, asked):
        port = url.rpartition(":")[2]
        async with open_client(only_public=frozenset({"hub.example"})) as client:
            with pytest.raises((AddressNotPublic, NameUnknown)):
                await client.get(f"http://{host}:{port}/")
        async with open_client() as client:
            await client.get(url)  # so that the server has somebody to wait for
    assert len(asked) == 1


async def test_t10_an_address_with_a_user_in_it_is_not_asked() -> None:
    async with open_client(only_public=frozenset({"127.0.0.1"})) as client:
        with pytest.raises(AddressNotPublic):
            await client.get("http://hub.example@127.0.0.1:1/")


async def test_a_host_that_the_operator_named_is_asked_wherever_it_is() -> None:
    with answering(response(b"mirror")) as (url, _):
        async with open_client(only_public=frozenset({"127.0.0.1"})) as client:
            assert (await client.get(url)).text == "mirror"
