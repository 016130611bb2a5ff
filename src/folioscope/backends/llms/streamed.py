"""What all models have in common that stream their answers over HTTP."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import urlsplit

from folioscope.backends.llms.context_lengths import known_length
from folioscope.backends.llms.estimates import estimated_tokens
from folioscope.backends.llms.lookup import Lookup
from folioscope.backends.llms.port import (
    AnswerTimedOut,
    Delta,
    KeyMissing,
    KeyRefused,
    MalformedStream,
    NoConnection,
    Prompt,
)
from folioscope.backends.llms.reading import Patience, Reading
from folioscope.backends.llms.refusals import Refused
from folioscope.backends.llms.server_sent import EventTooLong, ServerSentEvents
from folioscope.errors import BackendFailed
from folioscope.outbound.http import (
    Client,
    GoneWhileKept,
    Response,
    TimedOut,
    Unreachable,
    naming_failures,
)

THINKING_TOKENS = 4096
"""How much more a model gets whose thoughts count as a part of its answer."""

GLANCE_SECONDS = 0.3
"""Enough for a server on the same machine."""

_T = TypeVar("_T")


class Framing(Protocol):
    """Cuts a stream of bytes into events."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take the next bytes, and give the data of each event that they complete."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """Who is asked: the name for people, the address, the key, and whether one is needed.

    ``setting`` names the address where it may be a wrong one.
    """

    label: str
    url: str
    key: str = field(repr=False)
    wants_key: bool
    setting: str = ""

    @property
    def absence(self) -> str:
        """What to tell people when nobody answers there."""
        if not self.setting:
            return f"{self.label} cannot be reached."
        parts = urlsplit(self.url)
        place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        return (
            f"{self.label} cannot be reached at {place}. "
            f"Does the server run, and is {self.setting} right?"
        )


def vendor_server(vendor: str, url: str, key: str, home: str, setting: str) -> Server:
    """A vendor's own server, at ``home``, unless ``url`` names another that speaks like it."""
    place = (url or home).rstrip("/")
    is_home = urlsplit(place).hostname == urlsplit(home).hostname
    label = vendor if is_home else f"{vendor} at {urlsplit(place).hostname or place}"
    return Server(label, place, key.strip(), is_home, "" if is_home else setting)


