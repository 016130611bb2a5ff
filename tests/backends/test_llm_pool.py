"""Language models by name: which is meant, which can answer, and each opened once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from folioscope.backends import llm_pool
from folioscope.backends.llm_pool import (
    Choice,
    LanguageModelNotReady,
    LanguageModels,
    LanguageModelUnknown,
    Looked,
    Provided,
)
from folioscope.errors import BackendFailed
from tests.scripted_llm import ScriptedModel


@dataclass
class Closing(ScriptedModel):
    """A model that tells when it was closed."""

    is_closed: bool = False

    async def aclose(self) -> None:
        self.is_closed = True


@dataclass
class Vendor:
    """A provider that notes which models it opened, and what it was asked."""

    model: str = "usual"
    lacks: str = ""
    has_models: bool = True
    looked: Looked | None = None
    fails: int = 0
    opened: dict[str, Closing] = field(default_factory=dict)
    looks: int = 0

    def open(self, model: str) -> Closing:
        if self.fails:
            self.fails -= 1
            raise BackendFailed("The file is none.")
        assert model not in self.opened, "it is open already"
        self.opened[model] = Closing(name=model)
        return self.opened[model]

    async def look(self) -> Looked:
        self.looks += 1
        return self.looked or Looked()

    def provided(self) -> Provided:
        return Provided(
            model=self.model,
            open=self.open,
            lacks=lambda _model: self.lacks,
            place="example.com",
            leaves=lambda model: model != "near",
            source="A_KEY",
            has_models=self.has_models,
            look=None if self.looked is None else self.look,
        )


def pool(
    *others: tuple[str, Vendor],
    chosen: str = "openai",
    small: str | None = None,
    **vendors: Vendor,
) -> LanguageModels:
    known = {**vendors, **dict(others)}
    provided = {name: vendor.provided() for name, vendor in known.items()}
    return LanguageModels(provided, Choice(chosen, "LLM_PROVIDER", small))


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        (None, "openai:usual"),
        ("default", "openai:usual"),
        ("", "openai:usual"),
        ("openai", "openai:usual"),
        ("large", "openai:large"),
        (" large ", "openai:large"),
        ("qwen3:8b", "openai:qwen3:8b"),
        ("openai:qwen3:8b", "openai:qwen3:8b"),
        ("ollama", "ollama:llama"),
        ("ollama:qwen3:8b", "ollama:qwen3:8b"),
        ("extractive", "extractive"),
    ],
)
def test_a_name_is_that_of_a_provider_of_its_model_or_of_a_model_of_the_chosen_one(
    name: str | None, whole: str
) -> None:
    extractive = Vendor("", has_models=False)
    known = pool(openai=Vendor(), ollama=Vendor("llama"), extractive=extractive)
    assert known.named(name) == whole


@pytest.mark.parametrize("name", ["oracle:large", "large", "extractive:large", "anthropic:large"])
def test_a_name_that_can_be_none_is_refused_with_those_that_are_ready(name: str) -> None:
    models = pool(
        chosen="extractive",
        extractive=Vendor("", has_models=False),
        openai=Vendor(),
        ollama=Vendor(lacks="It is away."),
    )
    with pytest.raises(LanguageModelUnknown) as refused:
        models.named(name)
    assert f"“{name}”" in refused.value.message
    assert refused.value.message.endswith("Ready: extractive, openai:usual.")


async def test_a_model_that_lacks_something_is_refused_before_it_is_opened() -> None:
    vendor = Vendor(lacks="OPENAI_API_KEY is not set.")
    models = pool(openai=vendor, extractive=Vendor("", has_models=False))
    for name in (None, "large"):
        with pytest.raises(LanguageModelNotReady, match=r"OPENAI_API_KEY .* Ready: extractive\."):
            await models.get(name)
    assert vendor.opened == {}


def test_advice_that_ends_in_a_command_is_set_apart_from_what_is_ready() -> None:
    models = pool(openai=Vendor(lacks="To install it: npm i"), extractive=Vendor())
    with pytest.raises(LanguageModelNotReady, match=r"install it: npm i\. Ready: extractive"):
        models.named("openai")


async def test_a_model_is_opened_once_however_many_ask_and_closed_with_the_others() -> None:
    vendor = Vendor()
    models = pool(openai=vendor)
    found = await asyncio.gather(*(models.get(name) for name in (None, "usual", "openai", "large")))
    assert [id(model) for model in found[:3]] == [id(vendor.opened["usual"])] * 3
    await models.aclose()
    assert [model.is_closed for model in vendor.opened.values()] == [True, True]


async def test_one_that_could_not_be_opened_is_tried_again() -> None:
    models = pool(openai=Vendor(fails=1))
    with pytest.raises(BackendFailed, match="The file is none"):
        await models.get()
    assert (await models.get()).name == "usual"


async def test_one_that_nobody_waits_for_any_more_is_opened_and_closed_all_the_same() -> None:
    vendor = Vendor()
    models = pool(openai=vendor)
    waiting = asyncio.create_task(models.get())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    await models.aclose()
    assert vendor.opened["usual"].is_closed


async def test_of_many_names_the_oldest_are_closed_but_never_those_that_are_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(llm_pool, "MOST_OPEN", 2)
    vendor = Vendor()
    models = pool(openai=vendor, small="tiny")
    await models.get()
    await models.small()
    for name in ("a", "b", "a", "c"):
        await asyncio.create_task(models.get(name))
    assert [name for name, model in vendor.opened.items() if model.is_closed] == ["b"]
    await models.aclose()


async def test_small_work_has_a_model_of_its_own_where_one_is_set() -> None:
    assert await pool(openai=Vendor()).small() is None
    small = await pool(openai=Vendor(), ollama=Vendor(), small="ollama:tiny").small()
    assert small is not None
    assert small.name == "tiny"


async def test_listing_opens_no_model_and_asks_nobody_that_lacks_something() -> None:
    away = Vendor("far", lacks="GEMINI_API_KEY is not set.", looked=Looked())
    silent = Vendor("llama", looked=Looked("Nobody answers."))
    vendors = {"openai": Vendor(), "gemini": away, "ollama": silent}
    extractive = Vendor("", has_models=False)
    models = pool(*vendors.items(), ("extractive", extractive))
    states = {state.name: state for state in await models.states()}
    assert list(states) == ["openai:usual", "extractive", "gemini:far", "ollama:llama"]
    assert [state.is_ready for state in states.values()] == [True, True, False, False]
    assert (states["openai:usual"].is_default, states["openai:usual"].source) == (
        True,
        "LLM_PROVIDER",
    )
    assert states["gemini:far"].reason == "GEMINI_API_KEY is not set."
    assert states["ollama:llama"].reason == "Nobody answers."
    assert (away.looks, silent.looks) == (0, 1)
    assert not any(vendor.opened for vendor in vendors.values())


async def test_the_models_that_a_provider_has_are_listed_and_the_one_it_lacks_is_told() -> None:
    ollama = Vendor("llama", looked=Looked(models=("near", "far")))
    states = await pool(chosen="ollama", ollama=ollama).states()
    assert [(state.model, state.is_ready, state.leaves_machine) for state in states] == [
        ("llama", False, True),
        ("near", True, False),
        ("far", True, True),
    ]
    assert "has no model “llama”" in states[0].reason


async def test_a_server_is_named_as_ready_once_it_was_seen_with_the_models_that_it_has() -> None:
    ollama = Vendor("llama", looked=Looked(models=("near",)))
    models = pool(ollama=ollama, gemini=Vendor(looked=Looked("It is away.")), openai=Vendor())
    for ready in ("openai:usual", "ollama:near, openai:usual"):
        with pytest.raises(LanguageModelUnknown) as refused:
            models.named("anthropic:x")
        assert refused.value.message.endswith(f"Ready: {ready}.")
        await models.states()


async def test_the_chosen_model_is_told_at_once_and_looked_at_when_asked() -> None:
    vendor = Vendor(looked=Looked("Nobody answers."))
    models = pool(openai=vendor)
    assert (models.chosen().is_ready, vendor.looks) == (True, 0)
    assert ((await models.look()).reason, vendor.looks) == ("Nobody answers.", 1)
    assert models.default == models.chosen().name == "openai:usual"


async def test_no_model_is_closed_while_the_task_that_asked_for_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(llm_pool, "MOST_OPEN", 1)
    vendor = Vendor()
    models = pool(openai=vendor)
    may_end = asyncio.Event()

    async def answer() -> None:
        await models.get("answering")
        await may_end.wait()

    answering = asyncio.create_task(answer())
    for name in ("a", "b"):
        await asyncio.create_task(models.get(name))
    assert [name for name, model in vendor.opened.items() if model.is_closed] == ["a"]
    may_end.set()
    await answering
    await asyncio.create_task(models.get("c"))
    assert vendor.opened["answering"].is_closed
    await models.aclose()
