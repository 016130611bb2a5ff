"""The language models that the settings have, for commands that run without a server."""

from __future__ import annotations

from functools import partial

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_pool import LanguageModels
from folioscope.settings.values import Settings
from folioscope.wiring.choices import model_shelf, open_model
from folioscope.wiring.language_models import language_models_of


def language_models(settings: Settings) -> LanguageModels:
    """None is opened yet; whoever asks for this closes them."""
    embeddings = EmbeddingModels(partial(open_model, settings), model_shelf(settings).full_name)
    return language_models_of(settings, embeddings)
