"""Requests that go to the public internet only, whatever a name or a redirect says."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx2
from typing_extensions import override

from folioscope.errors import BackendBusy, Forbidden

_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Networks whose last 32 bits are a v4 address: through a NAT64 it is that one that is reached."""

_OWN = IPv6Network("64:ff9b:1::/48")  # NAT64 of whoever runs the network


class AddressNotPublic(Forbidden):
    """An address in a private network, to which somebody else's answer has sent us."""

    code = "address_not_public"


class NameUnknown(BackendBusy):
    """The name of a host that leads to no address."""

    code = "host_unknown"


class PublicOnly(httpx2.AsyncBaseTransport):
    """Resolves each host once, looks at every address, and connects to one that was looked at.

    The hosts that the operator named in ``trusted`` may be anywhere.
    """

    def __init__(self, transport: httpx2.AsyncBaseTransport, trusted: frozenset[str]) -> None:
        self._transport = transport
        self._trusted = trusted

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        if request.url.scheme not in ("http", "https") or request.url.userinfo:
            raise AddressNotPublic(f"“{host}” is not asked: its address is no plain web address.")
        if host not in self._trusted:
            address = await _public_address(host, request.url.port)
            request.url = request.url.copy_with(host=address)
            # The certificate must be that of the name, not of the number.
            request.extensions = {**request.extensions, "sni_hostname": host}
        return await self._transport.handle_async_request(request)

    @override
    async def aclose(self) -> None:
        await self._transport.aclose()


async def _public_address(host: str, port: int | None) -> str:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameUnknown(f"“{host}” cannot be found on the network.") from error
    addresses = [str(place[4][0]) for place in found]
    if not all(map(is_public, addresses)):
        raise AddressNotPublic(
            f"“{host}” is not asked: it is in a private network, and no setting names it."
        )
    return addresses[0]


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet; a v4 one in v6 clothes counts as v4."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        is_carried = any(address in network for network in _CARRIERS)
        address = address.ipv4_mapped or address.sixtofour or (inner if is_carried else address)
    return address.is_global and not address.is_multicast and address not in _OWN
