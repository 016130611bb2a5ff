"""What a request asks of models."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from folioscope.backends.embeddings.port import SERVED
from folioscope.backends.model_folders import model_folder
from folioscope.backends.models.port import KeptModel, ModelShelf, PullActive
from folioscope.errors import Conflict
from folioscope.features.models import pulling
from folioscope.features.models.repository import ModelUsers
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

PULL_ATTEMPTS = 5
SUBJECT = 32  # characters


@dataclass(frozen=True, slots=True)
class Listed:
    """A model, the bases that need it, and whether new ones get it."""

    model: KeptModel
    used_by: Sequence[str]
    is_default: bool


class ModelInUse(Conflict):
    """A model without which knowledge bases could not be searched."""

    code = "model_in_use"


def listed(
    kept: Sequence[KeptModel], users: Mapping[str, Sequence[str]], default: str
) -> list[Listed]:
    """The models that are here, those that bases need besides, and those that could be here."""
    names = {model.name for model in kept}
    needed = [_elsewhere(name) for name in sorted({*users, default} - names)]
    here = [model for model in kept if model.state != "available"]
    could_be = [model for model in kept if model.state == "available"]
    return [
        Listed(model, users.get(model.name, ()), model.name == default)
        for model in (*here, *needed, *could_be)
    ]


def _elsewhere(name: str) -> KeptModel:
    """One that was not pulled: a server has it, or it is in a folder, or it is not here."""
    is_served = name.startswith(SERVED)
    return KeptModel(
        name=name,
        state="served" if is_served else "ready" if model_folder(name) else "missing",
        use="embedding",
        dimensions=None,
        max_tokens=None,
        languages=None,
        purpose="by the server that the settings name" if is_served else "",
        bytes=0,
        licence=None,
    )


async def start_pull(caller: Caller, models: ModelShelf, name: str) -> Run:
    """Queue the run that fetches a model."""
    wanted = models.check_name(name)
    await _check_unpulled(caller, wanted)
    run = Run(
        owner_id=caller.principal.user_id,
        kind=pulling.KIND,
        subject=_subject(wanted),
        input={"model": wanted},
        max_attempts=PULL_ATTEMPTS,
    )
    return await runs.start(caller, run)


async def remove(caller: Caller, models: ModelShelf, name: str) -> str:
    """Delete a pulled model that no base needs; the name it had."""
    full_name = await asyncio.to_thread(models.full_name, name)
    users = (await ModelUsers(caller.session, caller.principal).by_model()).get(full_name)
    if users:
        bases = ", ".join(f"“{base}”" for base in users)
        msg = (
            f"{full_name} stays: it is the model of {bases}. Change that first, with "
            "“folioscope kb rebuild NAME --model OTHER”, or delete the knowledge base."
        )
        raise ModelInUse(msg)
    await _check_unpulled(caller, full_name)
    await asyncio.to_thread(models.remove, full_name)
    return full_name


async def _check_unpulled(caller: Caller, name: str) -> None:
    """``PullActive`` while a run works on the model, or on another revision of it."""
    known = Runs(caller.session, caller.principal)
    if await known.count_active(pulling.KIND, _subject(name)):
        raise PullActive(f"{name} is being pulled at present; “folioscope run cancel” ends that.")


def _subject(name: str) -> str:
    """What a run works on, in as many characters as it has for that."""
    repository = name.partition("@")[0]
    return hashlib.sha256(repository.encode()).hexdigest()[:SUBJECT]
