"""Any server that speaks OpenAI's chat completions, streamed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Any
from urllib.parse import urlsplit

import openai
from openai.types.chat import ChatCompletionChunk

from folioscope.backends.llms.port import (
    AnswerTimedOut,
    Delta,
    KeyMissing,
    KeyRefused,
    MalformedStream,
    ModelUnknown,
    NoConnection,
    Overloaded,
    Prompt,
    PromptTooLong,
    RateLimited,
    RequestRefused,
    Usage,
)
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.outbound.http import Client, open_client

OPENAI_URL = "https://api.openai.com/v1"

# What went wrong, by status, and the end of the sentence that starts with the server's name.
_BY_STATUS: dict[int, tuple[type[BackendFailed], str]] = {
    401: (KeyRefused, "refused the API key"),
    403: (KeyRefused, "does not allow this API key to use {model}"),
    404: (ModelUnknown, "knows no model {model}"),
    408: (AnswerTimedOut, "gave up waiting"),
    413: (PromptTooLong, "finds the question and its sources too long for {model}"),
    429: (RateLimited, "has had too many requests from this key"),
}
_BY_CODE: dict[str, tuple[type[BackendFailed], str]] = {
    "context_length_exceeded": _BY_STATUS[413],
    "exceed_context_size_error": _BY_STATUS[413],
    "insufficient_quota": (KeyRefused, "says that the credit of this API key is spent"),
    "invalid_api_key": _BY_STATUS[401],
    "model_not_found": _BY_STATUS[404],
    "rate_limit_exceeded": _BY_STATUS[429],
}
_TOO_LONG = ("context length", "context size", "context window", "maximum context")
_LONGEST_RETRY = 3600


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how much text to take."""

    first_token: float = 30.0
    between_tokens: float = 20.0
    after_end: float = 2.0
    answer_chars: int = 200_000


_Chunks = openai.AsyncStream[ChatCompletionChunk]


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

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece; closing the iterator closes the socket."""
        if not self._key_set and self._host == urlsplit(OPENAI_URL).hostname:
            raise KeyMissing(f"{self._host} wants an API key and none is set.")
        reading = _Reading(self._patience, prompt.model or self._model)
        chunks = await self._guarded(self._open(prompt), reading)
        try:
            while delta := await self._next(chunks, reading):
                if delta != Delta():
                    yield delta
        finally:
            await chunks.close()
        if problem := reading.problem or reading.missing():
            raise MalformedStream(f"{self._host} {problem}.")

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._client.close()

    async def _open(self, prompt: Prompt) -> _Chunks:
        """Send the request, again without what this server turns out not to support."""
        while True:
            try:
                chunks: _Chunks = await self._client.chat.completions.create(
                    **self._request(prompt)
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = _unsupported_parameters(error) - self._unsupported
                if not refused:
                    raise
                self._unsupported |= refused
            else:
                return chunks

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": prompt.model or self._model,
            "messages": [{"role": m.role, "content": m.content} for m in prompt.messages],
            "stream": True,
        }
        if "stream_options" not in self._unsupported:
            request["stream_options"] = {"include_usage": True}
        limit = "max_completion_tokens" if "max_tokens" in self._unsupported else "max_tokens"
        return request | {limit: prompt.max_tokens}

    async def _next(self, chunks: _Chunks, reading: _Reading) -> Delta | None:
        if reading.problem:
            return None
        try:
            chunk = await self._guarded(anext(chunks, None), reading)
        except AnswerTimedOut:
            if reading.ended:
                return None
            raise
        return reading.take(chunk) if chunk else None

    async def _guarded(self, awaitable: Any, reading: _Reading) -> Any:
        try:
            async with asyncio.timeout_at(reading.deadline):
                return await awaitable
        except (TimeoutError, openai.APITimeoutError) as error:
            raise AnswerTimedOut(f"{self._host} did not answer in time.") from error
        except openai.APIConnectionError as error:
            raise NoConnection(f"{self._host} cannot be reached.") from error
        except openai.APIError as error:
            raise self._named(error, reading.model) from error
        except (ValueError, RecursionError) as error:
            raise MalformedStream(f"{self._host} sent something that is no answer.") from error

    def _named(self, error: openai.APIError, model: str) -> BackendFailed:
        """The error of this program for one of the server's; its own words stay with us."""
        status = error.status_code if isinstance(error, openai.APIStatusError) else 0
        kind, words = _BY_CODE.get(error.code or "") or _BY_STATUS.get(status) or _other(error)
        if kind is KeyRefused and status == 401 and not self._key_set:
            kind, words = KeyMissing, "wants an API key and none is set"
        message = f"{self._host} {words.format(model=model)}."
        if issubclass(kind, BackendBusy):
            return kind(message, _retry_after(error))
        return kind(message)


class _Reading:
    """What has been read of one answer, and what is wrong with it."""

    def __init__(self, patience: Patience, model: str) -> None:
        self.model = model
        self._patience = patience
        self._now = asyncio.get_running_loop().time
        self._chars = 0
        self._any = self.ended = False
        self.deadline = self._now() + patience.first_token
        self.problem = ""

    def take(self, chunk: ChatCompletionChunk) -> Delta:
        """Read one chunk; servers may leave any part of it out."""
        text = ""
        choices = getattr(chunk, "choices", None)
        for choice in choices[:1] if isinstance(choices, list) else ():
            content = getattr(getattr(choice, "delta", None), "content", None)
            text = content if isinstance(content, str) else ""
            self.ended = self.ended or bool(getattr(choice, "finish_reason", None))
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


def _usage(chunk: ChatCompletionChunk) -> Usage | None:
    usage = getattr(chunk, "usage", None)
    read, written = (getattr(usage, f"{name}_tokens", None) for name in ("prompt", "completion"))
    return Usage(read, written) if isinstance(read, int) and isinstance(written, int) else None


def _unsupported_parameters(error: openai.APIStatusError) -> set[str]:
    body = json.dumps(error.body, default=str)
    newer = {"stream_options": "stream_options", "max_tokens": "max_completion_tokens"}
    return {name for name, telling in newer.items() if telling in body}


def _other(error: openai.APIError) -> tuple[type[BackendFailed], str]:
    if isinstance(error, openai.APIStatusError):
        if error.status_code >= 500:
            return Overloaded, f"cannot answer now (status {error.status_code})"
        body = json.dumps(error.body, default=str).lower()
        if any(phrase in body for phrase in _TOO_LONG):
            return _BY_STATUS[413]
        return RequestRefused, f"refused the request (status {error.status_code})"
    return MalformedStream, "reported an error in the middle of its answer"


def _retry_after(error: openai.APIError) -> int:
    """Seconds to wait, from ``Retry-After`` as a number or a date."""
    response = getattr(error, "response", None)
    value = response.headers.get("retry-after", "") if response is not None else ""
    if value.isdecimal():
        seconds = float(value)
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time()
        except ValueError:
            return 1
    return int(min(max(seconds, 1.0), _LONGEST_RETRY))
