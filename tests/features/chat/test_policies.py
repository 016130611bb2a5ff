"""A second message while the first one is being answered: refused, queued, or in its place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest

from folioscope.settings.values import Settings
from tests.opened_program import Program, frames_of, open_program
from tests.scripted_llm import ScriptedModel

POLICIES = ("reject", "enqueue", "interrupt", "rollback")
USUAL_MOST = 22


async def post(program: Program, thread_id: str, content: str, policy: str) -> str:
    """Ask a further question; the id of its run."""
    body = {"content": content, "policy": policy}
    accepted = await program.post(f"/api/threads/{thread_id}/messages", 202, body)
    run_id: str = accepted["run_id"]
    return run_id


async def until_said(program: Program, run_id: str) -> None:
    """Wait for the first text of an answer."""
    async with program.stream(run_id) as response:
        async for frame in frames_of(response):
            if frame.type == "token":
                return
    raise AssertionError(run_id)


async def statuses(program: Program, runs: Sequence[str]) -> list[str]:
    return [(await program.get(f"/api/runs/{run_id}"))["status"] for run_id in runs]


async def said(program: Program, thread_id: str, **query: Any) -> list[tuple[str, str]]:
    """What the messages of a thread say, each with its status."""
    found = await program.get(f"/api/threads/{thread_id}/messages", **query)
    return [(message["content"], message["status"]) for message in found["messages"]]


def asked_of(model: ScriptedModel) -> list[str]:
    """What the model was shown of the talk at last, without the rules and the passages."""
    turns = [message.content for message in model.prompts[-1].messages[1:]]
    return [turns[0].rpartition("\n\n")[2], *turns[1:]]


@pytest.mark.parametrize("policy", POLICIES)
async def test_where_nothing_is_being_answered_every_policy_just_asks(
    talking_program: Program, scripted_model: ScriptedModel, policy: str
) -> None:
    thread_id, first = await talking_program.question("one")
    await talking_program.events(first)
    second = await post(talking_program, thread_id, "two", policy)
    await talking_program.events(second)
    assert await statuses(talking_program, [first, second]) == ["done", "done"]
    assert asked_of(scripted_model) == ["one", "Ada ran Kubernetes.", "two"]
    assert len(await said(talking_program, thread_id)) == 4


async def test_by_itself_a_second_message_is_refused_and_not_stored(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("x", go_on)
    thread_id, run_id = await talking_program.question("one")
    for body in ({"content": "two"}, {"content": "two", "policy": "reject"}):
        refused = await talking_program.post(f"/api/threads/{thread_id}/messages", 409, body)
        assert refused["code"] == "thread_busy"
        assert run_id in refused["detail"]
        assert "policy enqueue, interrupt or rollback" in refused["detail"]
    go_on.set()
    await talking_program.events(run_id)
    assert await said(talking_program, thread_id) == [("one", "complete"), ("x", "complete")]


async def test_questions_in_a_queue_are_answered_in_turn_and_know_the_answers_before_them(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "so it is")
    thread_id, first = await talking_program.question("one")
    await scripted_model.started.wait()
    others = [await post(talking_program, thread_id, text, "enqueue") for text in ("two", "three")]
    assert await statuses(talking_program, [first, *others]) == ["running", "waiting", "waiting"]
    shown = await talking_program.get(f"/api/threads/{thread_id}")
    assert (shown["active_run_id"], shown["message_count"]) == (first, 3)
    go_on.set()
    for run_id in others:
        await talking_program.events(run_id)
    answer = ("so it is", "complete")
    turns = [
        ("one", "complete"),
        answer,
        ("two", "complete"),
        answer,
        ("three", "complete"),
        answer,
    ]
    assert await said(talking_program, thread_id) == turns
    assert asked_of(scripted_model) == ["one", "so it is", "two", "so it is", "three"]
    assert (await talking_program.get(f"/api/threads/{thread_id}"))["active_run_id"] is None


async def test_an_interrupted_answer_is_kept_and_marked_and_the_new_question_comes_next(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half an ans", asyncio.Event())
    thread_id, first = await talking_program.question("one")
    await until_said(talking_program, first)
    waiting = await post(talking_program, thread_id, "two", "enqueue")
    scripted_model.pieces = ("It was Ada.",)
    last = await post(talking_program, thread_id, "three", "interrupt")
    for run_id in (last, waiting, first):
        await talking_program.events(run_id)
    runs = await statuses(talking_program, [first, waiting, last])
    assert runs == ["cancelled", "cancelled", "done"]
    assert await said(talking_program, thread_id) == [
        ("one", "complete"),
        ("Half an ans", "cancelled"),
        ("two", "complete"),
        ("three", "complete"),
        ("It was Ada.", "complete"),
    ]
    assert asked_of(scripted_model) == ["one", "Half an ans", "three"]


async def test_after_a_rollback_it_is_as_if_the_last_question_had_not_been_asked(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("First.",)
    thread_id, before = await talking_program.question("one")
    await talking_program.events(before)
    scripted_model.pieces = ("Half an ans", asyncio.Event())
    replaced = await post(talking_program, thread_id, "two", "reject")
    await until_said(talking_program, replaced)
    waiting = await post(talking_program, thread_id, "three", "enqueue")
    scripted_model.pieces = ("It was Ada.",)
    last = await post(talking_program, thread_id, "four", "rollback")
    for run_id in (last, waiting, replaced):
        await talking_program.events(run_id)
    assert asked_of(scripted_model) == ["one", "First.", "four"]
    kept = [("one", "complete"), ("First.", "complete")]
    new = [("four", "complete"), ("It was Ada.", "complete")]
    assert await said(talking_program, thread_id) == [*kept, *new]
    old = [("two", "superseded"), ("Half an ans", "superseded"), ("three", "superseded")]
    assert await said(talking_program, thread_id, superseded=True) == [*kept, *old, *new]
    assert (await talking_program.get(f"/api/threads/{thread_id}"))["message_count"] == 4
    marked = await talking_program.rows("SELECT id FROM runs WHERE superseded_at IS NOT NULL")
    assert {row[0] for row in marked} == {replaced, waiting}
    outcome = await talking_program.outcome(replaced)
    assert outcome["text"] == "Half an ans"


async def test_a_failed_answer_leaves_its_place_empty_and_the_next_question_comes_forward(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "   ")
    thread_id, first = await talking_program.question("one")
    await scripted_model.started.wait()
    second = await post(talking_program, thread_id, "two", "enqueue")
    go_on.set()
    await talking_program.events(first)
    scripted_model.pieces = ("It was Ada.",)
    await talking_program.events(second)
    third = await post(talking_program, thread_id, "three", "reject")
    await talking_program.events(third)
    runs = await statuses(talking_program, [first, third])
    assert runs == ["failed", "done"]
    assert asked_of(scripted_model)[-1] == "three"
    assert "one" not in asked_of(scripted_model)


async def test_a_question_that_waits_can_be_cancelled_without_disturbing_the_others(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "x")
    thread_id, first = await talking_program.question("one")
    await scripted_model.started.wait()
    second, third = [await post(talking_program, thread_id, t, "enqueue") for t in ("two", "three")]
    await talking_program.post(f"/api/runs/{second}/cancel", 200)
    frames = await talking_program.events(second)
    assert [frame.type for frame in frames] == ["cancelled", "done"]
    assert await statuses(talking_program, [first, third]) == ["running", "waiting"]
    go_on.set()
    await talking_program.events(third)
    assert await statuses(talking_program, [first, second, third]) == ["done", "cancelled", "done"]


@pytest.mark.parametrize("policy", POLICIES)
async def test_the_same_post_twice_is_one_question_under_every_policy(
    talking_program: Program, scripted_model: ScriptedModel, policy: str
) -> None:
    thread_id, first = await talking_program.question("one")
    await talking_program.events(first)
    scripted_model.pieces = ("Half", asyncio.Event())
    second = await post(talking_program, thread_id, "two", "reject")
    await until_said(talking_program, second)
    if policy == "reject":
        await talking_program.post(f"/api/runs/{second}/cancel", 200)
        await talking_program.events(second)
    scripted_model.pieces = ("Done.",)

    async def send() -> httpx2.Response:
        return await talking_program.client.post(
            f"/api/threads/{thread_id}/messages",
            json={"content": "three", "policy": policy},
            headers={"Idempotency-Key": "once"},
        )

    answers = await asyncio.gather(*(send() for _ in range(5)))
    assert [answer.status_code for answer in answers] == [202] * 5
    assert len({answer.text for answer in answers}) == 1
    if policy == "enqueue":
        await talking_program.post(f"/api/runs/{second}/cancel", 200)
    await talking_program.events(answers[0].json()["run_id"])
    assert len(await talking_program.rows("SELECT id FROM runs")) == 3
    assert (await send()).json() == answers[0].json()


@pytest.mark.parametrize("policy", POLICIES)
async def test_of_many_posts_at_once_none_is_lost_and_none_breaks_anything(
    talking_program: Program, scripted_model: ScriptedModel, policy: str
) -> None:
    scripted_model.pieces = ("x", 0.05)
    thread_id = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
    body = {"content": "now", "policy": policy}
    path = f"/api/threads/{thread_id}/messages"
    answers = await asyncio.gather(
        *(talking_program.client.post(path, json=body) for _ in range(12))
    )
    codes = [answer.status_code for answer in answers]
    assert set(codes) <= ({202, 409} if policy == "reject" else {202})
    accepted = [answer.json()["run_id"] for answer in answers if answer.status_code == 202]
    for run_id in accepted:
        await talking_program.events(run_id)
    assert set(await statuses(talking_program, accepted)) <= {"done", "cancelled"}
    stored = await talking_program.rows("SELECT position FROM messages WHERE role = 'user'")
    assert sorted(row[0] for row in stored) == list(range(1, 2 * len(accepted), 2))


async def test_posts_that_meet_the_end_of_the_answer_before_them_never_wait_for_ever(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("x",)
    thread_id, run_id = await talking_program.question("0")
    runs = [run_id]
    for number in range(1, 17):
        runs.append(await post(talking_program, thread_id, str(number), "enqueue"))
        await asyncio.sleep(number % 5 * 0.01)
        if number % 8 == 0:
            await talking_program.events(runs[-1])
    for run_id in runs:
        await talking_program.events(run_id)
    questions = [content for content, _ in await said(talking_program, thread_id)][::2]
    assert questions == [str(number) for number in range(17)]


async def test_so_many_questions_may_be_open_and_not_one_more(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "x")
    open_ones = [await talking_program.question("one") for _ in range(USUAL_MOST)]
    for policy in ("reject", "enqueue"):
        other = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
        target = other if policy == "reject" else open_ones[0][0]
        response = await talking_program.client.post(
            f"/api/threads/{target}/messages", json={"content": "more", "policy": policy}
        )
        assert (response.status_code, response.json()["code"]) == (429, "too_many_runs")
        assert int(response.headers["Retry-After"]) > 0
    go_on.set()
    for _, run_id in open_ones:
        assert (await talking_program.outcome(run_id))["text"] == "x"


async def test_the_settings_say_how_many(settings: Settings, scripted_model: ScriptedModel) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "x")
    chosen = {"llm_provider": "openai", "max_active_runs": 1, "max_waiting_runs": 2}
    async with open_program(settings.model_copy(update=chosen)) as program:
        thread_id, _ = await program.question("one")
        others = [await post(program, thread_id, text, "enqueue") for text in ("two", "three")]
        body = {"content": "four", "policy": "enqueue"}
        await program.post(f"/api/threads/{thread_id}/messages", 429, body)
        go_on.set()
        assert (await program.outcome(others[-1]))["text"] == "x"


async def test_who_has_a_full_queue_may_still_replace_it(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half", asyncio.Event())
    chosen = {"llm_provider": "openai", "max_active_runs": 1, "max_waiting_runs": 2}
    async with open_program(settings.model_copy(update=chosen)) as program:
        thread_id, first = await program.question("one")
        await until_said(program, first)
        others = [await post(program, thread_id, text, "enqueue") for text in ("two", "three")]
        scripted_model.pieces = ("It was Ada.",)
        last = await post(program, thread_id, "four", "rollback")
        for run_id in (first, *others, last):
            await program.events(run_id)
        runs = await statuses(program, [first, *others, last])
    assert runs == ["cancelled", "cancelled", "cancelled", "done"]


async def test_one_who_posts_without_end_leaves_others_unharmed(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "x")
    user = await talking_program.post("/api/users", 201, {"name": "ada"})
    thread_id = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
    path = f"/api/threads/{thread_id}/messages"
    kinds = ("enqueue", "interrupt", "rollback")
    posts = [
        talking_program.client.post(path, json={"content": "x", "policy": kinds[number % 3]})
        for number in range(90)
    ]
    flood = asyncio.gather(*posts)
    _, other = await talking_program.question("one", user_id=user["user_id"])
    codes = [answer.status_code for answer in await flood]
    assert set(codes) == {202, 429}
    go_on.set()
    assert (await talking_program.outcome(other))["text"] == "x"
    unfinished = "SELECT count(*) FROM runs WHERE finished_at IS NULL"
    async with asyncio.timeout(60):
        while (await talking_program.rows(unfinished))[0][0]:
            await asyncio.sleep(0.05)
    assert len(await talking_program.rows("SELECT id FROM runs")) == codes.count(202) + 1