class StreamedChat(ABC):
    """It retries no answer: the run that asks decides. A subclass knows one protocol."""

    framing: ClassVar[type[Framing]] = ServerSentEvents
    optional: ClassVar[Mapping[str, str]] = {}
    """Parameters that some servers refuse, and the word by which their refusals tell."""

    def __init__(
        self, server: Server, model: str, http: Client, patience: Patience | None = None
    ) -> None:
        self._server = server
        self._model = model
        self._http = http
        self._patience = patience or Patience()
        self._headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
        self._unsupported: frozenset[str] = frozenset()
        self._length = Lookup(self._told_length)

    @property
    def name(self) -> str:
        """Who answers, and the model."""
        return f"{self._server.label} {self._model}"

    @property
    def context_tokens(self) -> int | None:
        """What the server told, once tokens have been counted; until then what is known."""
        return self._length.told or known_length(self._model)

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """An estimate. The first time the server is asked how many fit."""
        await self._learn_length()
        return estimated_tokens(texts)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece; closing the iterator closes the socket."""
        self._check_key()
        reading = Reading(self._patience, self._server.label, prompt.model or self._model)
        response = await self._guarded(self._asked(prompt, reading.model), reading)
        # Read as bytes: the typed objects of the vendors' libraries are half of what it costs.
        async with aclosing(response), aclosing(response.aiter_bytes()) as pieces:
            framing = self.framing()
            while piece := await self._next(pieces, reading):
                for delta in self._deltas(framing.feed(piece), reading):
                    yield delta
        if failure := reading.failure():
            raise failure

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._length.aclose()
        await self._http.aclose()

    @abstractmethod
    async def _ask(self, prompt: Prompt, model: str) -> Response:
        """Send the request. ``Refused`` where the server says no."""

    @abstractmethod
    def _take(self, event: object, reading: Reading) -> Delta:
        """Read one event; servers may leave any part of it out. ``Refused`` as above."""

    async def _told_length(self) -> int | None:
        """The tokens that fit into the model, as its server tells."""
        return None

    async def _learn_length(self) -> None:
        """Who can be answered by a table meanwhile does not wait for the server."""
        await self._length.glance(GLANCE_SECONDS if known_length(self._model) is None else 0.0)

    def _check_key(self) -> None:
        if not self._server.key and self._server.wants_key:
            raise KeyMissing(f"{self._server.label} wants an API key and none is set.")
        if not (self._server.key.isascii() and self._server.key.isprintable()):
            raise KeyRefused(f"The API key for {self._server.label} holds letters that none has.")

    async def _asked(self, prompt: Prompt, model: str) -> Response:
        """Ask, and again without what this server turns out not to support."""
        while True:
            try:
                return await _kept_or_anew(lambda: self._ask(prompt, model))
            except Refused as refusal:
                refused = refusal.speaks_of(self.optional) - self._unsupported
                if not refused:
                    raise
                self._unsupported |= refused

    async def _post(self, url: str, body: object) -> Response:
        """The response to a request, to be read and closed."""
        request = self._http.build_request("POST", url, json=body, headers=self._headers)
        response = await self._http.send(request, stream=True)
        if response.status_code == 200:
            return response
        async with aclosing(response):
            raise Refused(response.status_code, _json(await response.aread()), response.headers)

    async def _fetched(self, url: str, body: object = None) -> Any:
        """What the server tells at an address beside the answers; None where it does not."""
        method = "GET" if body is None else "POST"
        with naming_failures(self._server.label):
            response = await _kept_or_anew(
                lambda: self._http.request(method, url, json=body, headers=self._headers)
            )
        return _json(response.content) if response.status_code == 200 else None

    async def _next(self, pieces: AsyncGenerator[bytes, None], reading: Reading) -> bytes:
        """The next bytes; none at the end, or when the answer is whole without it.

        What follows the last event is read too: only then can the connection be used again.
        """
        if reading.problem:
            return b""
        try:
            return await self._guarded(anext(pieces, b""), reading)
        except BackendFailed as error:
            if reading.done or (reading.ended and isinstance(error, AnswerTimedOut)):
                return b""
            raise

    def _deltas(self, events: Iterator[bytes], reading: Reading) -> Iterator[Delta]:
        if reading.is_over():
            return
        with self._naming(reading):
            for data in events:
                if data.startswith(b"[DONE]"):
                    reading.close()
                    return
                delta = self._take(json.loads(data.decode()), reading)
                if delta != _NOTHING:
                    yield delta
                if reading.is_over():
                    return

    async def _guarded(self, awaitable: Awaitable[_T], reading: Reading) -> _T:
        with self._naming(reading):
            async with asyncio.timeout_at(reading.deadline):
                return await awaitable

    @contextmanager
    def _naming(self, reading: Reading) -> Iterator[None]:
        """Turn what goes wrong into the errors of this port."""
        label, has_key = self._server.label, bool(self._server.key)
        try:
            with naming_failures(label):
                yield
        except (TimeoutError, TimedOut) as error:
            raise AnswerTimedOut(f"{label} did not answer in time.") from error
        except Unreachable as error:
            raise NoConnection(self._server.absence) from error
        except Refused as refusal:
            raise refusal.named(label, reading.model, key_set=has_key) from refusal
        except EventTooLong as error:
            raise MalformedStream(f"{label} sent an answer without end.") from error
        except (ValueError, RecursionError) as error:
            raise MalformedStream(f"{label} sent something that is no answer.") from error


_NOTHING = Delta()


async def _kept_or_anew(ask: Callable[[], Awaitable[_T]]) -> _T:
    """Ask once more where the connection kept from before turns out to be closed."""
    try:
        return await ask()
    except GoneWhileKept:
        return await ask()


def _json(content: bytes) -> Any:
    """JSON, or the words where there is none; refusals come in any form."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content[:10_000].decode("utf-8", "replace")
