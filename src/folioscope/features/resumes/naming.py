"""Which profile somebody means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from folioscope.errors import Invalid, NotFound
from folioscope.platform.terminal.client import ApiClient

PAGE = 500


class AmbiguousName(Invalid):
    """A name that several people have."""

    code = "ambiguous_name"


async def all_resumes(client: ApiClient, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = await client.get("/api/resumes", limit=PAGE, after=after, **wanted)
        found += page["resumes"]
        after = page["next"]
    return found


async def find_resume(client: ApiClient, reference: str) -> dict[str, Any]:
    """A profile by its id or “own”, that of its document, its path, or the name of a person."""
    try:
        found: dict[str, Any] = await client.get(f"/api/resumes/{quote(reference, safe='')}")
    except NotFound:
        wanted = reference.casefold()
        named = [
            one
            for one in await all_resumes(client, {})
            if reference in (one["document_id"], one["path"]) or one["name"].casefold() == wanted
        ]
        if not named:
            raise
        if len(named) > 1:
            ids = ", ".join(one["resume_id"] for one in named[:5])
            msg = f"{len(named)} CVs are called “{reference}”: {ids}. Name one by its id."
            raise AmbiguousName(msg) from None
        found = await client.get(f"/api/resumes/{named[0]['resume_id']}")
    return found
