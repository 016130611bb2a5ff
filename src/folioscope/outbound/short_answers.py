"""Servers that the operator named, asked one thing and answering with a little JSON, soon."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import httpx2

from folioscope.errors import BackendFailed
from folioscope.outbound.http import (
    Limits,
    Response,
    TimedOut,
    naming_failures,
    open_client,
)
from folioscope.outbound.storable_json import read_json
from folioscope.outbound.visits import origin_of

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
# They are asked so rarely that no connection is kept from one time to the next.
LITTLE = Limits(
    connect_seconds=3.0,
    read_seconds=5.0,
    response_bytes=256 * 1024,
    connections=8,
    idle_connections=0,
)
WHOLE_SECONDS = 8.0  # from the first byte sent to the last one read, however slowly it drips


class AnswerNotJson(BackendFailed):
    """An answer that should be JSON and is none."""

    code = "answer_not_json"


class AddressUnusable(BackendFailed):
    """What another server calls an address, and is none."""

    code = "address_unusable"


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The status, and the JSON that came with it."""

    status: int
    content: Any


class ShortAnswers:
    """A client that follows no redirect; the ``trusted`` hosts may be in private networks."""

    def __init__(
        self,
        trusted: frozenset[str],
        limits: Limits = LITTLE,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._client = open_client(limits=limits, only_public=trusted)
        self._whole_seconds = whole_seconds

    async def get(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> ShortAnswer:
        """What is at an address."""
        return await self._ask("GET", url, headers, None)

    async def post_form(self, url: str, form: str, headers: Mapping[str, str]) -> ShortAnswer:
        """What is answered to a form that is encoded already."""
        return await self._ask("POST", url, headers, form)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str], content: str | None
    ) -> ShortAnswer:
        place = _parsed(url)
        accepted = {"Accept": "application/json", **headers}
        request = self._client.build_request(method, place, content=content, headers=accepted)
        try:
            async with asyncio.timeout(self._whole_seconds):
                with naming_failures(place.host):
                    response = await self._client.send(request, stream=True)
                    return await _read(response, place.host)
        except TimeoutError as error:
            raise TimedOut(f"{place.host} did not finish its answer in time.") from error


async def _read(response: Response, host: str) -> ShortAnswer:
    try:
        body = await response.aread()
    finally:
        await response.aclose()
    try:
        return ShortAnswer(response.status_code, read_json(body))
    except ValueError as error:
        status = response.status_code
        raise AnswerNotJson(f"{host} answered with status {status} and no JSON.") from error


def _parsed(url: str) -> httpx2.URL:
    try:
        origin_of(url)
    except ValueError as error:
        raise AddressUnusable("What was to be asked is no plain web address.") from error
    return httpx2.URL(url)
