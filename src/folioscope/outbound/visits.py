"""Other servers, asked only where it was agreed on, at a pace, and again where it may help."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import httpx2

from folioscope.errors import BackendBusy, Forbidden
from folioscope.outbound.http import (
    Limits,
    Response,
    TimedOut,
    Unreachable,
    naming_failures,
    open_client,
)
from folioscope.outbound.pace import Pace
from folioscope.outbound.redirects import REDIRECTS, RedirectRefused, redirect_target
from folioscope.outbound.retry_after import seconds_to_wait
from folioscope.outbound.storable_json import read_json

MOST_REDIRECTS = 3
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_MAY_WORK_LATER = frozenset({408, 429, 500, 502, 503, 504})
_PORTS = {"https": 443, "http": 80}


class HostNotAllowed(Forbidden):
    """An address that nobody has agreed on, named by a user or by another server's redirect."""

    code = "host_not_allowed"


class HostBusy(BackendBusy):
    """A server that is overloaded or broken, asked several times."""

    code = "host_busy"


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as they are compared; ``ValueError`` for no address."""
    try:
        url = httpx2.URL(address)
        port = url.port or _PORTS.get(url.scheme)
    except (httpx2.InvalidURL, TypeError, UnicodeError) as error:
        raise ValueError("this is no address") from error
    if url.scheme not in _PORTS or not url.host or url.userinfo or not 0 < (port or 0) < 65536:
        raise ValueError("this is no plain web address: https://HOST/PATH")
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host.lower()}:{port}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Origins that may be asked (see ``origin_of``). The ``trusted`` may be in private networks."""

    origins: frozenset[str]
    trusted: frozenset[str] = frozenset()

    @property
    def trusted_hosts(self) -> frozenset[str]:
        """The names of the hosts that may be anywhere."""
        return frozenset(httpx2.URL(origin).host for origin in self.trusted)

    def check(self, url: httpx2.URL) -> None:
        """Refuse an address of another origin."""
        try:
            origin = origin_of(str(url))
        except ValueError as error:
            raise HostNotAllowed(f"“{url.host}” is not asked: {error}.") from error
        if origin not in self.origins | self.trusted:
            raise HostNotAllowed(f"“{origin}” is not asked: it is none of the agreed addresses.")


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are asked.

    ``pause_seconds`` lie between two requests to a host. A wait that a server asks for is kept up
    to ``longest_wait``; a longer one is an error that tells it. ``whole_seconds`` is what one
    answer may take from its beginning to its end, however slowly it drips.
    """

    agent: str
    pause_seconds: float = 0.5
    tries: int = 4
    longest_wait: float = 60.0
    whole_seconds: float = 120.0
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered at last; ``url`` is where, after redirects."""

    status: int
    url: str
    content_type: str
    retry_after: str
    body: bytes

    def json(self) -> Any:
        """The body as JSON; ``ValueError`` where it is none."""
        return read_json(self.body)


class Visitor:
    """A client of some agreed servers; it has no cookies, and reads no proxy or key by itself."""

    def __init__(self, allowed: Allowed, manners: Manners, pace: Pace) -> None:
        self._allowed = allowed
        self._manners = manners
        self._pace = pace
        self._client = open_client(limits=manners.limits, only_public=allowed.trusted_hosts)

    async def ask(
        self,
        url: str,
        *,
        content: object = None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """GET, or POST of JSON where there is ``content``.

        What may work later is tried again, then raised as ``HostBusy`` or what went wrong;
        every other status is an answer. ``headers`` are sent to the origin of ``url`` alone.
        """
        for tried in range(1, self._manners.tries):
            try:
                answer = await self._follow(url, content, headers)
                self._raise_if_busy(answer)
            except (HostBusy, TimedOut, Unreachable) as error:
                await self._wait(error, tried)
            else:
                return answer
        answer = await self._follow(url, content, headers)
        self._raise_if_busy(answer)
        return answer

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    async def _wait(self, error: BackendBusy, tried: int) -> None:
        """Wait before the next try: as long as it was asked for, or longer with each try."""
        if error.retry_after > self._manners.longest_wait:
            raise error
        grown = 0.5 * 2**tried * random.uniform(0.75, 1.25)
        await self._pace.sleep(min(max(error.retry_after, grown), self._manners.longest_wait))

    async def _follow(self, url: str, content: object, headers: Mapping[str, str]) -> Answer:
        place = _parsed(url)
        first = place
        for _ in range(MOST_REDIRECTS + 1):
            self._allowed.check(place)
            sent = headers if origin_of(str(place)) == origin_of(str(first)) else NO_HEADERS
            answer, location = await self._send(place, content, sent)
            if answer.status not in REDIRECTS:
                return answer
            if content is not None:
                raise RedirectRefused(f"{place.host} redirects what was to be sent to it.")
            place = redirect_target(place, location)
        raise RedirectRefused(f"{first.host} redirects without end.")

    async def _send(
        self, place: httpx2.URL, content: object, headers: Mapping[str, str]
    ) -> tuple[Answer, str]:
        await self._pace.turn(place.host, self._manners.pause_seconds)
        request = self._client.build_request(
            "GET" if content is None else "POST",
            place,
            json=content,
            headers={"User-Agent": self._manners.agent, **headers},
        )
        try:
            async with asyncio.timeout(self._manners.whole_seconds):
                with naming_failures(place.host):
                    return await self._read(place, request)
        except TimeoutError as error:
            raise TimedOut(f"{place.host} did not finish its answer in time.") from error

    async def _read(self, place: httpx2.URL, request: httpx2.Request) -> tuple[Answer, str]:
        response: Response = await self._client.send(request, stream=True)
        try:
            told = response.headers
            answer = Answer(
                response.status_code,
                str(place),
                told.get("Content-Type", ""),
                told.get("Retry-After", ""),
                b"".join([piece async for piece in response.aiter_bytes()]),
            )
            return answer, told.get("Location", "")
        finally:
            await response.aclose()

    def _raise_if_busy(self, answer: Answer) -> None:
        if answer.status in _MAY_WORK_LATER:
            host = httpx2.URL(answer.url).host
            wait = seconds_to_wait(answer.retry_after) if answer.retry_after else 1
            raise HostBusy(f"{host} cannot answer now (status {answer.status}).", wait)


def _parsed(url: str) -> httpx2.URL:
    try:
        return httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise HostNotAllowed("What was to be asked is no address.") from error
