"""Models of Anthropic, streamed."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

import anthropic
from typing_extensions import override

from folioscope.backends.llms.fields import at, count_at, usage_of
from folioscope.backends.llms.port import Delta, Prompt
from folioscope.backends.llms.reading import Patience, Reading
from folioscope.backends.llms.refusals import Refused
from folioscope.backends.llms.streamed import THINKING_TOKENS, StreamedChat, vendor_server
from folioscope.backends.llms.turns import split_turns
from folioscope.outbound.http import Client, Response, Unreachable, open_client

ANTHROPIC_URL = "https://api.anthropic.com"
_CUT = ("max_tokens", "model_context_window_exceeded")
_READ = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class AnthropicChat(StreamedChat):
    """A model behind ``/v1/messages``."""

    optional: ClassVar = {"output_config": "output_config", "more_tokens": "max_tokens"}

    def __init__(
        self, base_url: str, api_key: str, model: str, patience: Patience | None = None
    ) -> None:
        root = base_url.rstrip("/").removesuffix("/v1")
        server = vendor_server("Anthropic", root, api_key, ANTHROPIC_URL, "ANTHROPIC_BASE_URL")
        http: Client = open_client()
        super().__init__(server, model, http, patience)
        self._client = anthropic.AsyncAnthropic(
            base_url=server.url,
            api_key=server.key or "none",
            http_client=http,
            max_retries=0,
        )
        self._headers = {
            name: value
            for name, value in self._client.default_headers.items()
            if isinstance(value, str)
        }

    @override
    async def _ask(self, prompt: Prompt, model: str) -> Response:
        try:
            opened = await self._client.messages.create(**self._request(prompt, model))
        except anthropic.APIStatusError as error:
            raise Refused(error.status_code, error.body, error.response.headers) from None
        except anthropic.APIConnectionError as error:
            cause = error.__cause__
        else:
            response: Response = opened.response
            return response
        # Out here, for in there its own effect would become its context, and no chain would end.
        raise cause or Unreachable(self._server.label)

    def _request(self, prompt: Prompt, model: str) -> dict[str, Any]:
        system, turns = split_turns(prompt.messages)
        more = 0 if "more_tokens" in self._unsupported else THINKING_TOKENS
        request: dict[str, Any] = {
            "model": model,
            "max_tokens": prompt.max_tokens + more,
            "messages": [{"role": m.role, "content": m.content} for m in turns],
            "stream": True,
        }
        if system:
            request["system"] = system
        if prompt.schema is not None and "output_config" not in self._unsupported:
            shape = {"type": "json_schema", "schema": prompt.schema}
            request["output_config"] = {"format": shape}
        return request

    @override
    def _take(self, event: object, reading: Reading) -> Delta:
        kind = at(event, "type")
        if kind == "content_block_delta":
            reading.thought(at(event, "delta", "thinking"))
            return Delta(reading.said(at(event, "delta", "text")))
        if kind == "error":
            raise Refused(0, event)
        if kind == "message_start":
            reading.input_tokens = _read(at(event, "message", "usage")) or 0
        elif kind == "message_delta":
            return self._ending(event, reading)
        elif kind == "message_stop":
            reading.close()
        return Delta()

    def _ending(self, event: object, reading: Reading) -> Delta:
        why = at(event, "delta", "stop_reason")
        if why == "refusal":
            reading.hold_back()
        elif why:
            reading.end(is_cut=why in _CUT)
        usage = at(event, "usage")
        read = _read(usage) or reading.input_tokens
        written = count_at(usage, "output_tokens")
        return Delta("", usage_of(read, written), is_cut=why in _CUT)

    @override
    async def _told_length(self) -> int | None:
        if not self._server.key:
            return None
        place = f"{self._server.url}/v1/models/{quote(self._model, safe='')}"
        return count_at(await self._fetched(place), "max_input_tokens")


def _read(usage: object) -> int | None:
    told = [count_at(usage, name) for name in _READ]
    return sum(filter(None, told)) if any(told) else None
