"""The port for language models: a conversation in, a stream of text out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from folioscope.errors import BackendBusy, BackendFailed


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved passage that an answer may cite as ``[number]``."""

    number: int
    document: str
    path: str
    page: int | None
    kb: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked.

    ``messages`` is the whole prompt, passages included, as language models want it. ``question``
    and ``passages`` are the same in parts, for answerers that need no prompt. ``model`` overrides
    the model that the answerer was opened with. ``schema`` is a JSON schema that the answer should
    keep to; a server that cannot see to that answers in any text.
    """

    messages: tuple[ChatMessage, ...]
    question: str
    passages: tuple[Passage, ...]
    max_tokens: int = 1024
    model: str | None = None
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call cost, where the vendor tells."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer. The last one may carry the usage and no text.

    ``is_cut`` says that the answer stops here because it is as long as it may get.
    """

    text: str = ""
    usage: Usage | None = None
    is_cut: bool = False


class KeyMissing(BackendFailed):
    """The model wants a key and none is set."""

    code = "key_missing"


class KeyRefused(BackendFailed):
    """The key is wrong, or not good for this model."""

    code = "key_refused"


class CreditSpent(KeyRefused):
    """The key is right, and there is nothing left to pay with."""

    code = "credit_spent"


class ModelUnknown(BackendFailed):
    """The server has no such model, or no such address."""

    code = "model_unknown"


class PromptTooLong(BackendFailed):
    """The prompt does not fit the model's context."""

    code = "prompt_too_long"


class RequestRefused(BackendFailed):
    """The server will not answer this request."""

    code = "request_refused"


class AnswerFiltered(BackendFailed):
    """The server held the answer back, or a part of it, for what it says."""

    code = "answer_filtered"


class MalformedStream(BackendFailed):
    """The answer broke off, was empty, or was not in the protocol."""

    code = "malformed_stream"


class RateLimited(BackendBusy):
    """Too many requests for this key."""

    code = "rate_limited"


class Overloaded(BackendBusy):
    """The server is there and cannot answer now."""

    code = "overloaded"


class NoConnection(BackendBusy):
    """The server cannot be reached."""

    code = "no_connection"


class AnswerTimedOut(BackendBusy):
    """The first word, or the next one, did not come in time."""

    code = "answer_timed_out"


class LanguageModel(Protocol):
    """A model, or something that answers like one."""

    @property
    def name(self) -> str:
        """What answers, for people: vendor and model."""
        ...

    @property
    def context_tokens(self) -> int | None:
        """Tokens that prompt and answer may have together; None where nobody says."""
        ...

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text: by the model's own tokenizer if it can be asked, else estimated.

        It never fails; where the tokenizer cannot be asked the estimate is rather too high.
        """
        ...

    def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece. Closing the iterator closes the connection behind it.

        Raises ``BackendFailed`` or ``BackendBusy`` with a message that names the vendor and the
        cause: a missing or refused key, a limit, a time-out, an overload, a malformed stream.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...
