"""Every kind of run, with the function that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from folioscope.backends.llms.port import LanguageModel
from folioscope.features.chat import answer
from folioscope.features.chat.way import Answering, Reach
from folioscope.features.coaching import advise, drafting
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.features.knowledge import ingest, rebuild
from folioscope.features.knowledge.tools import Tools
from folioscope.features.matching import explain
from folioscope.features.models import pulling
from folioscope.features.offers import summarise, sync
from folioscope.features.resumes import reading_run
from folioscope.features.transfers import importing
from folioscope.platform.runs.budgets import within
from folioscope.platform.runs.kinds import Kind
from folioscope.settings.values import Settings
from folioscope.wiring.choices import coaching_sessions_of
from folioscope.wiring.limits import budget_of
from folioscope.wiring.opened import Folioscope

ASKS_A_MODEL = frozenset(
    {
        answer.KIND,
        advise.KIND,
        drafting.KIND,
        explain.KIND,
        summarise.KIND,
        reading_run.KIND,
    }
)
"""Kinds of run that count as a message; whoever starts one has asked the budget."""

EXTRACTIVE_PASSAGES = 24
SHORT_PASSAGES = 3  # at the most, where there might be one of full size


def _reach(settings: Settings, model: LanguageModel) -> Reach:
    """Reading costs a language model much, and the extractive answerer next to nothing."""
    extractive = isinstance(model, ExtractiveAnswerer)
    whole = EXTRACTIVE_PASSAGES if extractive else settings.llm_passages
    return Reach(SHORT_PASSAGES * whole, settings.chunk_size * whole)


def _of_knowledge(tools: Tools) -> Mapping[str, Kind]:
    return {
        ingest.KIND: Kind(
            execute=partial(ingest.ingest, tools=tools),
            abandon=ingest.abandon,
            slots=2,
            per_owner=2,
            limit_seconds=None,
        ),
        rebuild.KIND: Kind(
            execute=partial(rebuild.rebuild, tools=tools),
            abandon=partial(rebuild.abandon, tools=tools),
            slots=1,
            limit_seconds=None,
        ),
    }


def _of_offers(folioscope: Folioscope) -> Mapping[str, Kind]:
    database, llms = folioscope.database, folioscope.llms
    return {
        sync.KIND: Kind(
            execute=partial(sync.sync, syncing=folioscope.syncing),
            abandon=sync.abandon,
            slots=2,
            limit_seconds=None,
        ),
        summarise.KIND: Kind(
            execute=partial(summarise.summarise, database=database, llms=llms),
            slots=folioscope.settings.answers_at_once,
            per_owner=folioscope.settings.max_active_runs,
        ),
    }


def _of_matching(folioscope: Folioscope) -> Mapping[str, Kind]:
    return {
        explain.KIND: Kind(
            execute=partial(explain.explain, database=folioscope.database, llms=folioscope.llms),
            slots=folioscope.settings.answers_at_once,
            per_owner=folioscope.settings.max_active_runs,
        ),
    }


def _of_coaching(settings: Settings, answering: Answering) -> Mapping[str, Kind]:
    """Advice about a job, and letters and CVs for it: answers in conversations like others."""
    sessions = coaching_sessions_of(settings)
    much = {"slots": settings.answers_at_once, "per_owner": settings.max_active_runs}
    return {
        advise.KIND: Kind(
            execute=partial(advise.advise, answering=answering), abandon=answer.abandon, **much
        ),
        drafting.KIND: Kind(
            execute=partial(drafting.draft, answering=answering, open_sessions=sessions),
            abandon=answer.abandon,
            **much,
        ),
    }


def _of_chat(settings: Settings, answering: Answering) -> dict[str, Kind]:
    return {
        answer.KIND: Kind(
            execute=partial(answer.answer, answering=answering),
            abandon=answer.abandon,
            slots=settings.answers_at_once,
            per_owner=settings.max_active_runs,
        )
    }


def _of_transfers(folioscope: Folioscope) -> dict[str, Kind]:
    tools, models = folioscope.tools, folioscope.models
    most_bytes = folioscope.shelf.max_bytes
    return {
        importing.KIND: Kind(
            execute=partial(importing.import_base, tools=tools, most_bytes=most_bytes),
            abandon=partial(importing.abandon, tools=tools),
            slots=1,
            limit_seconds=None,
        ),
        pulling.KIND: Kind(
            execute=partial(pulling.pull, models=models),
            abandon=partial(pulling.abandon, models=models),
            slots=1,
            limit_seconds=None,
        ),
    }


def _of_resumes(folioscope: Folioscope) -> dict[str, Kind]:
    tools = reading_run.ReadingTools(folioscope.database, folioscope.llms)
    return {
        reading_run.KIND: Kind(execute=partial(reading_run.read, tools=tools), slots=2, per_owner=2)
    }


def kinds_of(folioscope: Folioscope) -> Mapping[str, Kind]:
    """Every kind of run, with the function that does it."""
    settings = folioscope.settings
    answering = Answering(
        folioscope.searcher,
        folioscope.llms,
        partial(_reach, settings),
        context=settings.context,
        keeps=settings.answer_cache,
    )
    kinds = {
        **_of_chat(settings, answering),
        **_of_coaching(settings, answering),
        **_of_transfers(folioscope),
        **_of_offers(folioscope),
        **_of_matching(folioscope),
        **_of_resumes(folioscope),
        **_of_knowledge(folioscope.tools),
    }
    budget = budget_of(settings)
    return {
        name: replace(kind, execute=within(budget, folioscope.database, kind.execute))
        if name in ASKS_A_MODEL
        else kind
        for name, kind in kinds.items()
    }
