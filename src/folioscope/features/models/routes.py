"""The HTTP door of models."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.models.port import ModelShelf
from folioscope.features.knowledge.routes import DefaultsDep, ToolsDep
from folioscope.features.models import service
from folioscope.features.models.repository import ModelUsers
from folioscope.features.models.schemas import (
    LanguageModelList,
    LanguageModelRead,
    ModelList,
    ModelNamed,
    ModelRead,
    PullStarted,
    TrialRead,
)
from folioscope.features.models.trial import try_model
from folioscope.platform.api.dependencies import CurrentPrincipal, ReadSession, WriteSession
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.runs.routes import WakeupsDep
from folioscope.platform.runs.service import Caller

router = APIRouter(prefix="/api/models", tags=["models"])


def _models(request: Request) -> ModelShelf:
    models: ModelShelf = request.app.state.folioscope.models
    return models


def _caller(session: WriteSession, principal: CurrentPrincipal, wakeups: WakeupsDep) -> Caller:
    return Caller(session, principal, wakeups)


def _llms(request: Request) -> LanguageModels:
    llms: LanguageModels = request.app.state.llms
    return llms


ModelsDep = Annotated[ModelShelf, Depends(_models)]
LlmsDep = Annotated[LanguageModels, Depends(_llms)]
CallerDep = Annotated[Caller, Depends(_caller)]


@router.get("", response_model=ModelList)
async def index(
    principal: CurrentPrincipal, session: ReadSession, models: ModelsDep, defaults: DefaultsDep
) -> object:
    """The models of this machine, those that bases need, and those that are known by name."""
    users = await ModelUsers(session, principal).by_model()
    kept = await asyncio.to_thread(models.models)
    default = await asyncio.to_thread(models.full_name, defaults.made.model)
    return {"models": [_read(one) for one in service.listed(kept, users, default)]}


@router.get("/language", response_model=LanguageModelList)
async def language_models(_principal: CurrentPrincipal, llms: LlmsDep) -> object:
    """The language models that answers may be written by, the chosen one first.

    Servers on this machine, and the one that is chosen, are asked whether they are there. No text
    is sent to any.
    """
    return {"models": [LanguageModelRead(**asdict(state)) for state in await llms.states()]}


def _read(one: service.Listed) -> ModelRead:
    languages = one.model.languages
    return ModelRead(
        **{**asdict(one.model), "languages": None if languages is None else sorted(languages)},
        used_by=list(one.used_by),
        is_default=one.is_default,
    )


@router.post("", status_code=202, response_model=PullStarted)
async def pull(
    body: ModelNamed,
    caller: CallerDep,
    models: ModelsDep,
    only: IdempotencyDep,
    response: Response,
) -> object:
    """Fetch a model of the Hugging Face hub; a run does it."""

    async def work() -> dict[str, Any]:
        return {"run_id": (await service.start_pull(caller, models, body.model)).id}

    answer = await only.once(work)
    response.headers["Location"] = f"/api/runs/{answer['run_id']}"
    return answer


@router.delete("/{name:path}", status_code=204)
async def remove(
    name: str,
    caller: CallerDep,
    models: ModelsDep,
    tools: ToolsDep,
) -> Response:
    """Delete a pulled model from this machine, unless a knowledge base needs it."""
    tools.embeddings.forget(await service.remove(caller, models, name))
    return Response(status_code=204)


@router.post("/test", response_model=TrialRead)
async def test(
    body: ModelNamed, _principal: CurrentPrincipal, tools: ToolsDep, defaults: DefaultsDep
) -> object:
    """Load a model and have it embed a few sentences: how fast, and whether it makes sense."""
    model = await tools.embeddings.get(defaults.named(body.model))
    trial = await asyncio.to_thread(try_model, model)
    return TrialRead.model_validate(trial, from_attributes=True)
