"""Models of Ollama, by its own protocol: its OpenAI door cannot be told how much to take in."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from typing_extensions import override

from folioscope.backends.llm_addresses import ollama_url
from folioscope.backends.llms.fields import at, count_at, usage_of
from folioscope.backends.llms.json_lines import JsonLines
from folioscope.backends.llms.port import Delta, Prompt
from folioscope.backends.llms.reading import Patience, Reading
from folioscope.backends.llms.refusals import Refused
from folioscope.backends.llms.streamed import Server, StreamedChat
from folioscope.backends.llms.turns import split_turns
from folioscope.outbound.http import Response, open_client

CONTEXT_TOKENS = 8192
"""Asked for with each request: left to itself, Ollama takes half of that and drops the rest."""
PATIENCE = Patience(first_token=120.0)
"""The first question waits until the model is loaded."""


class OllamaChat(StreamedChat):
    """A model behind ``/api/chat``."""

    framing: ClassVar = JsonLines
    optional: ClassVar = {"format": "format", "think": "think"}

    def __init__(
        self, base_url: str, api_key: str, model: str, patience: Patience | None = None
    ) -> None:
        url = ollama_url(base_url)
        host = urlsplit(url).hostname or url
        server = Server(
            f"Ollama at {host}", url, api_key.strip(), wants_key=False, setting="OLLAMA_HOST"
        )
        super().__init__(server, model, open_client(), patience or PATIENCE)

    @property
    @override
    def context_tokens(self) -> int | None:
        return min(self._length.told or CONTEXT_TOKENS, CONTEXT_TOKENS)

    @override
    async def _ask(self, prompt: Prompt, model: str) -> Response:
        return await self._post(f"{self._server.url}/api/chat", self._request(prompt, model))

    def _request(self, prompt: Prompt, model: str) -> dict[str, Any]:
        system, turns = split_turns(prompt.messages)
        rules = [{"role": "system", "content": system}] if system else []
        wishes: dict[str, Any] = {"think": False, "truncate": False}
        if prompt.schema is not None:
            wishes["format"] = prompt.schema
        return {
            "model": model,
            "messages": [*rules, *({"role": m.role, "content": m.content} for m in turns)],
            "stream": True,
            "options": {"num_ctx": CONTEXT_TOKENS, "num_predict": prompt.max_tokens},
            **{name: wish for name, wish in wishes.items() if name not in self._unsupported},
        }

    @override
    def _take(self, event: object, reading: Reading) -> Delta:
        if at(event, "error"):
            raise Refused(0, event)
        reading.thought(at(event, "message", "thinking"))
        text = reading.said(at(event, "message", "content"))
        if at(event, "done") is not True:
            return Delta(text)
        is_cut = at(event, "done_reason") == "length"
        reading.end(is_cut=is_cut)
        reading.close()
        usage = usage_of(count_at(event, "prompt_eval_count"), count_at(event, "eval_count"))
        return Delta(text, usage, is_cut=is_cut)

    @override
    async def _told_length(self) -> int | None:
        told = await self._fetched(f"{self._server.url}/api/show", {"model": self._model})
        family = at(told, "model_info", "general.architecture")
        return count_at(told, "model_info", f"{family}.context_length")
