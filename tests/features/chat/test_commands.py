"""``folioscope ask``: an answer as it is written, with the lines it comes from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.opened_terminal import CommandLine, open_terminal
from tests.scripted_llm import ScriptedModel

from folioscope.errors import BackendBusy, BackendFailed, Stopped
from folioscope.features.chat.commands import ask
from folioscope.settings import Settings

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
    assert answer.told == ""


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
    assert set(answer.json) == {"thread_id", "run_id", "text", "citations", "status"}
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
    assert failed.told == "error: The model is not well.\n"


async def test_an_answer_that_is_begun_anew_says_so_beside_it(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("A first tr", BackendBusy("Too fast.", retry_after=0))
    asking = asyncio.create_task(line.succeed("ask", "Who?"))
    await scripted_model.started.wait()
    scripted_model.pieces = ("It was Ada.",)
    answer = await asking
    assert "the answer is begun anew" in answer.told
    assert answer.out.endswith("It was Ada.\n")


async def test_the_mode_and_the_bases_go_with_the_question(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    await line.succeed("ask", "--mode", "strict", "--kb", "people", "Who?")
    await line.succeed("ask", "Who?")
    strict, hybrid = scripted_model.prompts
    assert "Answer from the passages alone" in strict.messages[0].content
    assert "Answer from the passages alone" not in hybrid.messages[0].content
    unknown = await line.run("ask", "--kb", "nobody", "--json", "Who?")
    assert (unknown.code, unknown.out) == (4, "")
    assert (await line.run("ask", "--mode", "loose", "Who?")).code == 2
    assert (await line.run("ask", "")).code == 2
    assert len(scripted_model.prompts) == 2


async def test_leaving_in_mid_answer_cancels_it_and_says_where_it_is_kept(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half", asyncio.Event())
    asked = ask.callback.__wrapped__  # type: ignore[union-attr]  # what stands behind the command
    async with line.connect() as client:
        usual = {"kbs": (), "mode": None, "thread_id": None, "policy": None}
        asking = asyncio.create_task(asked(client, "Who?", as_json=True, **usual))
        await scripted_model.started.wait()
        asking.cancel()
        with pytest.raises(Stopped, match="folioscope run events ") as stopped:
            await asking
    run_id = stopped.value.message.rpartition(" ")[2]
    await line.succeed("run", "events", run_id)
    shown = (await line.succeed("run", "show", run_id, "--json")).json
    assert shown["status"] == "cancelled"
    await asyncio.wait_for(scripted_model.closed.wait(), 5)
