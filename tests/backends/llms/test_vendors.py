"""What every model promises that answers over HTTP, in its vendor's own format."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from folioscope.backends.llms import port
from folioscope.backends.llms.reading import Patience
from folioscope.backends.llms.streamed import vendor_server as told_server
from folioscope.errors import BackendFailed
from tests.backends.llms.vendor_server import CUT, HOLD, Step, VendorServer, vendor_server
from tests.backends.llms.vendor_wires import (
    BRIEF,
    FILTERING,
    KEY,
    PATIENT,
    WIRES,
    GeminiWire,
    OpenAIWire,
    Wire,
)

PROMPT = port.Prompt((port.ChatMessage("user", "Who ran Kubernetes?"),), "Who ran Kubernetes?", ())
HOME = "https://api.anthropic.com"


@pytest.fixture
async def server() -> AsyncIterator[VendorServer]:
    async with vendor_server() as running:
        yield running


@pytest.fixture(params=WIRES, ids=lambda wire: wire.name)
def wire(request: pytest.FixtureRequest) -> Wire:
    found: Wire = request.param
    return found


async def deltas_of(
    wire: Wire, server: VendorServer, *steps: Step, patience: Patience = PATIENT
) -> list[port.Delta]:
    server.steps = steps
    model = wire.open(server.url, patience=patience)
    try:
        return [delta async for delta in model.stream(PROMPT)]
    finally:
        await model.aclose()


async def failure_of(
    wire: Wire, server: VendorServer, *steps: Step, patience: Patience = PATIENT
) -> BackendFailed:
    with pytest.raises(BackendFailed) as caught:
        await deltas_of(wire, server, *steps, patience=patience)
    assert caught.value.message.startswith(wire.label)
    assert KEY not in caught.value.message
    assert "secret error body" not in caught.value.message
    return caught.value


def text_of(deltas: list[port.Delta]) -> str:
    return "".join(delta.text for delta in deltas)


async def test_pieces_and_usage_come_as_they_are_sent(wire: Wire, server: VendorServer) -> None:
    deltas = await deltas_of(wire, server, *wire.answer("Ada ran", " Kubernetes", " [1]."))
    assert [delta.text for delta in deltas if delta.text] == ["Ada ran", " Kubernetes", " [1]."]
    assert [delta.usage for delta in deltas if delta.usage] == [port.Usage(7, 5)]
    assert not any(delta.is_cut for delta in deltas)
    assert wire.open(server.url).name == f"{wire.label} small"


@pytest.mark.parametrize("size", [1, 3])
async def test_bytes_may_arrive_in_any_pieces(wire: Wire, server: VendorServer, size: int) -> None:
    told = b"".join(wire.answer("Zoé a géré 🚀 ", "l'été\u2028\u0085 \r\n end"))
    steps = [told[at : at + size] for at in range(0, len(told), size)]
    deltas = await deltas_of(wire, server, *steps)
    assert text_of(deltas) == "Zoé a géré 🚀 l'été\u2028\u0085 \r\n end"


async def test_an_answer_cut_for_its_length_is_whole_and_marked(
    wire: Wire, server: VendorServer
) -> None:
    deltas = await deltas_of(wire, server, wire.start(), wire.text("Ada"), wire.end("length"))
    assert text_of(deltas) == "Ada"
    assert any(delta.is_cut for delta in deltas)


async def test_thoughts_are_no_part_of_the_answer(wire: Wire, server: VendorServer) -> None:
    told = wire.start(), wire.thought("hm"), wire.text("Ada"), wire.end()
    assert text_of(await deltas_of(wire, server, *told)) == "Ada"


async def test_a_model_that_only_thinks_says_so(wire: Wire, server: VendorServer) -> None:
    told = wire.start(), wire.thought("hm"), wire.end("length")
    failure = await failure_of(wire, server, *told)
    assert type(failure) is port.MalformedStream
    assert "before the first word" in failure.message


@pytest.mark.parametrize("wire", FILTERING, ids=lambda wire: wire.name)
@pytest.mark.parametrize(("pieces", "words"), [([], "held back its"), (["Ada"], "the rest")])
async def test_an_answer_held_back_for_what_it_says_is_told_apart(
    wire: Wire, server: VendorServer, pieces: list[str], words: str
) -> None:
    told = wire.start(), *map(wire.text, pieces), wire.end("filter")
    failure = await failure_of(wire, server, *told)
    assert type(failure) is port.AnswerFiltered
    assert words in failure.message


async def test_a_question_that_google_does_not_take_is_told_apart(server: VendorServer) -> None:
    blocked = b'data: {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}\r\n\r\n'
    failure = await failure_of(GeminiWire(), server, blocked)
    assert type(failure) is port.AnswerFiltered


async def test_a_refusal_in_place_of_an_answer_is_told_apart(server: VendorServer) -> None:
    refusal = b'data: {"choices": [{"delta": {"refusal": "I cannot"}}]}\n\n'
    failure = await failure_of(OpenAIWire(), server, refusal, OpenAIWire().end())
    assert type(failure) is port.AnswerFiltered


@pytest.mark.parametrize("pieces", [[], [" \n"]])
async def test_an_empty_answer_is_malformed(
    wire: Wire, server: VendorServer, pieces: list[str]
) -> None:
    failure = await failure_of(wire, server, *wire.answer(*pieces))
    assert type(failure) is port.MalformedStream
    assert "empty" in failure.message


async def test_an_answer_without_its_end_is_malformed(wire: Wire, server: VendorServer) -> None:
    failure = await failure_of(wire, server, wire.start(), wire.text("Ada"))
    assert type(failure) is port.MalformedStream
    assert "broke" in failure.message


@pytest.mark.parametrize("data", [b'{"', b'"\xff"', b"[" * 9999, b"x"])
async def test_what_is_no_json_is_malformed(wire: Wire, server: VendorServer, data: bytes) -> None:
    event = data + b"\n" if wire.name == "ollama" else b"data: " + data + b"\n\n"
    failure = await failure_of(wire, server, wire.text("Ada"), event, wire.end())
    assert type(failure) is port.MalformedStream


@pytest.mark.parametrize("data", [b"null", b"{}", b"[]", b'"x"', b"7", b'{"candidates": [null]}'])
async def test_events_of_other_kinds_are_passed_over(
    wire: Wire, server: VendorServer, data: bytes
) -> None:
    event = data + b"\n" if wire.name == "ollama" else b"data: " + data + b"\n\n"
    told = wire.start(), event, wire.text("Ada"), event, wire.end()
    assert text_of(await deltas_of(wire, server, *told)) == "Ada"


async def test_a_piece_of_ten_megabytes_is_refused(wire: Wire, server: VendorServer) -> None:
    failure = await failure_of(wire, server, wire.start(), wire.text("x" * 10_000_000))
    assert type(failure) is port.MalformedStream
    assert "without end" in failure.message


async def test_a_model_that_never_stops_is_stopped(wire: Wire, server: VendorServer) -> None:
    told: list[Step] = [wire.start(), *[wire.text("word " * 100)] * 50, HOLD]
    failure = await failure_of(wire, server, *told)
    assert type(failure) is port.MalformedStream
    assert "without end" in failure.message


async def test_a_model_that_dawdles_is_not_waited_for_for_ever(
    wire: Wire, server: VendorServer
) -> None:
    dawdling: list[Step] = [wire.text("a "), 0.1] * 20
    brief = Patience(0.4, 0.4, 0.2, whole=0.5)
    failure = await failure_of(wire, server, wire.start(), *dawdling, HOLD, patience=brief)
    assert type(failure) is port.AnswerTimedOut


@pytest.mark.parametrize("heard", [0, 1])
async def test_silence_is_not_waited_out_and_frees_the_socket(
    wire: Wire, server: VendorServer, heard: int
) -> None:
    server.steps = [*[wire.start(), wire.text("Ada")][: 2 * heard], HOLD]
    model = wire.open(server.url, patience=BRIEF)
    with pytest.raises(port.AnswerTimedOut):
        [delta async for delta in model.stream(PROMPT)]
    await asyncio.wait_for(server.left.wait(), 30)
    await model.aclose()


async def test_signs_of_life_without_a_word_are_silence(wire: Wire, server: VendorServer) -> None:
    pings: list[Step] = [wire.start(), 0.1] * 20
    failure = await failure_of(wire, server, *pings, HOLD, patience=BRIEF)
    assert type(failure) is port.AnswerTimedOut


async def test_a_connection_cut_in_the_middle_may_be_tried_again(
    wire: Wire, server: VendorServer
) -> None:
    failure = await failure_of(wire, server, wire.start(), wire.text("Ada"), 0.05, CUT)
    assert type(failure) is port.NoConnection
    assert failure.retryable


async def test_a_whole_answer_stands_though_the_server_never_hangs_up(
    wire: Wire, server: VendorServer
) -> None:
    told: list[Step] = [*wire.answer("Ada"), HOLD]
    patience = Patience(60, 60, after_end=0.2)
    assert text_of(await deltas_of(wire, server, *told, patience=patience)) == "Ada"


async def test_a_server_that_breaks_down_in_the_middle_is_named(
    wire: Wire, server: VendorServer
) -> None:
    told = wire.start(), wire.text("Ada"), wire.error(), wire.text("Ada"), wire.end()
    failure = await failure_of(wire, server, *told)
    assert type(failure) in (port.MalformedStream, port.Overloaded)


async def test_closing_the_iterator_closes_the_socket(wire: Wire, server: VendorServer) -> None:
    server.steps = [wire.start(), wire.text("Ada"), HOLD]
    model = wire.open(server.url, patience=PATIENT)
    async with aclosing(model.stream(PROMPT)) as deltas:
        assert (await anext(deltas)).text == "Ada"
    await asyncio.wait_for(server.left.wait(), 30)
    await model.aclose()


async def test_cancelling_the_reader_closes_the_socket(wire: Wire, server: VendorServer) -> None:
    server.steps = [wire.start(), wire.text("Ada"), HOLD]
    model = wire.open(server.url, patience=PATIENT)
    first = asyncio.Event()

    async def read() -> None:
        async for _ in model.stream(PROMPT):
            first.set()

    reading = asyncio.create_task(read())
    await first.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await asyncio.wait_for(server.left.wait(), 30)
    await model.aclose()


async def test_the_connection_of_a_whole_answer_is_used_again(
    wire: Wire, server: VendorServer
) -> None:
    server.steps = wire.answer("Ada")
    model = wire.open(server.url, patience=PATIENT)
    for _ in range(3):
        assert text_of([delta async for delta in model.stream(PROMPT)]) == "Ada"
    await model.aclose()
    assert server.connections == 1


async def test_nobody_at_the_address_may_be_there_later(wire: Wire, server: VendorServer) -> None:
    async with vendor_server() as gone:
        pass
    failure = await failure_of(wire, gone)
    assert type(failure) is port.NoConnection
    place = gone.url.removeprefix("http://")
    assert f"cannot be reached at http://{place}" in failure.message
    assert re.search(r"Does the server run, and is [A-Z_]+ right\?$", failure.message)


def test_what_is_told_of_a_server_that_is_away_holds_no_password() -> None:
    own = told_server("Anthropic", "http://ada:swordfish@localhost:8/v1?key=x", "", HOME, "A_URL")
    assert own.absence == (
        "Anthropic at localhost cannot be reached at http://localhost:8/v1. "
        "Does the server run, and is A_URL right?"
    )
    assert told_server("Anthropic", "", "", HOME, "A_URL").absence == "Anthropic cannot be reached."


async def test_a_key_that_cannot_be_one_is_not_sent(wire: Wire, server: VendorServer) -> None:
    model = wire.open(server.url, key="sk-“canary”")
    with pytest.raises(port.KeyRefused) as caught:
        await anext(model.stream(PROMPT))
    assert "canary" not in caught.value.message
    assert not server.asked
    await model.aclose()
