"""Addresses of servers of language models: whose they are, and how Ollama's is written."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

OLLAMA_PORT = 11434
EVERYWHERE = (None, "0.0.0.0", "::")  # nobody listens here


def host_of(address: str) -> str:
    """Host and port of an address, without the password that may stand there."""
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2] or address.rpartition("@")[2]


def is_here(address: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ollama_url(place: str) -> str:
    """The address for what may stand in ``OLLAMA_HOST``, which Ollama reads in the same way.

    Scheme, host and port may be left out. Where it listens everywhere it is asked on this machine.
    """
    scheme, separator, rest = place.strip().rpartition("://")
    if _is_ipv6(rest):
        rest = f"[{rest}]"
    parts = urlsplit(f"{scheme or 'http'}://{rest.rstrip('/').removesuffix('/v1')}")
    host = "127.0.0.1" if parts.hostname in EVERYWHERE else str(parts.hostname)
    usual = (443 if parts.scheme == "https" else 80) if separator else OLLAMA_PORT
    user = parts.netloc.rpartition("@")[0]
    shown = f"[{host}]" if ":" in host else host
    at = f"{user}@" if user else ""
    return f"{parts.scheme}://{at}{shown}:{parts.port or usual}{parts.path.rstrip('/')}"


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
