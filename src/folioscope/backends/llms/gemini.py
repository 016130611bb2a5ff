"""Models of Google, streamed."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from typing_extensions import override

from folioscope.backends.llms.fields import at, count_at, items_at, usage_of
from folioscope.backends.llms.port import Delta, Prompt
from folioscope.backends.llms.reading import Patience, Reading
from folioscope.backends.llms.refusals import Refused
from folioscope.backends.llms.streamed import THINKING_TOKENS, StreamedChat, vendor_server
from folioscope.backends.llms.turns import split_turns
from folioscope.outbound.http import Response, open_client

GEMINI_URL = "https://generativelanguage.googleapis.com"
_CUT = ("MAX_TOKENS", "CONTINUATION")
_HELD_BACK = "SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII MODEL_ARMOR".split()


class GeminiChat(StreamedChat):
    """A model behind ``:streamGenerateContent``."""

    optional: ClassVar = {"responseJsonSchema": "schema"}

    def __init__(
        self, base_url: str, api_key: str, model: str, patience: Patience | None = None
    ) -> None:
        root = base_url.rstrip("/").removesuffix("/v1beta")
        server = vendor_server(
            "Google Gemini", root, api_key, GEMINI_URL, "FOLIOSCOPE_GEMINI_BASE_URL"
        )
        super().__init__(server, model, open_client(), patience)
        self._headers = {"x-goog-api-key": server.key} if server.key else {}

    @override
    async def _ask(self, prompt: Prompt, model: str) -> Response:
        url = f"{self._place(model)}:streamGenerateContent?alt=sse"
        return await self._post(url, self._request(prompt))

    def _place(self, model: str) -> str:
        name = quote(model.removeprefix("models/"), safe="")
        return f"{self._server.url}/v1beta/models/{name}"

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        system, turns = split_turns(prompt.messages)
        wanted: dict[str, Any] = {"maxOutputTokens": prompt.max_tokens + THINKING_TOKENS}
        if prompt.schema is not None and "responseJsonSchema" not in self._unsupported:
            wanted["responseMimeType"] = "application/json"
            wanted["responseJsonSchema"] = prompt.schema
        roles = {"user": "user", "assistant": "model"}
        request: dict[str, Any] = {
            "contents": [
                {"role": roles[turn.role], "parts": [{"text": turn.content}]} for turn in turns
            ],
            "generationConfig": wanted,
        }
        if system:
            request["systemInstruction"] = {"parts": [{"text": system}]}
        return request

    @override
    def _take(self, event: object, reading: Reading) -> Delta:
        if at(event, "error"):
            raise Refused(0, event)
        candidate = at(event, "candidates", 0)
        text = ""
        for part in items_at(candidate, "content", "parts"):
            if at(part, "thought"):
                reading.thought(at(part, "text"))
            else:
                text += reading.said(at(part, "text"))
        why = at(candidate, "finishReason")
        if why in _HELD_BACK or at(event, "promptFeedback", "blockReason"):
            reading.hold_back()
        elif why == "STOP" or why in _CUT:
            reading.end(is_cut=why in _CUT)
        usage = _usage(at(event, "usageMetadata")) if why else None
        return Delta(text, usage, is_cut=why in _CUT)

    @override
    async def _told_length(self) -> int | None:
        if not self._server.key:
            return None
        return count_at(await self._fetched(self._place(self._model)), "inputTokenLimit")


def _usage(told: object) -> Any:
    thought = count_at(told, "thoughtsTokenCount") or 0
    written = count_at(told, "candidatesTokenCount")
    return usage_of(
        count_at(told, "promptTokenCount"), None if written is None else written + thought
    )
