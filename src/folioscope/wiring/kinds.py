"""Every kind of run, with the function that does it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from folioscope.backends.llms.port import LanguageModel
from folioscope.features.chat import answer
from folioscope.features.chat.way import Answering, Reach
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.features.knowledge import ingest, rebuild
from folioscope.features.models import pulling
from folioscope.features.transfers import importing
from folioscope.platform.runs.kinds import Kind
from folioscope.settings import Settings
from folioscope.wiring.opened import Folioscope

EXTRACTIVE_PASSAGES = 24
SHORT_PASSAGES = 3  # at the most, where there might be one of full size


def _reach(settings: Settings, model: LanguageModel) -> Reach:
    """Reading costs a language model much, and the extractive answerer next to nothing."""
    extractive = isinstance(model, ExtractiveAnswerer)
    whole = EXTRACTIVE_PASSAGES if extractive else settings.llm_passages
    return Reach(SHORT_PASSAGES * whole, settings.chunk_size * whole)


def kinds_of(folioscope: Folioscope) -> Mapping[str, Kind]:
    """Every kind of run, with the function that does it."""
    tools = folioscope.tools
    settings = folioscope.settings
    answering = Answering(
        folioscope.searcher,
        folioscope.llms,
        partial(_reach, settings),
        context=settings.context,
        keeps=settings.answer_cache,
    )
    return {
        answer.KIND: Kind(
            execute=partial(answer.answer, answering=answering),
            abandon=answer.abandon,
            slots=settings.answers_at_once,
            per_owner=settings.max_active_runs,
        ),
        ingest.KIND: Kind(
            execute=partial(ingest.ingest, tools=tools),
            abandon=ingest.abandon,
            slots=2,
            per_owner=2,
            limit_seconds=None,
        ),
        importing.KIND: Kind(
            execute=partial(
                importing.import_base, tools=tools, most_bytes=folioscope.shelf.max_bytes
            ),
            abandon=partial(importing.abandon, tools=tools),
            slots=1,
            limit_seconds=None,
        ),
        pulling.KIND: Kind(
            execute=partial(pulling.pull, models=folioscope.models),
            abandon=partial(pulling.abandon, models=folioscope.models),
            slots=1,
            limit_seconds=None,
        ),
        rebuild.KIND: Kind(
            execute=partial(rebuild.rebuild, tools=tools),
            abandon=partial(rebuild.abandon, tools=tools),
            slots=1,
            limit_seconds=None,
        ),
    }
