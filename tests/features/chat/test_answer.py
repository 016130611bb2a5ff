"""The run that answers: what it retrieves, what the model is shown, what is kept of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from folioscope.backends.llms.port import Usage
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.platform.runs.events import new_event
from folioscope.platform.runs.tables import RunEvent
from folioscope.settings.values import Settings
from tests.backends.parsers import made_files
from tests.features.sections.written_cvs import ENGLISH
from tests.opened_program import Frame, Program, frames_of, open_program
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years."


@pytest.fixture
async def chat(talking_program: Program) -> Program:
    """The program whose language model is ``scripted_model``, with one CV in ``people``."""
    await talking_program.fill("people", {"ada.txt": ADA})
    return talking_program


async def reply(program: Program, thread_id: str, content: str, **wanted: Any) -> list[Frame]:
    """The events of the answer to a further message."""
    path = f"/api/threads/{thread_id}/messages"
    run_id = (await program.post(path, 202, {"content": content, **wanted}))["run_id"]
    return await program.events(run_id)


async def until_said(program: Program, run_id: str, text: str) -> None:
    """Wait until that much of the last attempt has been streamed."""
    async with program.stream(run_id) as response:
        said = ""
        async for frame in frames_of(response):
            said = "" if frame.type == "reset" else said
            said += frame.data["text"] if frame.type == "token" else ""
            if said == text:
                return
    raise AssertionError(said)


async def test_the_sources_are_told_before_the_model_says_a_word(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "It was Ada [1].")
    _, run_id = await chat.question("Kubernetes?")
    async with chat.stream(run_id) as response:
        async for frame in frames_of(response):
            if frame.type == "sources":
                go_on.set()
                break
    (source,) = frame.data["citations"]
    assert (source["n"], source["path"], source["kb"]) == (1, "ada.txt", "people")
    assert (source["quote"], source["verified"]) == (None, False)
    frames = await chat.events(run_id)
    stages = [one.data.get("stage") for one in frames if one.type == "status"]
    assert stages == [None, "retrieving", "answering"]
    assert frames[-1].data == {"status": "done"}


async def test_a_mark_that_points_nowhere_is_in_no_event_and_no_message(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = tuple("Ada runs Kubernetes [1][2] and [9, 1] flies [77].")
    thread_id, run_id = await chat.question("Kubernetes?")
    text = (await chat.outcome(run_id))["text"]
    assert text == "Ada runs Kubernetes [1] and [1] flies."
    stored = str(await chat.stored_events(run_id)) + str(await chat.messages(thread_id))
    assert not any(mark in stored for mark in ("[2]", "[9", "[77]"))


async def test_a_citation_is_placed_on_the_page_it_was_read_from(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    cover = [(50.0, 800.0, 12.0, "Annual letter")]
    page = [(50.0, 700.0, 12.0, "Grace sails the north sea."), (50.0, 600.0, 12.0, "Other line.")]
    assert (await chat.add("people", {"log.pdf": made_files.pdf([cover, page])}))["added"] == 1
    scripted_model.pieces = ("Grace sails the north sea [1].",)
    wanted = {"documents": ["log.pdf"]}
    thread_id = (await chat.post("/api/threads", 201, {}))["thread_id"]
    frames = await reply(chat, thread_id, "Who sails the north sea?", filters=wanted)
    (citation,) = frames[-2].data["citations"]
    assert (citation["page"], citation["verified"]) == (2, True)
    assert citation["quote"] == "Grace sails the north sea."
    ((left, top, right, bottom),) = citation["boxes"]
    assert left == pytest.approx(50, abs=2)
    assert right > left
    assert bottom > top
    _, stored = await chat.messages(thread_id)
    assert stored["citations"] == [citation]


async def test_a_question_may_be_narrowed_to_sections_of_cvs(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    await chat.add("people", {"jane.txt": ENGLISH.encode()})
    thread_id = (await chat.post("/api/threads", 201, {}))["thread_id"]
    await reply(chat, thread_id, "What can Jane do?", filters={"sections": ["skills"]})
    (passage,) = scripted_model.prompts[-1].passages
    assert passage.path == "jane.txt"
    assert passage.text.startswith("Skills\nSourdough")
    wrong = {"content": "x", "filters": {"sections": ["hobbies"]}}
    refused = await chat.post(f"/api/threads/{thread_id}/messages", 422, wrong)
    assert refused["code"] == "invalid_request"


async def test_the_model_is_shown_the_talk_so_far_without_old_marks(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("It was Ada [1].",)
    thread_id, run_id = await chat.question("Who ran Kubernetes?")
    await chat.events(run_id)
    await reply(chat, thread_id, "For how long?")
    await reply(chat, thread_id, "And where?")
    *_, last = scripted_model.prompts
    turns = [(message.role, message.content) for message in last.messages]
    assert [role for role, _ in turns] == ["system", *["user", "assistant"] * 2, "user"]
    assert turns[1][1].endswith("Who ran Kubernetes?")
    assert [content for _, content in turns[2:]] == [
        "It was Ada.",
        "For how long?",
        "It was Ada.",
        "And where?",
    ]


async def test_a_broken_off_answer_is_part_of_the_talk(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half an ans", asyncio.Event())
    thread_id, run_id = await chat.question("Who?")
    await until_said(chat, run_id, "Half an ans")
    await chat.post(f"/api/runs/{run_id}/cancel", 200)
    await chat.events(run_id)
    scripted_model.pieces = ("It was Ada.",)
    await reply(chat, thread_id, "Go on")
    assert scripted_model.prompts[-1].messages[2].content == "Half an ans"


async def test_an_answer_that_was_begun_is_not_begun_anew_when_the_model_fails(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("First try", BackendBusy("Too fast.", retry_after=0))
    thread_id, run_id = await chat.question("Who?")
    frames = await chat.events(run_id)
    assert [frame.type for frame in frames if frame.type in ("reset", "error")] == ["error"]
    assert (frames[-2].data["message"], frames[-2].data["retryable"]) == ("Too fast.", True)
    assert len(scripted_model.prompts) == 1
    assert len(await chat.messages(thread_id)) == 1


async def test_only_the_text_of_the_last_attempt_is_kept_when_it_is_cancelled(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("First try", go_on, "Second", asyncio.Event())
    thread_id, run_id = await chat.question("Who?")
    await until_said(chat, run_id, "First try")
    async with chat.database.write() as session:  # as a process leaves it that was killed
        stored = (await session.scalars(select(RunEvent).where(RunEvent.type == "token"))).one()
        stored.data = new_event("token", {"text": "First try", "attempt": 0}).data
    go_on.set()
    await until_said(chat, run_id, "First trySecond")
    await chat.post(f"/api/runs/{run_id}/cancel", 200)
    assert (await chat.outcome(run_id))["text"] == "Second"
    _, partial = await chat.messages(thread_id)
    assert (partial["content"], partial["status"]) == ("Second", "cancelled")
    assert partial["citations"] == []


async def test_a_model_that_breaks_down_in_mid_answer_leaves_no_message(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half an ans", BackendFailed("The model is not well."))
    thread_id, run_id = await chat.question("Who?")
    frames = await chat.events(run_id)
    assert [frame.type for frame in frames[-2:]] == ["error", "done"]
    assert frames[-2].data["message"] == "The model is not well."
    assert [message["role"] for message in await chat.messages(thread_id)] == ["user"]
    scripted_model.pieces = ("It was Ada.",)
    assert (await reply(chat, thread_id, "Once more"))[-1].data == {"status": "done"}


async def test_usage_and_grounding_stand_beside_the_answer(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada has run Kubernetes in production [1]. Zoe dances.",)
    scripted_model.usage = Usage(120, 9)
    _, run_id = await chat.question("Who ran Kubernetes?", mode="strict")
    final = await chat.outcome(run_id)
    assert set(final["usage"].values()) >= {120, 9}
    assert (await chat.get(f"/api/runs/{run_id}"))["usage"] == final["usage"]
    grounding = final["grounding"]
    assert (grounding["answerer"], grounding["mode"]) == ("scripted", "strict")
    assert (grounding["abstained"], grounding["passages"]) == (False, 1)
    assert (grounding["statements"], grounding["supported"]) == (2, 1)
    ((start, end),) = grounding["unsupported"]
    assert final["text"][start:end] == "Zoe dances."


async def test_the_message_may_name_another_model_than_the_thread(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    thread_id, run_id = await chat.question("Who?", model="large")
    await chat.events(run_id)
    await reply(chat, thread_id, "Who?", model="small")
    await reply(chat, thread_id, "Who?", cache=False)
    assert [prompt.model for prompt in scripted_model.prompts] == ["large", "small", "large"]


async def test_of_a_threads_bases_those_that_are_left_are_asked(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    await chat.fill("food", {"bob.txt": "Bob bakes bread."})
    scripted_model.pieces = ("Somebody [1][2].",)
    thread_id, run_id = await chat.question("Kubernetes or bread?", kbs=["people", "food"])

    def asked() -> set[str]:
        return {passage.kb for passage in scripted_model.prompts[-1].passages}

    await chat.events(run_id)
    assert asked() == {"people", "food"}
    await chat.ask("DELETE", "/api/kbs/food", 204)
    await reply(chat, thread_id, "Kubernetes or bread?")
    assert asked() == {"people"}
    await chat.ask("DELETE", "/api/kbs/people", 204)
    failed = await reply(chat, thread_id, "Kubernetes or bread?")
    assert [frame.type for frame in failed[-2:]] == ["error", "done"]
    assert (failed[-2].data["code"], failed[-2].data["retryable"]) == ("kb_not_found", False)
    assert len(scripted_model.prompts) == 2


async def test_a_base_that_is_deleted_in_mid_answer_does_not_break_it_off(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("Ada Byron has run Kubernetes", go_on, " in production [1].")
    thread_id, run_id = await chat.question("Who ran Kubernetes?")
    await scripted_model.started.wait()
    await chat.ask("DELETE", "/api/kbs/people", 204)
    go_on.set()
    final = await chat.outcome(run_id)
    assert final["text"] == "Ada Byron has run Kubernetes in production [1]."
    (citation,) = final["citations"]
    assert (citation["quote"], citation["verified"], citation["boxes"]) == (ADA, True, [])
    assert len(await chat.messages(thread_id)) == 2


async def test_without_a_single_passage_the_model_is_told_so(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Nothing is known [1].",)
    _, run_id = await talking_program.question("Who?")
    frames = await talking_program.events(run_id)
    (sources,) = [frame.data for frame in frames if frame.type == "sources"]
    assert sources == {"citations": []}
    assert "(no passage was found)" in scripted_model.prompts[0].messages[1].content
    assert frames[-2].data["text"] == "Nothing is known."


@pytest.mark.parametrize(
    ("text", "shown"), [("Person {} runs Kubernetes.", 3), ("{} runs Kubernetes now. " * 12, 2)]
)
async def test_a_model_is_shown_as_many_passages_as_the_settings_say(
    settings: Settings, scripted_model: ScriptedModel, text: str, shown: int
) -> None:
    chosen = {"llm_provider": "openai", "llm_passages": 1, "chunk_size": 300}
    async with open_program(settings.model_copy(update=chosen)) as program:
        people = {f"{number}.txt": text.format(*[number] * 12) for number in range(5)}
        await program.fill("people", people)
        _, run_id = await program.question("Who runs Kubernetes?")
        await program.events(run_id)
    (prompt,) = scripted_model.prompts
    assert len(prompt.passages) == shown


async def test_the_model_is_shown_once_what_several_documents_say(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    await chat.add("people", {"copy.md": (ADA + "\n").encode(), "bob.txt": b"Bob bakes bread."})
    scripted_model.pieces = ("Ada [1], and Bob bakes [2].",)
    _, run_id = await chat.question("Who runs Kubernetes or bakes?")
    frames = await chat.events(run_id)
    (sources,) = [frame.data["citations"] for frame in frames if frame.type == "sources"]
    shown = scripted_model.prompts[-1].passages
    assert [source["path"] for source in sources] == [passage.path for passage in shown]
    assert sorted(passage.text.strip() for passage in shown) == [ADA, "Bob bakes bread."]
    cited = frames[-2].data["citations"]
    assert [one["path"] for one in cited] == [passage.path for passage in shown]


async def test_a_question_to_the_pool_is_answered_from_many(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    long = "\n\n".join(
        f"Chapter {number}: Kubernetes runs in production. " + "It does so well. " * 45
        for number in range(30)
    )
    await chat.add("people", {"book.txt": long.encode()})
    _, run_id = await chat.question("Who runs Kubernetes in production?")
    await chat.events(run_id)
    paths = [passage.path for passage in scripted_model.prompts[-1].passages]
    assert paths.index("ada.txt") <= 3
    assert paths.count("book.txt") > 3


async def test_a_base_that_answers_by_words_alone_is_told_with_the_sources(chat: Program) -> None:
    async with chat.database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE bases SET model = 'gone', edition = edition + 1")
        await connection.exec_driver_sql("UPDATE chunks SET edition = edition + 1")
    _, run_id = await chat.question("Kubernetes?")
    frames = await chat.events(run_id)
    (sources,) = [frame.data for frame in frames if frame.type == "sources"]
    assert [source["path"] for source in sources["citations"]] == ["ada.txt"]
    (note,) = sources["notes"]
    assert note["kb"] == "people"
    assert "gone" in note["message"]
