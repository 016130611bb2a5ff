"""Whatever a model says is stored as it is, marks nothing that is not there, and breaks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from folioscope.backends.registry import BACKENDS
from folioscope.features.grounding.citations import marks
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program
from tests.opened_terminal import CommandLine
from tests.scripted_llm import ScriptedModel
from tests.scripted_openai_server import Script, serve

ADA = "Ada Byron has run Kubernetes in production for six years."
BAD = {
    "a number of no source": ("Ada runs Kubernetes [99].", "Ada runs Kubernetes."),
    "nested brackets": ("[[1]] [7[9]] [1[1]] [[99]] [1, [2]]", "[[1]] [7[]] [1[1]] [[]] [1, []]"),
    "a number that never ends": ("Ada [" + "1" * 5000, "Ada [" + "1" * 5000),
    "markup": ("<script>alert(1)</script><img src=x onerror=alert(1)> [1]", None),
    "a picture": ("![x](http://tracker.example/?q=ada) [so](javascript:alert(1)) [1].", None),
    "a reference": ("Ada [1].\n\n[1]: http://tracker.example\n[^1]: forged", None),
    "no letters": ("\u200b\u2060", None),
    "control characters": ("\x1b[31mred\x1b[0m \x07\x08\x9b2J\x1b]0;title\x07 Ada [1].", None),
    "right to left": ("\u202eevil\u202c عملت آدا مع كوبرنيتس [1]. \u2066x\u2069", None),
    "line ends of all kinds": ("Ada\r\nruns\u2028Kubernetes\u0085 in\x0bproduction [1].\r", None),
    "half a character": ("Ada \ud83d and \ude00 [1].", "Ada \ufffd and \ufffd [1]."),
    "a zero byte": ("Ada\x00 runs [1].", "Ada runs [1]."),
}


@pytest.fixture
async def chat(talking_program: Program) -> Program:
    """The program whose language model is ``scripted_model``, with one CV in ``people``."""
    await talking_program.fill("people", {"ada.txt": ADA})
    return talking_program


def assert_sound(final: Any) -> None:
    """Citations, claims and spans are of this very text and of the passage."""
    text = final["text"]
    assert {mark.number for mark in marks(text)} == {one["n"] for one in final["citations"]}
    for one in (*final["citations"], *final["grounding"]["claims"]):
        if one["quote"] is not None:
            assert one["quote"] == ADA[one["quote_start"] : one["quote_end"]]
    spans = final["grounding"]["unsupported"] + final["grounding"]["doubtful"]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize("name", BAD)
async def test_it_is_stored_as_it_is(
    chat: Program, scripted_model: ScriptedModel, name: str
) -> None:
    said, stored = BAD[name]
    scripted_model.pieces = tuple(said[at : at + 7] for at in range(0, len(said), 7))
    thread_id, run_id = await chat.question("Who runs Kubernetes?")
    frames = await chat.events(run_id)
    final = frames[-2].data
    told = "".join(frame.data["text"] for frame in frames if frame.type == "token")
    assert final["text"] == told == (stored or said)
    assert_sound(final)
    _, message = await chat.messages(thread_id)
    assert (message["content"], message["grounding"]) == (told, final["grounding"])


async def test_what_a_terminal_prints_moves_no_cursor_and_hides_nothing(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    assert chat.unix_socket is not None
    _, token = chat.client.headers["Authorization"].split()
    line = CommandLine(chat.unix_socket, token)
    for said, _ in BAD.values():
        scripted_model.pieces = (f"Paris {said} is large.", "\nZoe dances \x1b[2J well.")
        asked = await line.succeed("ask", "Who runs Kubernetes?")
        (thread, *_) = (await line.succeed("thread", "list", "--json")).json
        shown = await line.succeed("thread", "show", thread["thread_id"])
        for printed in (asked.out, asked.told, shown.out):
            bare = printed.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[2m", "")
            assert all(letter.isprintable() or letter == "\n" for letter in bare), ascii(bare)
        assert "Without a source: “" in asked.out


@pytest.mark.parametrize("pieces", [(), ("",), (" ", "\n", "\u00a0"), ("\x00",), (" [99]",)])
async def test_nothing_is_no_answer(
    chat: Program, scripted_model: ScriptedModel, pieces: Sequence[str]
) -> None:
    scripted_model.pieces = pieces
    thread_id, run_id = await chat.question("Who runs Kubernetes?")
    frames = await chat.events(run_id)
    assert (frames[-2].type, frames[-2].data["code"]) == ("error", "empty_answer")
    assert [message["role"] for message in await chat.messages(thread_id)] == ["user"]


async def test_a_megabyte_is_an_answer_of_which_the_first_part_is_checked(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    line = "Ada Byron has run Kubernetes in production [1]. Paris has {} streets. [99]\n\n"
    text = "".join(line.format(number) for number in range(16_000))
    scripted_model.pieces = tuple(text[at : at + 8_000] for at in range(0, len(text), 8_000))
    thread_id, run_id = await chat.question("Who runs Kubernetes?")
    final = await chat.outcome(run_id)
    assert len(final["text"]) == len(text.replace(" [99]", "")) > 1_000_000
    assert_sound(final)
    grounding = final["grounding"]
    assert 0 < grounding["checked_letters"] < len(final["text"])
    assert grounding["supported"] > 100
    assert len(str(grounding)) < 400_000
    assert (await chat.messages(thread_id))[-1]["content"] == final["text"]
    exported = await chat.client.get(f"/api/threads/{thread_id}/export")
    assert exported.text.count("[^1]") > 10_000


async def test_a_model_that_never_stops_is_stopped_with_its_run(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = Endless()
    thread_id, run_id = await chat.question("Who runs Kubernetes?")
    await scripted_model.started.wait()
    await chat.post(f"/api/runs/{run_id}/cancel", 200)
    frames = await chat.events(run_id)
    assert frames[-1].data == {"status": "cancelled"}
    await asyncio.wait_for(scripted_model.closed.wait(), 10)
    _, partial = await chat.messages(thread_id)
    assert (partial["status"], partial["grounding"]) == ("cancelled", None)


async def test_a_model_that_says_the_same_over_and_over_is_stopped_at_once_and_that_is_told(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    line = "- Ada Byron has run Kubernetes in production for six years [1].\n"
    scripted_model.pieces = ("So it is:\n", *[line] * 500, asyncio.Event())
    thread_id, run_id = await chat.question("Who runs Kubernetes?")
    frames = await chat.events(run_id)
    assert scripted_model.closed.is_set()
    final = frames[-2].data
    assert final["text"].count("Ada Byron") == 4
    assert_sound(final)
    assert final["grounding"]["is_cut"] is True
    (note,) = final["grounding"]["notes"]
    assert (note["code"], "over and over" in note["message"]) == ("repeated_itself", True)
    told = [frame.data["note"] for frame in frames if "note" in frame.data]
    assert [one["code"] for one in told] == ["repeated_itself"]
    assert (await chat.messages(thread_id))[-1]["content"] == final["text"]


class Endless(Sequence[Any]):
    """A script without an end."""

    def __iter__(self) -> Iterator[Any]:
        for number in count():
            yield from (f"Ada runs {number} clusters of Kubernetes [1]. ", 0.001)

    def __len__(self) -> int:
        return 1

    def __getitem__(self, at: Any) -> Any:
        return "Ada "


@pytest.fixture
async def real(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    """The program whose model is a server on loopback that breaks its UTF-8 in mid-answer."""
    name = "folioscope.backends.llms.openai:OpenAIChat"
    monkeypatch.setitem(BACKENDS, "llms", {"openai": name})
    with serve(
        Script(text="Ada runs Kubernetes in production [1].", fault="broken_utf8")
    ) as server:
        chosen = {"llm_provider": "openai", "openai_base_url": server.url}
        async with open_program(settings.model_copy(update=chosen)) as program:
            await program.fill("people", {"ada.txt": ADA})
            yield program


async def test_broken_utf8_ends_the_answer_with_the_reason(real: Program) -> None:
    thread_id, run_id = await real.question("Who runs Kubernetes?")
    frames = await real.events(run_id)
    assert [frame.type for frame in frames[-2:]] == ["error", "done"]
    assert frames[-2].data["code"] == "malformed_stream"
    assert [message["role"] for message in await real.messages(thread_id)] == ["user"]
