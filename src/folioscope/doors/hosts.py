"""The names that this server answers to."""

from __future__ import annotations

from urllib.parse import urlsplit

from folioscope.settings.values import Settings


def hosts_of(settings: Settings) -> frozenset[str]:
    """Its own address, the one that people reach it at, and whatever else an operator names."""
    public = urlsplit(settings.public_url).hostname or ""
    named = {settings.host, public, *settings.allowed_hosts}
    return frozenset(_bracketed(name.lower()) for name in named if name)


def _bracketed(name: str) -> str:
    """An IPv6 address as requests name it."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name
