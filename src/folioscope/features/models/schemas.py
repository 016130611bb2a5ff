"""Models on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from folioscope.backends.models.port import State, Use
from folioscope.platform.api.texts import Text

LONGEST_NAME = 300


class ModelNamed(BaseModel):
    """A model by its name: of the hub, as ``OWNER/NAME`` or ``OWNER/NAME@REVISION``."""

    model_config = ConfigDict(extra="forbid")

    model: Text = Field(min_length=1, max_length=LONGEST_NAME)


class PullStarted(BaseModel):
    """The run that fetches the model."""

    run_id: str


class ModelRead(BaseModel):
    """A model. ``languages`` is null where it is meant for many, or nobody says which.

    ``available`` may be pulled, ``unfinished`` is half pulled, ``missing`` is needed and not here,
    ``served`` is run by a server elsewhere.
    """

    name: str
    state: State
    use: Use
    dimensions: int | None
    max_tokens: int | None
    languages: list[str] | None
    purpose: str
    bytes: int
    licence: str | None
    used_by: list[str]
    is_default: bool


class ModelList(BaseModel):
    """Models, those that are here first."""

    models: list[ModelRead]


class LanguageModelRead(BaseModel):
    """A language model by the name that a conversation or a question may give.

    ``reason`` says why it is not ready, ``source`` which setting it comes from, ``place`` where
    text goes that it is sent, and ``leaves_machine`` whether that is somewhere else.
    """

    name: str
    provider: str
    model: str
    is_default: bool
    is_ready: bool
    reason: str
    source: str
    place: str
    leaves_machine: bool


class LanguageModelList(BaseModel):
    """Language models: the one that answers where none is named, then those that are ready."""

    models: list[LanguageModelRead]


class LikenessRead(BaseModel):
    """How near a question is to a passage that answers it, and to another one."""

    question: str
    like: float
    unlike: float
    is_right: bool


class TrialRead(BaseModel):
    """What was found out about a model."""

    name: str
    dimensions: int
    query_ms: float
    passages_per_second: float
    is_sound: bool
    pairs: list[LikenessRead]


class PullResult(TypedDict):
    """A model that came to this machine."""

    name: str
    bytes: int
    dimensions: Annotated[int | None, Field(description="null of a reranker")]


class PullFinal(TypedDict):
    """The end of a pull."""

    result: PullResult
