"""The formats in which vendors stream their answers, byte for byte as they send them."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any

from typing_extensions import override

from folioscope.backends.llms.anthropic import AnthropicChat
from folioscope.backends.llms.gemini import GeminiChat
from folioscope.backends.llms.huggingface import open_hugging_face
from folioscope.backends.llms.ollama import OllamaChat
from folioscope.backends.llms.openai import OpenAIChat
from folioscope.backends.llms.port import LanguageModel
from folioscope.backends.llms.reading import Patience

KEY = "sk-canary-4711"
BRIEF = Patience(0.4, 0.4, 0.2, 10_000, whole=3.0)
PATIENT = Patience(60, 60, 60, 10_000, after_done=30)


class Wire(ABC):
    """One vendor: how it is opened, and what it says."""

    name: str
    label: str
    why: dict[str, str]
    """What it calls the ways in which an answer ends: stop, length, filter."""

    @abstractmethod
    def open(self, url: str, key: str = KEY, patience: Patience = PATIENT) -> LanguageModel:
        """A model behind this address."""

    @abstractmethod
    def text(self, text: str) -> bytes:
        """A piece of an answer."""

    @abstractmethod
    def thought(self, text: str) -> bytes:
        """A piece of what comes before the answer."""

    @abstractmethod
    def end(self, why: str = "stop") -> bytes:
        """The end, with its usage: 7 tokens read, 5 written."""

    @abstractmethod
    def error(self) -> bytes:
        """The server breaks down in the middle of an answer."""

    def start(self) -> bytes:
        """What comes before the first piece."""
        return b": connected\n\n"

    def answer(self, *pieces: str) -> list[bytes]:
        """A whole answer."""
        return [self.start(), *map(self.text, pieces), self.end()]


class OpenAIWire(Wire):
    """OpenAI's chat completions."""

    name = "openai"
    label = "127.0.0.1"
    why = {"stop": "stop", "length": "length", "filter": "content_filter"}  # noqa: RUF012

    @override
    def open(self, url: str, key: str = KEY, patience: Patience = PATIENT) -> LanguageModel:
        return OpenAIChat(f"{url}/v1", key, "small", patience=patience)

    @override
    def text(self, text: str) -> bytes:
        return self._chunk({"content": text}, None)

    @override
    def thought(self, text: str) -> bytes:
        return self._chunk({"reasoning_content": text}, None)

    @override
    def end(self, why: str = "stop") -> bytes:
        usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
        last = _sse({**self._fields(), "choices": [], "usage": usage})
        return self._chunk({}, self.why[why]) + last + b"data: [DONE]\n\n"

    @override
    def error(self) -> bytes:
        return _sse({"error": {"message": "secret error body", "type": "server_error"}})

    def _chunk(self, delta: dict[str, str], why: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": why}
        return _sse({**self._fields(), "choices": [choice]})

    def _fields(self) -> dict[str, Any]:
        return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


class HuggingFaceWire(OpenAIWire):
    """Hugging Face's router, which speaks as OpenAI does."""

    name = "huggingface"
    label = "Hugging Face at 127.0.0.1"

    @override
    def open(self, url: str, key: str = KEY, patience: Patience = PATIENT) -> LanguageModel:
        return open_hugging_face(f"{url}/v1", key, "small", patience=patience)


class AnthropicWire(Wire):
    """Anthropic's messages."""

    name = "anthropic"
    label = "Anthropic at 127.0.0.1"
    why = {"stop": "end_turn", "length": "max_tokens", "filter": "refusal"}  # noqa: RUF012

    @override
    def open(self, url: str, key: str = KEY, patience: Patience = PATIENT) -> LanguageModel:
        return AnthropicChat(url, key, "small", patience=patience)

    @override
    def start(self) -> bytes:
        usage = {"input_tokens": 4, "cache_read_input_tokens": 3, "output_tokens": 1}
        message: dict[str, Any] = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "small",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }
        block = {"type": "text", "text": ""}
        return (
            self._event("message_start", message=message)
            + self._event("content_block_start", index=0, content_block=block)
            + self._event("ping")
        )

    @override
    def text(self, text: str) -> bytes:
        return self._event(
            "content_block_delta", index=0, delta={"type": "text_delta", "text": text}
        )

    @override
    def thought(self, text: str) -> bytes:
        delta = {"type": "thinking_delta", "thinking": text}
        return self._event("content_block_delta", index=0, delta=delta)

    @override
    def end(self, why: str = "stop") -> bytes:
        delta = {"stop_reason": self.why[why], "stop_sequence": None}
        return (
            self._event("content_block_stop", index=0)
            + self._event("message_delta", delta=delta, usage={"output_tokens": 5})
            + self._event("message_stop")
        )

    @override
    def error(self) -> bytes:
        error = {"type": "overloaded_error", "message": "secret error body"}
        return self._event("error", error=error)

    def _event(self, kind: str, **fields: Any) -> bytes:
        return f"event: {kind}\n".encode() + _sse({"type": kind, **fields})


