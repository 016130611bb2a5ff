"""The address of a client, behind proxies too: only what proxies that are known say is believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

IPv6_NETWORK = 64  # bits: what one customer is given as a whole
UNKNOWN = "unknown"

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks of the proxies in front of this server."""

    networks: Sequence[Network] = ()

    @classmethod
    def named(cls, texts: Iterable[str]) -> Proxies:
        """The proxies of settings: addresses, or networks such as 10.0.0.0/8."""
        return cls([ip_network(text, strict=False) for text in texts])

    def client_of(self, peer: str | None, forwarded: Sequence[str]) -> str:
        """Who is at the other end: the last hop that is none of these proxies.

        ``peer`` is the other end of the connection, ``forwarded`` the values of the headers
        X-Forwarded-For in their order. What stands left of that hop, anybody may have written.
        """
        client = _read(peer or "")
        for hop in self._hops(client, forwarded):
            if hop is None:
                break
            client = hop
        return UNKNOWN if client is None else str(client)

    def _hops(self, peer: Address | None, forwarded: Sequence[str]) -> Iterable[Address | None]:
        """From the nearest on, for as long as the one before is believed."""
        behind = reversed(",".join(forwarded).split(","))
        nearer = peer
        while nearer is not None and self._has(nearer):
            nearer = _read(next(behind, ""))
            yield nearer

    def _has(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def counted_for(client: str) -> str:
    """What an address is counted as: an IPv6 network, of which one customer has every address."""
    address = _read(client)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPv6_NETWORK), strict=False))
    return client


def _read(hop: str) -> Address | None:
    """An address as proxies write it: with a port, in brackets, of IPv4 within IPv6."""
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        # Without the name of a card, which whoever sends it may choose.
        return address.ipv4_mapped or IPv6Address(int(address))
    return address
