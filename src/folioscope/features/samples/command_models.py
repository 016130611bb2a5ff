"""The language models that word CVs, opened for one command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import click

from folioscope.backends.llm_names import EXTRACTIVE
from folioscope.backends.llms.port import LanguageModel
from folioscope.errors import Invalid
from folioscope.features.samples.rewriting import Wordsmiths

OPENER = "folioscope.language_models"
"""Where in the context of a command the doors leave what opens language models."""


class NoWriter(Invalid):
    """CVs are to be worded by a model, and none is set."""

    code = "no_writer"


class Models(Protocol):
    """What is needed of the language models that the settings have."""

    @property
    def default(self) -> str:
        """The name of the model that answers where none is named."""

    async def get(self, name: str | None = None) -> LanguageModel:
        """The model of that name, or the one that is chosen."""

    async def aclose(self) -> None:
        """Let go of all that were opened."""


@contextmanager
def wordsmiths(
    model: str | None, second: str | None, at_once: int
) -> Iterator[tuple[Wordsmiths, asyncio.Runner]]:
    """The models by these names, for as long as CVs are worded; both use the loop of the runner."""
    opener: Callable[[], Models] = click.get_current_context().meta[OPENER]
    models = opener()
    if EXTRACTIVE in (model or models.default, second):
        raise NoWriter(
            "No language model is set that could word CVs (“extractive” is none): name one with "
            "--model, such as openai:gpt-5 or ollama:qwen3, or set FOLIOSCOPE_LLM_MODEL."
        )
    with asyncio.Runner() as runner:
        try:
            writer = runner.run(models.get(model))
            rewriter = runner.run(models.get(second)) if second else None
            yield Wordsmiths(writer, rewriter, at_once), runner
        finally:
            runner.run(models.aclose())
