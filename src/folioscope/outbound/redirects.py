"""Redirects, followed one by one: each is looked at, and credentials stay with their host."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2

from folioscope.errors import BackendFailed
from folioscope.outbound.http import Client, Response, naming_failures

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)


class RedirectRefused(BackendFailed):
    """A redirect that leads nowhere, in circles, or from a secure address to an open one."""

    code = "redirect_refused"


@asynccontextmanager
async def fetched(
    client: Client, url: str, headers: Mapping[str, str], credentials: Mapping[str, str]
) -> AsyncIterator[Response]:
    """What is at an address, as it comes, wherever it has moved to.

    ``credentials`` are headers that no server is sent but that of the first address.
    """
    first = place = httpx2.URL(url)
    for _ in range(MOST_REDIRECTS + 1):
        is_home = _origin(place) == _origin(first)
        sent = {**headers, **(credentials if is_home else {})}
        with naming_failures(place.host):
            request = client.build_request("GET", place, headers=sent)
            response = await client.send(request, stream=True)
            try:
                if response.status_code not in REDIRECTS:
                    yield response
                    return
                place = redirect_target(place, response.headers.get("Location", ""))
            finally:
                await response.aclose()
    raise RedirectRefused(f"{first.host} redirects without end.")


def redirect_target(place: httpx2.URL, location: str) -> httpx2.URL:
    """Where a ``Location`` leads from a place; no further than to other web addresses."""
    try:
        target = place.join(location)
    except (httpx2.InvalidURL, ValueError) as error:
        raise RedirectRefused(f"{place.host} redirects to what is no address.") from error
    if not location or target.scheme not in ("http", "https"):
        raise RedirectRefused(f"{place.host} redirects to what is no web address.")
    if place.scheme == "https" and target.scheme == "http":
        raise RedirectRefused(f"{place.host} redirects to an address that is not secure.")
    return target


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)
