"""Language models are told of by the names that settings give them, and by no others."""

from __future__ import annotations

from contextlib import AbstractContextManager, aclosing, nullcontext

import pytest

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llms.port import ChatMessage, Prompt, Usage
from folioscope.settings.values import Settings
from folioscope.telemetry.instruments import About, Span, SpanKind, Telemetry
from folioscope.wiring.language_models import language_models_of
from tests.scripted_embeddings import HashingEmbeddings
from tests.scripted_llm import ScriptedModel
from tests.telemetry.counted import Counts

SET = {
    "llm_provider": "openai",
    "llm_model": "large",
    "llm_small_model": "openai:small",
    "llm_prices": {"openai:priced": (1.0, 2.0), "priced-too": (1.0, 2.0)},
}


class Names:
    """Keeps what spans are called and say of themselves."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def begin(self, name: str, _kind: SpanKind, about: About, _parent: str | None) -> Span:
        """Keep it."""
        self.said.append(f"{name} {about['gen_ai.request.model']}")
        return Telemetry().begin(name)

    def current(self, _span: Span) -> AbstractContextManager[None]:
        """Nothing is below another."""
        return nullcontext()


@pytest.mark.parametrize(
    ("asked", "named", "told"),
    [
        ("openai", "", "large"),
        ("openai:large", "", "large"),
        ("small", "", "small"),
        ("openai:priced", "", "priced"),
        ("priced-too", "", "priced-too"),
        ("openai:a sentence of a CV", "", "other"),
        ("openai", "a sentence of a CV", "other"),
    ],
)
async def test_a_model_is_told_by_its_name_only_where_a_setting_has_it(
    settings: Settings, scripted_model: ScriptedModel, asked: str, named: str, told: str
) -> None:
    scripted_model.usage = Usage(12, 3)
    counts, names = Counts(), Names()
    models = language_models_of(
        settings.model_copy(update=SET),
        EmbeddingModels(lambda _: HashingEmbeddings()),
        Telemetry(counts, names),
    )
    prompt = Prompt((ChatMessage("user", "x"),), "x", (), max_tokens=9, model=named)
    async with aclosing((await models.get(asked)).stream(prompt)) as pieces:
        assert [piece async for piece in pieces]
    await models.aclose()
    assert names.said == [f"chat {told} {told}"]
    tokens = {name: count for name, count in counts.counts.items() if "llm_tokens" in name}
    assert tokens == {f"llm_tokens:input,openai:{told}": 12, f"llm_tokens:output,openai:{told}": 3}
