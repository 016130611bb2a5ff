"""A language model whose answers are measured and traced, whoever asks for them."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from folioscope.backends.llm_names import joined_name
from folioscope.backends.llms.port import Delta, LanguageModel, Prompt, Usage
from folioscope.errors import FolioscopeError
from folioscope.telemetry.instruments import About, Span, Telemetry, note_failure

MILLION = 1_000_000
OTHER = "other"
"""Stands in metrics and traces for a model that somebody named and no setting knows."""


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a million tokens that are read, and for a million that are written."""

    input: float
    output: float

    def of(self, usage: Usage) -> float:
        """Dollars that a call cost."""
        paid = usage.input_tokens * self.input + usage.output_tokens * self.output
        return paid / MILLION


@dataclass(frozen=True, slots=True)
class Observing:
    """What is told of the models of one provider, and to whom.

    ``prices`` are by the name of a model, with or without its provider. What has no price there
    costs nothing that is known, and none is told. ``set_models`` are those that settings name.
    """

    provider: str
    telemetry: Telemetry
    prices: Mapping[str, Price]
    set_models: Collection[str] = ()

    def told(self, model: str) -> str:
        """The name of a model as it is told: anybody may ask for a model by any text."""
        is_known = model in self.set_models or self.price_of(model) is not None
        return model if is_known else OTHER

    def price_of(self, model: str) -> Price | None:
        """What its tokens cost, if somebody said so."""
        return self.prices.get(joined_name(self.provider, model)) or self.prices.get(model)


class ObservedModel:
    """A language model, seen from outside."""

    def __init__(self, model: LanguageModel, called: str, observing: Observing) -> None:
        self._model = model
        self._called = called
        self._observing = observing

    @property
    def name(self) -> str:
        """What answers."""
        return self._model.name

    @property
    def context_tokens(self) -> int | None:
        """Tokens that prompt and answer may have together."""
        return self._model.context_tokens

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text."""
        return await self._model.count_tokens(texts)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece; what it took is told when it ends, however it ends."""
        answer = _Answer(self._observing, prompt.model or self._called, prompt.max_tokens)
        try:
            async with aclosing(self._model.stream(prompt)) as pieces:
                async for delta in pieces:
                    answer.take(delta)
                    yield delta
        except FolioscopeError as error:
            answer.fail(error)
            raise
        finally:
            answer.end()

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._model.aclose()


class _Answer:
    """What is known of one answer. Its span is no current one: a generator has no context."""

    def __init__(self, observing: Observing, model: str, max_tokens: int) -> None:
        self._observing = observing
        self._model = model
        self._told = observing.told(model)
        self._begun = time.perf_counter()
        self._has_text = False
        self._usage: Usage | None = None
        about: About = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": observing.provider,
            "gen_ai.request.model": self._told,
            "gen_ai.request.max_tokens": max_tokens,
            "gen_ai.request.stream": True,
        }
        self._span: Span = observing.telemetry.begin(f"chat {self._told}", about=about)

    def take(self, delta: Delta) -> None:
        """Note a piece."""
        if delta.text and not self._has_text:
            self._has_text = True
            seconds = self._measured("llm_first_token")
            self._span.note({"gen_ai.response.time_to_first_chunk": seconds})
        self._usage = delta.usage or self._usage

    def fail(self, error: FolioscopeError) -> None:
        """Note what it ended with."""
        note_failure(self._span, error)
        provider = self._observing.provider
        self._observing.telemetry.count("provider_errors", provider=provider, code=error.code)

    def end(self) -> None:
        """Tell all of it."""
        self._measured("llm_total")
        if self._usage is not None:
            self._tell_usage(self._usage)
        self._span.end()

    def _measured(self, stage: str) -> float:
        seconds = time.perf_counter() - self._begun
        self._observing.telemetry.observe("stage", seconds, stage=stage)
        return seconds

    def _tell_usage(self, usage: Usage) -> None:
        telemetry = self._observing.telemetry
        model = joined_name(self._observing.provider, self._told)
        telemetry.count("llm_tokens", usage.input_tokens, model=model, direction="input")
        telemetry.count("llm_tokens", usage.output_tokens, model=model, direction="output")
        price = self._observing.price_of(self._model)
        cost = None if price is None else price.of(usage)
        if cost is not None:
            telemetry.count("llm_cost_dollars", cost, model=model)
        self._span.note(
            {
                "gen_ai.usage.input_tokens": usage.input_tokens,
                "gen_ai.usage.output_tokens": usage.output_tokens,
                "folioscope.cost_dollars": cost,
            }
        )
