"""``folioscope ask``: an answer as it is written, with the lines it comes from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from folioscope.errors import BackendBusy, BackendFailed, Stopped
from folioscope.features.chat.commands import ask
from folioscope.features.chat.writing import Writing
from folioscope.platform.terminal.client import ApiClient, StreamedEvent
from folioscope.settings.values import Settings
from tests.features.sections.written_cvs import ENGLISH
from tests.opened_terminal import CommandLine, open_terminal
from tests.running_program import Finished
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years. She speaks French."
CITATION = {"n", "document", "path", "page", "chunk_id", "kb", "quote", "verified"}


@pytest.fixture
async def line(settings: Settings, tmp_path: Path) -> AsyncIterator[CommandLine]:
    """The program whose language model is ``scripted_model``, with one CV in ``people``."""
    cv = tmp_path / "ada.txt"
    cv.write_text(ADA)
    talking = settings.model_copy(update={"llm_provider": "openai"})
    async with open_terminal(talking) as opened:
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", cv)
        yield opened


async def test_an_answer_is_followed_by_the_lines_it_rests_on(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada has run **Kuber", "netes** in production [1]", ".")
    answer = await line.succeed("ask", "--kb", "people", "Who ran Kubernetes?")
    said, _, cited = answer.out.partition("\n\n")
    assert said.replace("\x1b[1m", "").replace("\x1b[0m", "") == (
        "Ada has run Kubernetes in production [1]."
    )
    assert "[1] " in cited
    assert cited.splitlines()[0].endswith("ada.txt")
    assert "“Ada Byron has run Kubernetes in production for six years.”" in cited
    (thread,) = (await line.succeed("thread", "list", "--json")).json
    thread_id = thread["thread_id"]
    assert answer.told == (
        f"Conversation: {thread_id}  (go on: folioscope ask --thread {thread_id} “…”)\n"
    )


async def test_a_claim_that_its_line_does_not_bear_out_is_shown_as_such(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Zoe sails yachts around Cape Horn [1].",)
    answer = await line.succeed("ask", "Who sails?")
    assert "(does not bear it out word for word)" in answer.out


async def test_programs_get_the_whole_answer_at_once(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada has run Kubernetes [1] and [7] more.",)
    answer = await line.succeed("ask", "--kb", "people", "--json", "Who ran Kubernetes?")
    told = {"text", "citations", "grounding", "suggestions", "status"}
    assert set(answer.json) == {"thread_id", "run_id", *told}
    assert (answer.json["text"], answer.json["status"]) == (
        "Ada has run Kubernetes [1] and more.",
        "done",
    )
    (citation,) = answer.json["citations"]
    assert set(citation) >= CITATION
    assert (citation["n"], citation["document"], citation["kb"]) == (1, "ada.txt", "people")
    assert citation["quote"] in ADA
    assert citation["verified"] is True
    assert answer.told == ""


async def test_an_answer_without_sources_stands_alone(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("I do not know.",)
    assert (await line.succeed("ask", "Who?")).out == "I do not know.\n"


@pytest.mark.parametrize("as_json", [(), ("--json",)])
async def test_a_model_that_fails_is_told_on_standard_error(
    line: CommandLine, scripted_model: ScriptedModel, as_json: tuple[str, ...]
) -> None:
    scripted_model.pieces = (BackendFailed("The model is not well."),)
    failed = await line.run("ask", *as_json, "Who?")
    assert (failed.code, failed.out) == (7, "")
    *conversation, error = failed.told.splitlines()
    assert error == "error: The model is not well."
    assert len(conversation) == (0 if as_json else 1)


def test_what_happens_on_the_way_is_told_beside_the_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    writing = Writing(shows=True)
    happened: list[tuple[str, dict[str, Any]]] = [
        ("status", {"stage": "retrieving", "query": "Who is Ada Byron?"}),
        ("status", {"stage": "answering", "note": {"message": "It is asked once more."}}),
        ("token", {"text": "A first tr"}),
        ("reset", {"attempt": 2}),
        ("status", {"stage": "kept"}),
        ("token", {"text": "It was Ada."}),
    ]
    for number, (kind, data) in enumerate(happened):
        writing.show(StreamedEvent(number, kind, data))
    writing.end()
    printed = capsys.readouterr()
    assert printed.out == "A first trIt was Ada.\n"
    for told in ("searched for: Who is Ada Byron?", "once more", "begun anew", "given again"):
        assert told in printed.err


async def test_what_to_ask_next_stands_below_an_answer(
    line: CommandLine, scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    (tmp_path / "cv.txt").write_text(ENGLISH, encoding="utf-8")
    await line.succeed("kb", "create", "cvs")
    await line.succeed("kb", "add", "cvs", tmp_path / "cv.txt")
    scripted_model.pieces = ("It is the one [1].",)
    told = await line.succeed("ask", "--kb", "cvs", "What is in this CV?")
    assert "Ask next:" in told.told


async def test_the_mode_and_the_bases_go_with_the_question(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    await line.succeed("ask", "--mode", "strict", "--kb", "people", "Who?")
    await line.succeed("ask", "Who?")
    strict, hybrid = scripted_model.prompts
    assert "Use the passages alone" in strict.messages[0].content
    assert "Use the passages alone" not in hybrid.messages[0].content
    unknown = await line.run("ask", "--kb", "nobody", "--json", "Who?")
    assert (unknown.code, unknown.out) == (4, "")
    assert (await line.run("ask", "--mode", "loose", "Who?")).code == 2
    assert (await line.run("ask", "")).code == 2
    assert len(scripted_model.prompts) == 2


async def test_an_answer_is_made_anew_for_who_asks_for_a_fresh_one(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    await line.succeed("ask", "Who ran Kubernetes?")
    await line.succeed("ask", "Who ran Kubernetes?")
    assert len(scripted_model.prompts) == 1
    await line.succeed("ask", "--fresh", "Who ran Kubernetes?")
    assert len(scripted_model.prompts) == 2


async def test_leaving_in_mid_answer_cancels_it_and_says_where_it_is_kept(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half", asyncio.Event())
    asked = ask.callback.__wrapped__  # type: ignore[union-attr]  # what stands behind the command
    async with line.connect() as client:
        usual: dict[str, Any] = {"kbs": (), "mode": None, "model": None, "thread_id": None}
        usual |= {"goes_on": False, "policy": None, "replaces": None, "fresh": False}
        asking = asyncio.create_task(asked(client, "Who?", as_json=True, **usual))
        await scripted_model.started.wait()
        asking.cancel()
        with pytest.raises(Stopped, match="folioscope run events ") as stopped:
            await asking
    run_id = stopped.value.message.rpartition(" ")[2]
    await line.succeed("run", "events", run_id)
    shown = (await line.succeed("run", "show", run_id, "--json")).json
    assert shown["status"] == "cancelled"
    await asyncio.wait_for(scripted_model.closed.wait(), 60)


async def cancelled_meanwhile(
    line: CommandLine, scripted_model: ScriptedModel, *options: str
) -> Finished:
    """What a command came to whose run somebody else cancelled.

    Over HTTP: two commands at once would print into each other's output.
    """
    asking = asyncio.create_task(line.run("ask", *options, "Who?"))
    await asyncio.wait_for(scripted_model.started.wait(), 10)
    async with line.connect() as client:
        (thread,) = (await client.get("/api/threads"))["threads"]
        run_id = thread["active_run_id"]
        if isinstance(scripted_model.pieces[0], str):
            async for event in client.events(run_id):
                if event.type == "token":
                    break
        await client.post(f"/api/runs/{run_id}/cancel")
    return await asking


@pytest.mark.parametrize("as_json", [(), ("--json",)])
async def test_an_answer_that_somebody_else_broke_off_does_not_look_finished(
    line: CommandLine, scripted_model: ScriptedModel, as_json: tuple[str, ...]
) -> None:
    scripted_model.pieces = ("Half an", asyncio.Event())
    broken_off = await cancelled_meanwhile(line, scripted_model, *as_json)
    assert broken_off.code == 130
    assert "The answer was cancelled; what was written is kept." in broken_off.told
    if as_json:
        assert (broken_off.json["status"], broken_off.json["text"]) == ("cancelled", "Half an")
    else:
        assert broken_off.out == "Half an\n"
        assert "Conversation: " in broken_off.told


async def test_an_answer_that_was_not_begun_is_not_said_to_be_kept(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    broken_off = await cancelled_meanwhile(line, scripted_model)
    assert (broken_off.code, broken_off.out) == (130, "")
    assert "cancelled before anything was written" in broken_off.told


async def test_a_question_takes_the_place_of_one_that_is_named(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    thread_id = (await line.succeed("ask", "--json", "Who bakes?")).json["thread_id"]
    told = (await line.succeed("thread", "show", thread_id, "--json")).json["messages"]
    replacing = ("--replace", told[0]["message_id"], "Who sails?")
    await line.succeed("ask", "--continue", *replacing)
    told = (await line.succeed("thread", "show", thread_id, "--json")).json["messages"]
    assert [message["content"] for message in told][0::2] == ["Who sails?"]
    again = await line.run("ask", "--thread", thread_id, *replacing)
    assert "has taken the place of message" in again.told
    nowhere = await line.run("ask", *replacing)
    assert nowhere.code == 2
    assert "say of which conversation: --thread" in nowhere.told


async def test_a_question_goes_on_with_the_newest_conversation(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    nothing = await line.run("ask", "--continue", "Who?")
    assert (nothing.code, "no conversation" in nothing.told) == (4, True)
    for question in ("One?", "Two?"):
        await line.succeed("ask", question)
    await line.succeed("ask", "-c", "And now?")
    newest, other = (await line.succeed("thread", "list", "--json")).json
    assert (newest["title"], newest["message_count"]) == ("Two?", 4)
    assert other["message_count"] == 2
    both = await line.run("ask", "-c", "--thread", newest["thread_id"], "Which?")
    assert (both.code, len(scripted_model.prompts)) == (2, 3)


@pytest.mark.parametrize(
    ("question", "told"), [("", "empty"), (" \n", "empty"), ("x" * 32_001, "32000")]
)
async def test_a_refused_question_leaves_no_conversation(
    line: CommandLine, question: str, told: str
) -> None:
    refused = await line.run("ask", question)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.told
    assert (await line.succeed("thread", "list", "--json")).json == []


async def test_a_question_too_many_leaves_no_conversation(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    limited = {"llm_provider": "openai", "max_active_runs": 1, "max_waiting_runs": 0}
    async with open_terminal(settings.model_copy(update=limited)) as line:
        async with line.connect() as client:
            thread_id = (await client.post("/api/threads", {}))["thread_id"]
            await client.post(f"/api/threads/{thread_id}/messages", {"content": "one"})
        assert (await line.run("ask", "two")).code == 6
        (kept,) = (await line.succeed("thread", "list", "--json")).json
        assert kept["thread_id"] == thread_id


async def test_a_server_that_goes_away_in_mid_answer_leaves_a_way_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folioscope.platform.terminal.client.MOST_BREAKS", 0)
    token = 'id: 1\nevent: token\ndata: {"text": "Half", "attempt": 1}\n\n'

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            ids = {"thread_id": "t1", "run_id": "r1", "message_id": "m1"}
            return httpx2.Response(201, json=ids)
        if request.headers.get("Last-Event-ID") == "0":
            return httpx2.Response(200, text=token)
        raise httpx2.ConnectError("gone")

    transport = httpx2.MockTransport(answer)
    client = ApiClient(httpx2.AsyncClient(transport=transport, base_url="http://x"), "The server")
    asked = ask.callback.__wrapped__  # type: ignore[union-attr]  # what stands behind the command
    usual = {"kbs": (), "mode": None, "thread_id": None, "goes_on": False, "policy": None}
    usual |= {"model": None, "replaces": None, "fresh": False}
    with pytest.raises(BackendBusy, match="cannot be reached") as gone:
        await asked(client, "Who?", as_json=False, **usual)
    assert "folioscope run events r1" in gone.value.message
    printed = capsys.readouterr()
    assert printed.out == "Half\n"
    assert "Conversation: t1" in printed.err
