"""The guarded HTTP client for threads that wait: one JSON question, one bounded JSON answer."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import httpx2

from folioscope.outbound.http import Limits, ResponseCompressed, ResponseTooLarge, naming_failures

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the wait that was asked for, and the body."""

    status: int
    retry_after: str
    body: bytes

    def json(self) -> Any:
        """The body as JSON; ``ValueError`` where it is none."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class BlockingClient:
    """Follows no redirect and reads no proxy or key from the environment.

    Several threads may ask at once. Its connections are closed when nobody holds it any more.
    """

    def __init__(self, limits: Limits) -> None:
        self._most_bytes = limits.response_bytes
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(limits.read_seconds, connect=limits.connect_seconds),
            limits=httpx2.Limits(
                max_connections=limits.connections,
                max_keepalive_connections=limits.idle_connections,
            ),
            headers={"Accept-Encoding": "identity"},
            trust_env=False,
            follow_redirects=False,
        )
        weakref.finalize(self, self._client.close)

    def post(self, url: str, content: object, headers: Mapping[str, str]) -> Answer:
        """Send JSON."""
        return self.ask("POST", url, content, headers)

    def ask(
        self, method: str, url: str, content: object = None, headers: Mapping[str, str] = NONE
    ) -> Answer:
        """Send a request, with JSON if any; errors name the host and never what was sent."""
        host = httpx2.URL(url).netloc.decode("ascii")
        with (
            naming_failures(host),
            self._client.stream(method, url, json=content, headers=dict(headers)) as response,
        ):
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise ResponseCompressed(f"{host} sent a compressed response.")
            body = self._read(response, host)
            return Answer(response.status_code, response.headers.get("Retry-After", ""), body)

    def _read(self, response: httpx2.Response, host: str) -> bytes:
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._most_bytes:
                raise ResponseTooLarge(f"{host} sent more than {self._most_bytes:,} bytes.")
            pieces.append(piece)
        return b"".join(pieces)
