"""Asking the questions of a file of the program itself, as a person would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any

from folioscope.errors import FolioscopeError, NotFound
from folioscope.features.evaluation.outcomes import Answered, Outcome
from folioscope.features.evaluation.questions import Question
from folioscope.features.evaluation.variants import Variant
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed

MILLISECONDS = 1000


async def outcomes(
    client: ApiClient, questions: Sequence[Question], variant: Variant, k: int, *, answers: bool
) -> AsyncIterator[Outcome]:
    """Ask one question after the other; one that fails is told of and the rest goes on."""
    for question in questions:
        yield await _outcome(client, question, variant, k, answers=answers)


async def _outcome(
    client: ApiClient, question: Question, variant: Variant, k: int, *, answers: bool
) -> Outcome:
    hits: Sequence[dict[str, Any]] = ()
    search_ms = None
    try:
        hits, search_ms = await _search(client, question, variant, k)
        answer = await _answer(client, question, variant) if answers else None
    except FolioscopeError as error:
        return Outcome(question, hits, search_ms, error=error.message)
    return Outcome(question, hits, search_ms, answer)


async def _search(
    client: ApiClient, question: Question, variant: Variant, k: int
) -> tuple[Sequence[dict[str, Any]], float]:
    narrowed = {"kb": list(question.kbs)} if question.kbs else {}
    body = {"query": question.text, "k": k, **variant.of_search, **narrowed}
    begun = perf_counter()
    found = await client.post("/api/search", body)
    return found["hits"], (perf_counter() - begun) * MILLISECONDS


async def _answer(client: ApiClient, question: Question, variant: Variant) -> Answered:
    """Ask in a conversation of its own, of which nothing stays."""
    own = {"kbs": list(question.kbs) or None, "mode": question.mode}
    given = {name: value for name, value in own.items() if value is not None}
    body = {"content": question.text, "cache": False, **variant.of_message, **given}
    path = f"/api/threads/{(await client.post('/api/threads', {}))['thread_id']}"
    try:
        begun = perf_counter()
        run_id = (await client.post(f"{path}/messages", body))["run_id"]
        return await _followed(client, run_id, begun)
    finally:
        with suppress(NotFound):
            await client.delete(path)


async def _followed(client: ApiClient, run_id: str, begun: float) -> Answered:
    first: float | None = None
    async for event in client.events(run_id):
        took = (perf_counter() - begun) * MILLISECONDS
        if event.type == "token":
            first = took if first is None else first
        elif event.type == "final":
            return _read(event.data, first, took)
        elif event.type == "error":
            raise RunFailed(event.data["code"], event.data["message"])
    raise RunFailed("cancelled", "The answer was cancelled.")


def _read(final: dict[str, Any], first: float | None, took: float) -> Answered:
    usage = final["usage"] or {}
    return Answered(
        text=final["text"],
        citations=final["citations"],
        abstained=final["grounding"]["abstained"],
        first_ms=first,
        total_ms=took,
        tokens_in=usage.get("input_tokens"),
        tokens_out=usage.get("output_tokens"),
    )
