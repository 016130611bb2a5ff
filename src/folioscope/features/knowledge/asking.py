"""What commands ask of knowledge bases: where one is, and all that is in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from folioscope.errors import NotFound
from folioscope.platform.terminal.client import ApiClient


def base_address(name: str) -> str:
    """Where a knowledge base is in the API."""
    if "/" in name or name in ("", ".", ".."):  # no base has such a name, and no address either
        msg = f"There is no knowledge base “{name}”."
        raise NotFound(msg)
    return f"/api/kbs/{quote(name, safe='')}"


async def all_documents(client: ApiClient, name: str) -> list[dict[str, Any]]:
    """Every document of a base, by path."""
    documents: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = await client.get(f"{base_address(name)}/documents", limit=1000, after=after)
        documents += page["documents"]
        after = page["next"]
    return documents
