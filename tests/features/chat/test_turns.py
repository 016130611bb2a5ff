"""Random talk: whatever is posted, cancelled and fails, every turn ends and stands in order."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field

import pytest

from folioscope.backends.llms.port import Delta, Prompt
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program
from tests.scripted_program import MODELS

POLICIES = ("reject", "enqueue", "interrupt", "rollback")
TERMINAL = ("final", "error", "cancelled")
STEPS = 16


@dataclass
class Moody:
    """A language model that answers what it was asked, breaks off, or is busy, at random."""

    dice: random.Random
    name: str = "moody"
    prompts: list[Prompt] = field(default_factory=list)
    answering: set[str] = field(default_factory=set)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer slowly, one question of a talk at a time."""
        self.prompts.append(prompt)
        talk = prompt.question[0]
        assert talk not in self.answering
        self.answering.add(talk)
        try:
            async for delta in self._say(prompt.question):
                yield delta
        finally:
            self.answering.remove(talk)

    async def _say(self, question: str) -> AsyncIterator[Delta]:
        mood = self.dice.random()
        for piece in ("to ", question, ".", " Indeed."):
            await asyncio.sleep(self.dice.random() * 0.03)
            yield Delta(piece)
            if mood < 0.15:
                raise BackendFailed("Not today.")
            if mood < 0.25:
                raise BackendBusy("Later.", retry_after=0)

    async def aclose(self) -> None:
        """Nothing is open."""


@dataclass
class Talk:
    """What was posted in one conversation, in the order in which it was accepted."""

    thread_id: str
    runs: dict[str, str] = field(default_factory=dict)


@pytest.fixture(params=range(3))
async def moody(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[tuple[Program, Moody]]:
    """The program with such a model; the seed is the parameter."""
    model = Moody(random.Random(request.param))
    MODELS[settings.openai_base_url] = model  # type: ignore[assignment]  # it streams all the same
    async with open_program(settings.model_copy(update={"llm_provider": "openai"})) as program:
        yield program, model


async def test_whatever_is_done_every_run_ends_once_and_the_turns_stand_in_order(
    moody: tuple[Program, Moody],
) -> None:
    program, model = moody
    talks = [Talk((await program.post("/api/threads", 201, {}))["thread_id"]) for _ in range(2)]
    for number in range(STEPS):
        for talk, name in zip(talks, "ab", strict=True):
            await step(program, model.dice, talk, f"{name}{number}")
    for talk in talks:
        await ended(program, talk)
        await check_runs(program, talk)
        await check_messages(program, talk)
    for prompt in model.prompts:
        check_history(prompt)


async def step(program: Program, dice: random.Random, talk: Talk, question: str) -> None:
    """Post, or cancel one of the last runs, or two posts at once; then perhaps wait a little."""
    if talk.runs and dice.random() < 0.2:
        run_id = dice.choice(list(talk.runs)[-3:])
        await program.post(f"/api/runs/{run_id}/cancel", 200)
    else:
        texts = [question, f"{question}+"] if dice.random() < 0.2 else [question]
        bodies = [{"content": text, "policy": dice.choice(POLICIES)} for text in texts]
        path = f"/api/threads/{talk.thread_id}/messages"
        sent = [program.client.post(path, json=body) for body in bodies]
        for answer, text in zip(await asyncio.gather(*sent), texts, strict=True):
            assert answer.status_code in (202, 409, 429), answer.text
            if answer.status_code == 202:
                talk.runs[answer.json()["run_id"]] = text
    active = "SELECT count(*) FROM runs WHERE thread_id = :id AND status IN ('queued', 'running')"
    assert (await program.rows(active, id=talk.thread_id))[0][0] <= 1
    await asyncio.sleep(dice.choice((0, 0, 0.02, 0.1)))


async def ended(program: Program, talk: Talk) -> None:
    for run_id in talk.runs:
        assert (await program.events(run_id))[-1].type == "done"


async def check_runs(program: Program, talk: Talk) -> None:
    chosen = "SELECT id, status FROM runs WHERE thread_id = :id"
    rows = await program.rows(chosen, id=talk.thread_id)
    assert {row[0] for row in rows} == talk.runs.keys()
    assert {row[1] for row in rows} <= {"done", "failed", "cancelled"}
    for run_id, status in rows:
        events = await program.stored_events(run_id)
        assert [event[0] for event in events] == list(range(1, len(events) + 1))
        (terminal,) = [event[1] for event in events if event[1] in TERMINAL]
        assert terminal == {"done": "final", "failed": "error"}.get(status, "cancelled")


async def check_messages(program: Program, talk: Talk) -> None:
    chosen = (
        "SELECT m.position, m.role, m.content, m.status, m.run_id, r.superseded_at, r.status "
        "FROM messages m JOIN runs r ON r.id = m.run_id WHERE m.thread_id = :id ORDER BY 1"
    )
    rows = await program.rows(chosen, id=talk.thread_id)
    turns: defaultdict[str, list[int]] = defaultdict(list)
    for position, role, content, status, run_id, superseded_at, run_status in rows:
        turns[run_id].append(position)
        assert (position % 2 == 1) == (role == "user")
        assert (status == "superseded") == (superseded_at is not None)
        said = f"to {talk.runs[run_id]}. Indeed."
        if role == "user":
            assert content == talk.runs[run_id]
        elif run_status == "done":
            assert (content, status) == (said, "complete")
        else:
            assert run_status == "cancelled"
            assert status != "complete"
            assert said.startswith(content)
    assert all(max(places) - min(places) <= 1 for places in turns.values())
    # Two posts at once may be stored in either order.
    numbers = [int(row[2][1:].rstrip("+")) for row in rows if row[1] == "user"]
    assert numbers == sorted(numbers)
    shown = [message["content"] for message in await program.messages(talk.thread_id)]
    assert shown == [row[2] for row in rows if row[3] != "superseded"]


def check_history(prompt: Prompt) -> None:
    """The model is shown whole turns, each answer after its question, the oldest first."""
    _, data, *talk = (message.content for message in prompt.messages)
    first = data.rpartition("\n\n")[2]
    *turns, question = [first, *talk]
    assert question == prompt.question
    asked, answered = turns[::2], turns[1::2]
    assert len(asked) == len(answered)
    for one, answer in zip(asked, answered, strict=True):
        assert f"to {one}. Indeed.".startswith(answer)
    numbers = [int(one[1:].rstrip("+")) for one in [*asked, question]]
    assert numbers == sorted(numbers)
