"""The language models that this process may ask, each opened when it is first asked for."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from folioscope.backends.llm_names import DEFAULT, joined_name, split_name
from folioscope.backends.llms.port import LanguageModel
from folioscope.errors import FolioscopeError, Invalid

MOST_OPEN = 32
"""Models beside the chosen ones and those that answer. Anybody may name any, at the cost of memory
and connections."""


class LanguageModelUnknown(Invalid):
    """A language model by a name that cannot be one."""

    code = "language_model_unknown"


class LanguageModelNotReady(Invalid):
    """A language model that lacks a key, a program or a file."""

    code = "language_model_not_ready"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a provider found: why it cannot answer, and the models that it has."""

    reason: str = ""
    models: Sequence[str] = ()


@dataclass(frozen=True)
class Provided:
    """A provider as the settings have it, and its model where none is named.

    ``lacks`` says at once what keeps a model of it from answering, "" if nothing is known to.
    ``look`` asks the provider itself, and sends no text. ``place`` is where text goes; ``leaves``
    says of a model whether that is another machine. ``source`` is the setting that it comes from.
    """

    model: str
    open: Callable[[str], LanguageModel]
    lacks: Callable[[str], str]
    place: str
    leaves: Callable[[str], bool]
    source: str
    has_models: bool = True
    look: Callable[[], Awaitable[Looked]] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The provider that answers where none is named, and the setting that says so.

    ``small`` is the name of the model for small work, if one is set.
    """

    provider: str
    source: str
    small: str | None = None


@dataclass(frozen=True, slots=True)
class ModelState:
    """A language model as it is shown.

    ``reason`` says why it is not ready, ``place`` where text goes that it is sent.
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


class LanguageModels:
    """Opens language models by name. Listing them opens none."""

    def __init__(self, provided: Mapping[str, Provided], choice: Choice) -> None:
        self._provided = provided
        self._choice = choice
        self._opened: dict[str, asyncio.Task[LanguageModel]] = {}
        self._users: defaultdict[str, WeakSet[asyncio.Task[Any]]] = defaultdict(WeakSet)
        self._looked: dict[str, Looked] = {}

    @property
    def default(self) -> str:
        """The name of the model that answers where none is named."""
        return joined_name(*self._pair(None))

    def named(self, name: str | None) -> str:
        """The whole name of a model; an error that says what to set if it cannot answer."""
        provider, model = self._pair(name)
        if lacks := self._provided[provider].lacks(model):
            told = lacks if lacks.endswith((".", "?", "!")) else f"{lacks}."
            raise LanguageModelNotReady(f"{told} {self._told_ready()}")
        return joined_name(provider, model)

    async def get(self, name: str | None = None) -> LanguageModel:
        """The model of that name, or the one that is chosen; opened if it is not yet.

        It stays open until the task that asked is over.
        """
        full_name = self.named(name)
        opening = self._opened.pop(full_name, None)
        if opening is None:
            opening = asyncio.create_task(self._open(full_name))
        self._opened[full_name] = opening  # at the end: it was asked for last
        self._lend(full_name)
        await self._close_oldest()
        try:
            return await asyncio.shield(opening)
        finally:
            if opening.done() and opening.exception() is not None:
                self._opened.pop(full_name, None)

    async def small(self) -> LanguageModel | None:
        """The model for small work, where one is set."""
        return None if self._choice.small is None else await self.get(self._choice.small)

    async def states(self) -> list[ModelState]:
        """Every model that is known by name, the chosen one first. No text is sent to any."""
        looks = [self._look(provider) for provider in self._provided]
        found = dict(zip(self._provided, await asyncio.gather(*looks), strict=True))
        states = [
            self._state(provider, model, looked)
            for provider, looked in found.items()
            for model in dict.fromkeys((self._provided[provider].model, *looked.models))
        ]
        return sorted(states, key=lambda state: (not state.is_default, not state.is_ready))

    def see_what_lacks(self) -> None:
        """Find out once what takes long to find out: the first look into a file of a model."""
        for provided in self._provided.values():
            provided.lacks(provided.model)

    def chosen(self) -> ModelState:
        """The model that is chosen, as far as can be told without asking anybody."""
        provider, model = self._pair(None)
        return self._state(provider, model, Looked())

    async def look(self) -> ModelState:
        """The model that is chosen, after a look at its provider."""
        provider, model = self._pair(None)
        return self._state(provider, model, await self._look(provider))

    async def aclose(self) -> None:
        """Close all that were opened."""
        opened, self._opened = self._opened, {}
        for opening in opened.values():
            await _close(opening)

    def _pair(self, name: str | None) -> tuple[str, str]:
        """Provider and model that a name means."""
        provider, model = split_name("" if name in (None, DEFAULT) else str(name))
        provider = provider or self._choice.provider
        provided = self._provided.get(provider)
        if provided is None or (model and not provided.has_models):
            raise LanguageModelUnknown(
                f"There is no language model “{name}”: a name is that of a provider "
                f"({', '.join(self._provided)}), or PROVIDER:MODEL. {self._told_ready()}"
            )
        return provider, model or provided.model

    def _told_ready(self) -> str:
        ready = ", ".join(self._ready())
        return f"Ready: {ready}."

    def _ready(self) -> Iterator[str]:
        """Those that should be; a server that nobody has looked at may be away."""
        for provider, provided in self._provided.items():
            is_taken = provided.look is None or provider == self._choice.provider
            looked = self._looked.get(provider, Looked("" if is_taken else "Nobody has looked."))
            if not looked.reason and not provided.lacks(provided.model):
                for model in looked.models or (provided.model,):
                    yield joined_name(provider, model)

    async def _open(self, full_name: str) -> LanguageModel:
        provider, model = split_name(full_name)
        return await asyncio.to_thread(self._provided[provider].open, model)

    def _lend(self, full_name: str) -> None:
        user = asyncio.current_task()
        if user is not None:
            self._users[full_name].add(user)

    async def _close_oldest(self) -> None:
        others = [name for name in self._opened if name not in self._always_open()]
        oldest = others[: max(0, len(others) - MOST_OPEN)]
        unused = [name for name in oldest if all(task.done() for task in self._users[name])]
        closing = []
        for name in unused:
            del self._users[name]
            closing.append(self._opened.pop(name))
        for opening in closing:
            await _close(opening)

    def _always_open(self) -> set[str]:
        """The models that are set; the small one may be set to what there is not."""
        with suppress(LanguageModelUnknown):
            return {self.default, joined_name(*self._pair(self._choice.small))}
        return {self.default}

    async def _look(self, provider: str) -> Looked:
        provided = self._provided[provider]
        reason = provided.lacks(provided.model)
        if reason or provided.look is None:
            return Looked(reason)
        self._looked[provider] = await provided.look()
        return self._looked[provider]

    def _state(self, provider: str, model: str, looked: Looked) -> ModelState:
        provided = self._provided[provider]
        reason = looked.reason or provided.lacks(model)
        if not reason and looked.models and model not in looked.models:
            reason = f"{provided.place} has no model “{model}”."
        is_default = (provider, model) == self._pair(None)
        return ModelState(
            name=joined_name(provider, model),
            provider=provider,
            model=model,
            is_default=is_default,
            is_ready=not reason,
            reason=reason,
            source=self._choice.source if is_default else provided.source,
            place=provided.place,
            leaves_machine=provided.leaves(model),
        )


async def _close(opening: asyncio.Task[LanguageModel]) -> None:
    with suppress(FolioscopeError):  # one that could not be opened has nothing to close
        await (await opening).aclose()
