"""What an account may ask of language models, whichever way it asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from folioscope.backends.llms.port import Usage
from folioscope.backends.registry import BACKENDS
from folioscope.settings.values import Settings
from folioscope.wiring.kinds import ASKS_A_MODEL
from tests.features.coaching.coached import ADA
from tests.features.coaching.coached import JOB as COACHED_JOB
from tests.features.knowledge.read_cv import CV
from tests.features.matching.known_fit import JOB
from tests.features.offers.scripted_board import BOARDS, REGISTRY, ScriptedBoard, Synced, posting
from tests.features.visiting.strangers import come
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel
from tests.signed_in import Accounts, Someone, open_accounts

SPOKEN = Usage(60, 40)
MIDNIGHT = 86_400  # seconds away at the most


async def posted(someone: Program, content: str = "Who ran Kubernetes?") -> httpx2.Response:
    thread = await someone.post("/api/threads", 201, {})
    path = f"/api/threads/{thread['thread_id']}/messages"
    return await someone.client.post(path, json={"content": content, "cache": False})


async def answered(someone: Someone) -> Any:
    response = await posted(someone)
    assert response.status_code == 202, response.text
    return await someone.outcome(response.json()["run_id"])


async def tokens_of(someone: Someone) -> int:
    used: dict[str, int] = (await someone.get("/api/limits"))["used"]
    return used["tokens"]


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Accounts]:
    """Accounts of a program with a language model, who have 200 tokens a day."""
    async with open_accounts(settings, llm_provider="openai", tokens_per_day=200) as accounts:
        yield accounts


async def with_base(accounts: Accounts, name: str) -> Someone:
    someone = await accounts.someone(name)
    await someone.fill("cvs", {"ada.txt": "Ada ran Kubernetes at Acme."})
    return someone


async def test_t21_when_the_tokens_of_a_day_are_spent_the_next_message_is_refused(
    library: Accounts, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = SPOKEN
    ada, bob = await with_base(library, "ada"), await with_base(library, "bob")
    await answered(ada)
    assert await tokens_of(ada) == 100
    await answered(ada)
    refused = await posted(ada)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (429, "tokens_spent")
    assert 0 < int(refused.headers["Retry-After"]) <= MIDNIGHT
    assert "The 200 tokens" in problem["detail"]
    assert (await tokens_of(ada), len(scripted_model.prompts)) == (200, 2)
    assert "text" in await answered(bob)


async def test_tokens_are_counted_where_the_answer_is_broken_off(
    library: Accounts, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada ran Kubernetes, ", asyncio.Event())
    ada = await with_base(library, "ada")
    run_id = (await posted(ada)).json()["run_id"]
    async with asyncio.timeout(20):
        await scripted_model.started.wait()
    await ada.post(f"/api/runs/{run_id}/cancel", 200)
    await ada.outcome(run_id)
    read = sum(len(message.content) for message in scripted_model.prompts[0].messages)
    assert await tokens_of(ada) >= read // 4


async def test_what_waited_while_the_tokens_were_spent_asks_no_model(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces, scripted_model.usage = ("Ada ", go_on, "did."), SPOKEN
    one_at_a_time = {"llm_provider": "openai", "tokens_per_day": 50, "max_active_runs": 1}
    async with open_accounts(settings, **one_at_a_time) as accounts:
        ada = await with_base(accounts, "ada")
        runs = [(await posted(ada)).json()["run_id"] for _ in range(3)]
        go_on.set()
        outcomes = [await ada.outcome(run_id) for run_id in runs]
    assert [outcome.get("code") for outcome in outcomes] == [None, "tokens_spent", "tokens_spent"]
    assert len(scripted_model.prompts) == 1


async def test_what_is_spent_is_not_forgotten_by_a_program_that_is_started_anew(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = SPOKEN
    few = {"llm_provider": "openai", "tokens_per_day": 100}
    async with open_accounts(settings, **few) as accounts:
        ada = await with_base(accounts, "ada")
        await answered(ada)
    async with open_accounts(settings, **few) as accounts:
        again = await accounts.with_token(ada.token)
        assert (await again.get("/api/limits"))["used"]["tokens"] == 100
        thread = await again.post("/api/threads", 201, {})
        path = f"/api/threads/{thread['thread_id']}/messages"
        assert (await again.post(path, 429, {"content": "hello"}))["code"] == "tokens_spent"


async def test_t21_only_so_many_runs_of_everybody_wait(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("Ada ", go_on, "did.")
    few = {"llm_provider": "openai", "max_queued_runs": 2, "max_active_runs": 1}
    async with open_accounts(settings, **few) as accounts:
        ada, bob = await with_base(accounts, "ada"), await with_base(accounts, "bob")
        first = (await posted(ada)).json()["run_id"]
        async with asyncio.timeout(20):
            await scripted_model.started.wait()
        runs = [first, *[(await posted(ada)).json()["run_id"] for _ in range(2)]]
        refused = await posted(bob)
        assert (refused.status_code, refused.json()["code"]) == (503, "queue_full")
        assert int(refused.headers["Retry-After"]) >= 1
        go_on.set()
        for run_id in runs:
            await ada.outcome(run_id)
        assert "text" in await answered(bob)


# Visitors of a public link


async def with_link(accounts: Accounts) -> tuple[Someone, Any]:
    ada = await with_base(accounts, "ada")
    return ada, await ada.post("/api/links", 201, {"kb": "cvs"})


async def of_visitor(visitor: Program) -> httpx2.Response:
    response = await posted(visitor)
    if response.status_code == 202:
        await visitor.outcome(response.json()["run_id"])
    return response


async def test_t21_what_visitors_spend_is_of_whoever_made_their_link(
    library: Accounts, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = SPOKEN
    ada, link = await with_link(library)
    await answered(ada)
    first, second = await come(library, link), await come(library, link)
    assert (await of_visitor(first)).status_code == 202
    assert await tokens_of(ada) == 200
    for visitor in (first, second):
        refused = await of_visitor(visitor)
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (429, "tokens_spent")
        assert 0 < int(refused.headers["Retry-After"]) <= MIDNIGHT
        assert problem["detail"].startswith("All that this chat may answer in a day")
    assert (await posted(ada)).json()["code"] == "tokens_spent"
    assert len(scripted_model.prompts) == 2


async def test_what_is_spent_at_the_machine_itself_is_not_of_its_visitors(
    library: Accounts, scripted_model: ScriptedModel
) -> None:
    scripted_model.usage = SPOKEN
    local = library.local
    await local.fill("cvs", {"ada.txt": "Ada ran Kubernetes at Acme."})
    visitor = await come(library, await local.post("/api/links", 201, {"kb": "cvs"}))
    for _ in range(3):
        assert (await of_visitor(local)).status_code == 202
    assert [(await of_visitor(visitor)).status_code for _ in range(3)] == [202, 202, 429]
    assert (await of_visitor(local)).status_code == 202


async def test_all_visitors_together_send_as_many_messages_a_minute_as_one_account(
    settings: Settings,
) -> None:
    async with open_accounts(settings, messages_per_minute=2) as accounts:
        ada, link = await with_link(accounts)
        for _ in range(2):
            assert (await of_visitor(await come(accounts, link))).status_code == 202
        refused = await of_visitor(await come(accounts, link))
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_messages")
        assert "2 messages of all visitors a minute" in refused.json()["detail"]
        assert int(refused.headers["Retry-After"]) >= 1
        await answered(ada)  # whom visitors do not keep from asking


# Every way to ask


@dataclass
class Ways:
    """Somebody with all that can be asked about, and the ways to ask, by kind of run."""

    ada: Someone
    resume_id: str
    session_id: str = ""

    async def ask(self, kind: str) -> httpx2.Response:
        """Ask once; what is answered is waited for."""
        way = getattr(self, kind.replace(".", "_"))
        response: httpx2.Response = await way()
        run_id = response.json().get("run_id")
        if run_id:
            await self.ada.outcome(run_id)
        return response

    async def chat_answer(self) -> httpx2.Response:
        return await posted(self.ada)

    async def coaching_answer(self) -> httpx2.Response:
        said = {"message": "And Terraform?"}
        return await self._post(f"/api/chat/{self.session_id}/message", said)

    async def coaching_draft(self) -> httpx2.Response:
        return await self._post(f"/api/chat/{self.session_id}/letter", {})

    async def matching_explain(self) -> httpx2.Response:
        wanted = {"resume": self.resume_id, "job": {"text": JOB}}
        return await self._post("/api/matches/explain", wanted)

    async def offers_summarise(self) -> httpx2.Response:
        return await self._post("/api/offers/summarise", {})

    async def resumes_read(self) -> httpx2.Response:
        return await self._post(f"/api/resumes/{self.resume_id}/read", None)

    async def _post(self, path: str, body: object) -> httpx2.Response:
        return await self.ada.client.post(path, json=body)


@pytest.fixture
async def ways(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Ways, Accounts]]:
    """One of each, made before anything is counted."""
    monkeypatch.setitem(BACKENDS, "job_boards", REGISTRY)
    board = BOARDS["budget"] = ScriptedBoard([posting(1, title="Data Engineer", text=JOB)])
    async with open_accounts(settings, llm_provider="openai", messages_per_minute=4) as accounts:
        ada = await accounts.someone("ada")
        await ada.fill("cvs", {"marie.txt": CV})
        (found,) = (await ada.get("/api/resumes", kb="cvs"))["resumes"]
        told = {"name": "jobs", "backend": "scripted", "slug": "budget"}
        await ada.post("/api/boards", 201, told)
        await Synced(ada, board).sync()
        ways = Ways(ada, found["resume_id"])
        own = (await ada.post("/api/resumes", 201, {"resume": ADA}))["resume_id"]
        await ada.ask("PUT", "/api/resumes/own", 200, json={"resume_id": own})
        begun = {"job_text": COACHED_JOB, "message": "What does the job ask for?"}
        ways.session_id = (await ada.post("/api/chat/start", 200, begun))["session_id"]
        yield ways, accounts
    del BOARDS["budget"]


def test_every_kind_that_asks_a_model_has_a_way_here() -> None:
    assert {kind for kind in ASKS_A_MODEL if not hasattr(Ways, kind.replace(".", "_"))} == set()


@pytest.mark.parametrize("kind", sorted(ASKS_A_MODEL))
async def test_everything_that_a_model_answers_counts_as_a_message(
    ways: tuple[Ways, Accounts], kind: str
) -> None:
    asking, _ = ways
    before = (await asking.ada.get("/api/limits"))["used"]["messages"]
    assert before == 1  # to begin coaching was one
    for count in (2, 3, 4):
        assert (await asking.ask(kind)).status_code in (200, 202)
        assert (await asking.ada.get("/api/limits"))["used"]["messages"] == count
    refused = await asking.ask(kind)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_messages")
    assert int(refused.headers["Retry-After"]) >= 1
