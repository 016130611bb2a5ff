"""Any server that speaks OpenAI's chat completions, streamed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import openai
from openai.types.chat import ChatCompletionChunk

from folioscope.backends.llms.estimates import estimated_tokens
from folioscope.backends.llms.port import (
    AnswerTimedOut,
    Delta,
    KeyMissing,
    MalformedStream,
    NoConnection,
    Prompt,
    Usage,
)
from folioscope.backends.llms.refusals import named, unsupported_parameters
from folioscope.backends.llms.server_sent import EventTooLong, ServerSentEvents
from folioscope.errors import BackendFailed
from folioscope.outbound.http import Client, TimedOut, Unreachable, naming_failures, open_client

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how much text to take."""

    first_token: float = 30.0
    between_tokens: float = 20.0
    after_end: float = 2.0
    answer_chars: int = 200_000
    after_done: float = 0.1


_T = TypeVar("_T")
_Opened = openai.AsyncStream[ChatCompletionChunk]


class OpenAIChat:
    """A model behind ``/chat/completions``. It never retries: the run that asks decides."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        http_client: Client | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._base_url = base_url or OPENAI_URL
        self._host = urlsplit(self._base_url).hostname or self._base_url
        self._key_set = bool(api_key)
        self._model = model
        self._patience = patience or Patience()
        self._unsupported: set[str] = set()
        self._client = openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=api_key or "none",
            http_client=http_client or open_client(),
            max_retries=0,
        )

    @property
    def name(self) -> str:
        """Server and model."""
        return f"{self._host} {self._model}"

    @property
    def context_tokens(self) -> int | None:
        """Nobody says: the protocol has no place for it."""
        return None

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """An estimate."""
        return estimated_tokens(texts)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece; closing the iterator closes the socket."""
        if not self._key_set and self._host == urlsplit(OPENAI_URL).hostname:
            raise KeyMissing(f"{self._host} wants an API key and none is set.")
        reading = _Reading(self._patience, prompt.model or self._model)
        opened = await self._guarded(self._open(prompt), reading)
        # Read as bytes: the typed objects of the client are half of what streaming costs.
        async with opened, aclosing(opened.response.aiter_bytes()) as pieces:
            while piece := await self._next(pieces, reading):
                for delta in self._deltas(piece, opened, reading):
                    yield delta
        if problem := reading.problem or reading.missing():
            raise MalformedStream(f"{self._host} {problem}.")

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._client.close()

    async def _open(self, prompt: Prompt) -> _Opened:
        """Send the request, again without what this server turns out not to support."""
        while True:
            try:
                opened: _Opened = await self._client.chat.completions.create(
                    **self._request(prompt)
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = unsupported_parameters(error) - self._unsupported
                if not refused:
                    raise
                self._unsupported |= refused
            else:
                return opened

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": prompt.model or self._model,
            "messages": [{"role": m.role, "content": m.content} for m in prompt.messages],
            "stream": True,
        }
        if "stream_options" not in self._unsupported:
            request["stream_options"] = {"include_usage": True}
        if prompt.schema is not None and "response_format" not in self._unsupported:
            shape = {"name": "answer", "schema": prompt.schema, "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": shape}
        limit = "max_completion_tokens" if "max_tokens" in self._unsupported else "max_tokens"
        return request | {limit: prompt.max_tokens}

    async def _next(self, pieces: AsyncGenerator[bytes, None], reading: _Reading) -> bytes:
        """The next bytes; none at the end, or when the answer is whole without it.

        What follows ``[DONE]`` is read as well: only then can the connection be used again.
        """
        if reading.problem:
            return b""
        try:
            return await self._guarded(anext(pieces, b""), reading)
        except BackendFailed as error:
            if reading.done or (reading.ended and isinstance(error, AnswerTimedOut)):
                return b""
            raise

    def _deltas(self, piece: bytes, opened: _Opened, reading: _Reading) -> Iterator[Delta]:
        if reading.done:
            return
        with self._naming(reading.model):
            for data in reading.events.feed(piece):
                if reading.stops_at(data):
                    return
                chunk = json.loads(data.decode())
                if problem := _at(chunk, "error"):
                    raise openai.APIError("in the stream", opened.response.request, body=problem)
                delta = reading.take(chunk)
                if delta.text or delta.usage:
                    yield delta

    async def _guarded(self, awaitable: Awaitable[_T], reading: _Reading) -> _T:
        with self._naming(reading.model):
            async with asyncio.timeout_at(reading.deadline):
                return await awaitable

    @contextmanager
    def _naming(self, model: str) -> Iterator[None]:
        """Turn what goes wrong into the errors of this port."""
        try:
            with naming_failures(self._host):
                yield
        except (TimeoutError, TimedOut, openai.APITimeoutError) as error:
            raise AnswerTimedOut(f"{self._host} did not answer in time.") from error
        except (Unreachable, openai.APIConnectionError) as error:
            raise NoConnection(f"{self._host} cannot be reached.") from error
        except openai.APIError as error:
            raise named(error, self._host, model, key_set=self._key_set) from error
        except EventTooLong as error:
            raise MalformedStream(f"{self._host} sent an answer without end.") from error
        except (ValueError, RecursionError) as error:
            raise MalformedStream(f"{self._host} sent something that is no answer.") from error


class _Reading:
    """What has been read of one answer, and what is wrong with it."""

    def __init__(self, patience: Patience, model: str) -> None:
        self.model = model
        self.events = ServerSentEvents()
        self._patience = patience
        self._now = asyncio.get_running_loop().time
        self._chars = 0
        self._any = self.ended = self.done = False
        self.deadline = self._now() + patience.first_token
        self.problem = ""

    def stops_at(self, data: bytes) -> bool:
        """Whether the answer is over with this event, or was before it."""
        self.done = data.startswith(b"[DONE]")
        if self.done:
            self.deadline = min(self.deadline, self._now() + self._patience.after_done)
        return self.done or bool(self.problem)

    def take(self, chunk: object) -> Delta:
        """Read one chunk; servers may leave any part of it out."""
        choices = _at(chunk, "choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        content = _at(choice, "delta", "content")
        text = content if isinstance(content, str) else ""
        self.ended = self.ended or bool(_at(choice, "finish_reason"))
        self._chars += len(text)
        if self._chars > self._patience.answer_chars:
            self.problem, text = "sent an answer without end", ""
        self._any = self._any or bool(text.strip())
        if self.ended:
            self.deadline = self._now() + self._patience.after_end
        elif text:
            self.deadline = self._now() + self._patience.between_tokens
        return Delta(text, _usage(chunk))

    def missing(self) -> str:
        """What an answer that is over lacks."""
        if not self._any:
            return "sent an empty answer"
        return "" if self.ended else "broke its answer off"


def _at(value: object, *path: str) -> Any:
    """What lies at this path, where everything on the way is an object."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _usage(chunk: object) -> Usage | None:
    usage = _at(chunk, "usage")
    read, written = (_at(usage, f"{name}_tokens") for name in ("prompt", "completion"))
    return Usage(read, written) if isinstance(read, int) and isinstance(written, int) else None
