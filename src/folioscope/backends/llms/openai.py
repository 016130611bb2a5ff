"""Any server that speaks OpenAI's chat completions, streamed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import openai
from typing_extensions import override

from folioscope.backends.llms.estimates import estimated_tokens
from folioscope.backends.llms.fields import at, count_at, items_at, usage_of
from folioscope.backends.llms.lookup import AGAIN_AFTER
from folioscope.backends.llms.port import Delta, Prompt
from folioscope.backends.llms.reading import Patience, Reading
from folioscope.backends.llms.refusals import Refused
from folioscope.backends.llms.streamed import THINKING_TOKENS, Server, StreamedChat
from folioscope.backends.llms.turns import split_turns
from folioscope.errors import BackendFailed
from folioscope.outbound.http import Client, Response, Unreachable, open_client

OPENAI_URL = "https://api.openai.com/v1"
TOKENIZE_SECONDS = 2.0
AT_ONCE = 8
_LENGTH_NAMES = ("max_model_len", "context_length", "max_context_length", "loaded_context_length")


class OpenAIChat(StreamedChat):
    """A model behind ``/chat/completions``."""

    optional: ClassVar = {
        "stream_options": "stream_options",
        "max_tokens": "max_completion_tokens",
        "response_format": "response_format",
    }

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        server: Server | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._server = server or _server(base_url, api_key.strip())
        http: Client = open_client()
        super().__init__(self._server, model, http, patience)
        self._tokenizes_from = 0.0
        self._client = openai.AsyncOpenAI(
            base_url=self._server.url,
            api_key=self._server.key or "none",
            http_client=http,
            max_retries=0,
        )

    @override
    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """By the model's own tokenizer, where llama.cpp or vLLM runs it; else estimated."""
        await self._learn_length()
        now = asyncio.get_running_loop().time()
        if self._server.wants_key or not texts or now < self._tokenizes_from:
            return estimated_tokens(texts)
        try:
            async with asyncio.timeout(TOKENIZE_SECONDS):
                counts = [await self._tokenized(texts[0])]
                for start in range(1, len(texts), AT_ONCE):
                    some = texts[start : start + AT_ONCE]
                    counts += await asyncio.gather(*map(self._tokenized, some))
        except (BackendFailed, TimeoutError):
            self._tokenizes_from = now + AGAIN_AFTER
        except ValueError:
            self._tokenizes_from = math.inf
        else:
            return counts
        return estimated_tokens(texts)

    @override
    async def _ask(self, prompt: Prompt, model: str) -> Response:
        try:
            opened = await self._client.chat.completions.create(**self._request(prompt, model))
        except openai.APIStatusError as error:
            raise Refused(error.status_code, error.body, error.response.headers) from None
        except openai.APIConnectionError as error:
            cause = error.__cause__
        else:
            response: Response = opened.response
            return response
        # Out here, for in there its own effect would become its context, and no chain would end.
        raise cause or Unreachable(self._server.label)

    def _request(self, prompt: Prompt, model: str) -> dict[str, Any]:
        system, turns = split_turns(prompt.messages)
        rules = [{"role": "system", "content": system}] if system else []
        request: dict[str, Any] = {
            "model": model,
            "messages": [*rules, *({"role": m.role, "content": m.content} for m in turns)],
            "stream": True,
        }
        if "stream_options" not in self._unsupported:
            request["stream_options"] = {"include_usage": True}
        if prompt.schema is not None and "response_format" not in self._unsupported:
            shape = {"name": "answer", "schema": prompt.schema, "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": shape}
        if "max_tokens" in self._unsupported:
            return request | {"max_completion_tokens": prompt.max_tokens + THINKING_TOKENS}
        return request | {"max_tokens": prompt.max_tokens}

    @override
    def _take(self, event: object, reading: Reading) -> Delta:
        if at(event, "error"):
            raise Refused(0, event)
        choice = at(event, "choices", 0)
        reading.thought(at(choice, "delta", "reasoning_content"))
        reading.thought(at(choice, "delta", "reasoning"))
        text = reading.said(at(choice, "delta", "content"))
        why = at(choice, "finish_reason")
        if why == "content_filter" or at(choice, "delta", "refusal"):
            reading.hold_back()
        elif why and why != "error":
            reading.end(is_cut=why == "length")
        numbers = (count_at(event, "usage", f"{name}_tokens") for name in ("prompt", "completion"))
        return Delta(text, usage_of(*numbers), is_cut=why == "length")

    @override
    async def _told_length(self) -> int | None:
        """As vLLM, LM Studio, OpenRouter and Hugging Face tell it, or llama.cpp."""
        if self._server.url == OPENAI_URL:
            return None
        models = items_at(await self._fetched(f"{self._server.url}/models"), "data")
        ours = [m for m in models if at(m, "id") == self._model] or models[: len(models) == 1]
        for place in (*ours, *(offer for m in ours for offer in items_at(m, "providers"))):
            told = [count_at(place, name) for name in _LENGTH_NAMES]
            if any(told):
                return min(filter(None, told))
        properties = await self._fetched(f"{self._root}/props")
        return count_at(properties, "default_generation_settings", "n_ctx")

    @property
    def _root(self) -> str:
        return self._server.url.removesuffix("/v1")

    async def _tokenized(self, text: str) -> int:
        """``content`` is what llama.cpp reads, ``prompt`` what vLLM does."""
        body = {"content": text, "model": self._model, "prompt": text, "add_special_tokens": False}
        told = await self._fetched(f"{self._root}/tokenize", body)
        if at(told, "tokens") is None:
            raise ValueError(f"{self._server.label} tells no tokens")
        return len(items_at(told, "tokens"))


def _server(base_url: str, api_key: str) -> Server:
    url = (base_url or OPENAI_URL).rstrip("/")
    host = urlsplit(url).hostname or url
    is_home = host == urlsplit(OPENAI_URL).hostname
    return Server(host, url, api_key, is_home, "" if is_home else "OPENAI_BASE_URL")
