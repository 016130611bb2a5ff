"""The figures of a process, and who is shown them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import httpx2
import pytest

from folioscope.backends.llms.port import Overloaded, Usage
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program
from tests.scripted_llm import ScriptedModel
from tests.signed_in import Accounts, open_accounts

TOKEN = "metrics-token-0123456789"
LINE = re.compile(r"(?P<name>[a-z_]+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)")


@dataclass(frozen=True)
class Figures:
    """What Prometheus would read."""

    text: str

    def of(self, name: str, **labels: str) -> float:
        """A figure; 0 where it was never counted."""
        for line in self.text.splitlines():
            found = LINE.fullmatch(line)
            if found and found["name"] == f"folioscope_{name}":
                told = dict(re.findall(r'(\w+)="([^"]*)"', found["labels"] or ""))
                if labels.items() <= told.items():
                    return float(found["value"])
        return 0.0


async def figures_of(program: Program) -> Figures:
    response = await program.client.get("/metrics")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain; version=")
    return Figures(response.text)


async def test_an_answer_is_seen_in_all_its_stages(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = Usage(1200, 34)
    prices = {"openai:gpt-5-mini": (2.0, 10.0)}
    chosen = {"llm_provider": "openai", "llm_prices": prices}
    async with open_program(settings.model_copy(update=chosen)) as program:
        await program.fill("cvs", {"ada.txt": "Ada ran Kubernetes in production for years."})
        _, run_id = await program.question("Who ran Kubernetes?", kbs=["cvs"])
        await program.outcome(run_id)
        figures = await figures_of(program)
    for stage in ("parse", "embed", "retrieval", "llm_first_token", "llm_total"):
        assert figures.of("stage_seconds_count", stage=stage) >= 1, stage
    assert figures.of("runs_ended_total", kind="chat.answer", state="done") == 1
    assert figures.of("runs_ended_total", kind="knowledge.ingest", state="done") == 1
    assert figures.of("attempts_total", kind="chat.answer", again="no") == 1
    assert figures.of("run_waited_seconds_count", kind="chat.answer") == 1
    assert figures.of("llm_tokens_total", direction="input") == 1200
    assert figures.of("llm_tokens_total", direction="output") == 34
    assert figures.of("llm_cost_dollars_total") == pytest.approx((1200 * 2 + 34 * 10) / 1e6)
    assert figures.of("files_read_total", outcome="read") == 1
    assert figures.of("documents", state="ready") == 1
    assert figures.of("bases") == 1
    assert figures.of("open_passages") >= 1
    assert figures.of("database_up") == 1
    assert figures.of("event_gaps_total") == 0
    posted = {"method": "POST", "route": "/api/threads/{thread_id}/messages", "status": "2xx"}
    assert figures.of("http_request_seconds_count", **posted) == 1


async def test_what_waits_and_what_is_followed_is_counted(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("Ada", go_on)
    _, run_id = await talking_program.question("What is Ada's work?")
    async with talking_program.stream(run_id) as response:
        lines = response.aiter_lines()
        await anext(lines)
        figures = await figures_of(talking_program)
        assert figures.of("streams_open", door="sse") == 1
        assert figures.of("runs_active") == 1
        assert figures.of("writer_silent_seconds") < 60
        go_on.set()
        assert [line async for line in lines]
    after = await figures_of(talking_program)
    assert after.of("streams_open", door="sse") == 0
    assert after.of("runs_active") == 0


async def test_failures_of_a_provider_are_counted_by_code(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (Overloaded("The model is overloaded.", 3600),)
    _, run_id = await talking_program.question("What is Ada's work?")
    await talking_program.outcome(run_id)
    figures = await figures_of(talking_program)
    assert figures.of("provider_errors_total", provider="openai", code="overloaded") >= 1
    assert figures.of("runs_ended_total", kind="chat.answer", state="failed") == 1


async def test_a_limit_that_is_reached_is_counted(settings: Settings) -> None:
    async with open_accounts(settings, requests_per_minute=2) as accounts:
        ada = await accounts.someone("ada")
        codes = [(await ada.client.get("/api/kbs")).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        figures = await figures_of(accounts.local)
    assert figures.of("limits_reached_total", code="too_many_requests") == 1


async def test_registries_of_two_programs_know_nothing_of_each_other(
    settings: Settings,
) -> None:
    for _ in range(2):
        async with open_program(settings) as program:
            await program.get("/api/limits")
            figures = await figures_of(program)
        assert figures.of("http_request_seconds_count", route="/api/limits") == 1


@pytest.fixture
async def distant(settings: Settings) -> Accounts:  # type: ignore[misc]
    """Accounts of a program that has a token for its metrics."""
    async with open_accounts(settings, metrics_token=TOKEN) as accounts:
        yield accounts


async def status(program: Program, **headers: str) -> int:
    """As who comes through a proxy, so that this machine is not the one who asks."""
    headers = {"X-Forwarded-For": "203.0.113.7", **headers}
    response = await program.client.get("/metrics", headers=headers)
    if response.status_code != 200:
        assert "folioscope_" not in response.text
    return response.status_code


async def test_figures_are_for_administrators_and_who_shows_the_token(distant: Accounts) -> None:
    nobody = await distant.with_token(None)
    assert await status(await distant.someone("eve")) == 401
    assert await status(await distant.someone("ann", role="admin")) == 200
    assert await status(nobody) == 401
    assert await status(nobody, Authorization=f"Bearer {TOKEN}") == 200
    for wrong in (TOKEN[:-1], f"{TOKEN}x", "x"):
        assert await status(nobody, Authorization=f"Bearer {wrong}") == 401


async def test_without_a_token_set_none_is_right(accounts: Accounts) -> None:
    nobody = await accounts.with_token(None)
    assert await status(nobody, Authorization="Bearer x") == 401


async def test_this_machine_is_shown_figures_unless_it_hands_a_request_on(
    distant: Accounts,
) -> None:
    nobody = await distant.with_token(None)
    assert (await nobody.client.get("/metrics")).status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        assert (await nobody.client.get("/metrics", headers={name: "x"})).status_code == 401
    foreign = httpx2.Headers({"Host": "evil.example"})
    assert (await nobody.client.get("/metrics", headers=foreign)).status_code == 401
