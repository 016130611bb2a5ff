"""The HTTP API as commands use it. There is no other way from a command to the program."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from folioscope import errors
from folioscope.errors import BackendBusy, FolioscopeError
from folioscope.outbound.http import Client, naming_failures

KIND_OF_STATUS: Mapping[int, type[FolioscopeError]] = {
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.NotFound,
    409: errors.Conflict,
    413: errors.LimitReached,
    422: errors.Invalid,
    429: errors.LimitReached,
    502: errors.BackendFailed,
    503: errors.BackendBusy,
}

ELSEWHERE = frozenset({".", ".."})  # in an address these lead to what was not named
MOST_BREAKS = 5  # of a stream, one after the other, each with a second's pause


class Body(Protocol):
    """What is sent piece by piece."""

    @property
    def content_type(self) -> str:
        """What it is, for the header of that name."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class StreamedEvent:
    """An event as it came: number, type, and its data read from JSON."""

    seq: int
    type: str
    data: dict[str, Any]


class ApiClient:
    """Asks the server that holds the data folder; ``acts_for`` is the account it asks for."""

    def __init__(self, client: Client, name: str, acts_for: str | None = None) -> None:
        self._client = client
        self._name = name
        self.acts_for = acts_for

    async def get(self, path: str, **query: str | int | list[str]) -> Any:
        """The JSON at a path."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the server answers to a JSON body."""
        return await self._ask("POST", path, json=body)

    async def text(self, path: str, **query: str | int) -> str:
        """The text at a path."""
        _check(path)
        with naming_failures(self._name):
            response = await self._client.get(path, params=query)
        _raise_problem(response.status_code, response.text)
        return response.text

    async def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """What the server answers to a thing as it is to be."""
        return await self._ask("PUT", path, json=body)

    async def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """What the server answers to a change."""
        return await self._ask("PATCH", path, json=body)

    @asynccontextmanager
    async def download(
        self, path: str, **query: str | list[str]
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes at a path, as they come."""
        _check(path)
        request = self._client.build_request("GET", path, params=query)
        with naming_failures(self._name):
            response = await self._client.send(request, stream=True)
            try:
                if response.status_code != 200:
                    await response.aread()
                    _raise_problem(response.status_code, response.text)
                yield response.aiter_bytes()
            finally:
                await response.aclose()

    async def delete(self, path: str, **query: str) -> Any:
        """Have something deleted; what the server says of it, if it does."""
        return await self._ask("DELETE", path, params=query)

    async def upload(self, path: str, body: Body) -> Any:
        """Send files, as one request however many they are."""
        headers = {"Content-Type": body.content_type}
        return await self._ask("POST", path, content=body, headers=headers)

    async def events(self, run_id: str, after: int = 0) -> AsyncIterator[StreamedEvent]:
        """The events of a run until ``done``; a broken stream is taken up where it broke."""
        last, breaks = after, 0
        while True:
            try:
                async for event in self._events(run_id, last):
                    last, breaks = event.seq, 0
                    yield event
                    if event.type == "done":
                        return
            except BackendBusy:
                breaks += 1
                if breaks > MOST_BREAKS:
                    raise
                await asyncio.sleep(1)
                continue
            status = await self.get(f"/api/runs/{run_id}")
            if status["finished_at"] is not None and not await self._has_more(run_id, last):
                return

    async def _has_more(self, run_id: str, after: int) -> bool:
        async for _ in self._events(run_id, after):
            return True
        return False

    async def _events(self, run_id: str, after: int) -> AsyncIterator[StreamedEvent]:
        request = self._client.build_request(
            "GET", f"/api/runs/{run_id}/events", headers={"Last-Event-ID": str(after)}
        )
        with naming_failures(self._name):
            response = await self._client.send(request, stream=True)
            try:
                if response.status_code != 200:
                    await response.aread()
                    _raise_problem(response.status_code, response.text)
                    return
                fields: dict[str, str] = {}
                async for line in response.aiter_lines():
                    if line:
                        name, _, value = line.partition(": ")
                        fields[name] = value
                    elif fields.get("event", "heartbeat") != "heartbeat":
                        data = json.loads(fields["data"])
                        yield StreamedEvent(int(fields["id"]), fields["event"], data)
                        fields = {}
                    else:
                        fields = {}
            finally:
                await response.aclose()

    async def _ask(self, method: str, path: str, **content: Any) -> Any:
        _check(path)
        with naming_failures(self._name):
            response = await self._client.request(method, path, **content)
        _raise_problem(response.status_code, response.text)
        return response.json() if response.content else None


def _check(path: str) -> None:
    """Refuse a path that a name in it would lead elsewhere."""
    if not ELSEWHERE.isdisjoint(path.partition("?")[0].split("/")):
        raise errors.NotFound(f"There is nothing at “{path}”: no name is “.” or “..”.")


def _raise_problem(status: int, body: str) -> None:
    """Turn a problem document back into an error of its kind."""
    if status < 400:
        return
    try:
        problem = json.loads(body)
        code, message = str(problem["code"]), str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        code, message = "unexpected_answer", f"The server answered with status {status}."
    error = KIND_OF_STATUS.get(status, FolioscopeError)(message)
    error.code = code
    raise error
