"""The HTTP door of runs: what is asked of a stream that cannot be right."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from tests.opened_program import Program, frames_of
from tests.scripted_llm import ScriptedModel

ODD_IDS = [
    "nope", "0", "-1", "null", "é", "😀", "a b", "'", '"', "\\", "; DROP TABLE runs", "%", "%%",
    "%25", "\n", "\r\n", "\t", "\x7f", "a?b", "#", "..", "x" * 10_000, "\u202e", "\ufffe",
]  # fmt: skip


async def test_an_id_that_is_no_run_is_not_found_however_it_is_written(program: Program) -> None:
    for odd in ODD_IDS:
        path = f"/api/runs/{quote(odd, safe='')}"
        for method, place in (("GET", ""), ("GET", "/events"), ("POST", "/cancel")):
            response = await program.client.request(method, path + place)
            assert response.status_code == 404, (odd, response.text)
            assert set(response.json()) == {
                "type", "title", "status", "code", "detail", "request_id",
            }  # fmt: skip
    for bytes_of_none in ("%00", "%ED%A0%80", "%FF", "%C0%80"):
        response = await program.client.get(f"/api/runs/{bytes_of_none}/events")
        assert response.status_code in (404, 422), bytes_of_none


async def test_a_number_of_another_run_is_a_number_of_this_one(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = tuple(piece for n in range(30) for piece in (f"w{n} ", 0.1))
    _, long_run = await talking_program.question()
    long_last = len(await talking_program.events(long_run))
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "short")
    _, short_run = await talking_program.question()
    await scripted_model.started.wait()
    async with talking_program.stream(short_run, long_last) as response:
        assert response.status_code == 409
        await response.aread()
        assert response.json()["code"] == "cursor_ahead"
    go_on.set()
    short_last = len(await talking_program.events(short_run))
    assert short_last < long_last
    async with talking_program.stream(short_run, long_last) as response:
        assert response.status_code == 204
    resumed = await talking_program.events(long_run, short_last)
    assert resumed[0].seq == short_last + 1


async def test_the_header_counts_where_both_are_sent(program: Program) -> None:
    _, run_id = await program.question()
    last = len(await program.events(run_id))
    path = f"/api/runs/{run_id}/events"
    for header, after, first in (("1", "2", 2), ("0", str(last), 1), ("", "2", 3)):
        response = await program.client.get(
            path, params={"after": after}, headers={"Last-Event-ID": header}
        )
        assert f"\n\nid: {first}\nevent: " in response.text
        assert f"\n\nid: {first - 1}\nevent: " not in response.text
    for header, after, status in ((str(last), "0", 204), ("x", "0", 422), ("0", "x", 200)):
        response = await program.client.get(
            path, params={"after": after}, headers={"Last-Event-ID": header}
        )
        assert response.status_code == status


async def test_a_header_that_is_no_number_is_refused_whatever_its_bytes(program: Program) -> None:
    _, run_id = await program.question()
    await program.events(run_id)
    path = f"/api/runs/{run_id}/events"
    for value in (b"-1", b"\xb2", b"\xff\xfe", b"9" * 5000, b"1,2", b"0x1", b"1e3", b"NaN"):
        response = await program.client.get(path, headers=[(b"Last-Event-ID", value)])
        assert response.status_code == 422, value


async def test_the_stream_is_only_for_get(program: Program) -> None:
    _, run_id = await program.question()
    await program.events(run_id)
    for method in ("HEAD", "POST", "DELETE"):
        response = await program.client.request(method, f"/api/runs/{run_id}/events")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET"


async def test_two_readers_of_one_run_both_see_all_of_it(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("a", 0.05, "b", 0.05, "c")
    _, run_id = await talking_program.question()

    async def read() -> list[int]:
        async with talking_program.stream(run_id) as response:
            return [f.seq async for f in frames_of(response) if f.type not in ("", "heartbeat")]

    one, other = await asyncio.gather(read(), read())
    assert one == other == list(range(1, len(one) + 1))