class GeminiWire(Wire):
    """Google's streamGenerateContent, which has no last event but the end of the body."""

    name = "gemini"
    label = "Google Gemini at 127.0.0.1"
    why = {"stop": "STOP", "length": "MAX_TOKENS", "filter": "SAFETY"}  # noqa: RUF012

    @override
    def open(self, url: str, key: str = KEY, patience: Patience = PATIENT) -> LanguageModel:
        return GeminiChat(url, key, "small", patience=patience)

    @override
    def text(self, text: str) -> bytes:
        return self._chunk({"text": text})

    @override
    def thought(self, text: str) -> bytes:
        return self._chunk({"text": text, "thought": True})

    @override
    def end(self, why: str = "stop") -> bytes:
        return self._chunk({"text": ""}, finishReason=self.why[why])

    @override
    def error(self) -> bytes:
        error = {"code": 503, "message": "secret error body", "status": "UNAVAILABLE"}
        return _sse({"error": error}, b"\r\n")

    def _chunk(self, part: dict[str, Any], **fields: str) -> bytes:
        content = {"parts": [part], "role": "model"}
        usage = {"promptTokenCount": 7, "candidatesTokenCount": 3, "thoughtsTokenCount": 2}
        candidate = {"content": content, "index": 0, **fields}
        told = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "small"}
        return _sse(told, b"\r\n")


class OllamaWire(Wire):
    """Ollama's own chat: a line of JSON for each piece."""

    name = "ollama"
    label = "Ollama at 127.0.0.1"
    why = {"stop": "stop", "length": "length"}  # noqa: RUF012

    @override
    def open(self, url: str, key: str = KEY, patience: Patience = PATIENT) -> LanguageModel:
        return OllamaChat(url, key, "small", patience=patience)

    @override
    def start(self) -> bytes:
        return b"\n"

    @override
    def text(self, text: str) -> bytes:
        return self._line({"role": "assistant", "content": text}, done=False)

    @override
    def thought(self, text: str) -> bytes:
        return self._line({"role": "assistant", "content": "", "thinking": text}, done=False)

    @override
    def end(self, why: str = "stop") -> bytes:
        counts = {"total_duration": 4883583458, "prompt_eval_count": 7, "eval_count": 5}
        message = {"role": "assistant", "content": ""}
        return self._line(message, done=True, done_reason=self.why[why], **counts)

    @override
    def error(self) -> bytes:
        return b'{"error":"secret error body: model runner has unexpectedly stopped"}\n'

    def _line(self, message: dict[str, str], **fields: Any) -> bytes:
        told = {"model": "small", "created_at": "2026-11-22T05:00:00Z", "message": message}
        return json.dumps({**told, **fields}, ensure_ascii=False).encode() + b"\n"


def _sse(data: object, line_end: bytes = b"\n") -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + line_end * 2


WIRES: list[Wire] = [OpenAIWire(), HuggingFaceWire(), AnthropicWire(), GeminiWire(), OllamaWire()]
FILTERING = [wire for wire in WIRES if "filter" in wire.why]
