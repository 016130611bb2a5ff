"""Real processes that are killed, stopped and started again: nothing is lost, nothing is half."""

from __future__ import annotations

import asyncio
import signal
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from folioscope.platform.database.engine import Database, parse_url
from tests.opened_program import Frame, Program, frames_of
from tests.running_program import Place, finished, kill, serving, talking_to
from tests.scripted_openai_server import Script
from tests.scripted_openai_server import serve as serve_model

WORDS = " ".join(f"word{number}" for number in range(300))
SLOW = Script(text=WORDS, piece_chars=20, gap=0.02)
FAR_FROM_ITS_END = replace(SLOW, gap=0.5)
LETTERS = 14  # so many that the last is far from being taken in when the first is found
pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Place:
    settings = {"FOLIOSCOPE_DATABASE_URL": database_url, "FOLIOSCOPE_LOG_LEVEL": "warning"}
    return Place(tmp_path / "data", settings)


def with_model(place: Place, url: str) -> Place:
    """The place with a scripted language model."""
    chosen = {"LLM_PROVIDER": "openai", "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "none"}
    return Place(place.folder, {**place.settings, **chosen})


def letters(folder: Path, count: int) -> Path:
    """A folder of texts, each long enough for a batch of its own."""
    folder.mkdir()
    long = " ".join(f"phrase{number}" for number in range(3600))
    for number in range(count):
        (folder / f"{number:02}.txt").write_text(f"Person{number} writes. {long}")
    return folder


async def watch(program: Program, run_id: str, after: int, enough: int) -> list[Frame]:
    """Follow a run until so many token events came, or the connection breaks."""
    seen: list[Frame] = []
    try:
        async with program.stream(run_id, after) as response:
            async for frame in frames_of(response):
                if frame.type not in ("", "heartbeat"):
                    seen.append(frame)
                if sum(found.type == "token" for found in seen) >= enough:
                    break
    except httpx2.TransportError:
        pass
    return seen


async def assert_same_as_table(program: Program, run_id: str, seen: list[Frame]) -> None:
    rows = await program.stored_events(run_id)
    assert [(frame.seq, frame.type, frame.fields["data"]) for frame in seen] == rows
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


async def assert_whole_answer(program: Program, thread_id: str, seen: list[Frame]) -> None:
    """The text of the last attempt, ``final`` and the one message are the same."""
    final = seen[-2].data
    last = max(frame.data["attempt"] for frame in seen if frame.type == "token")
    tokens = [frame.data for frame in seen if frame.type == "token"]
    texts = [token["text"] for token in tokens if token["attempt"] == last]
    assert "".join(texts) == final["text"] == WORDS
    answers = [m for m in await program.messages(thread_id) if m["role"] == "assistant"]
    assert [answer["content"] for answer in answers] == [WORDS]


async def test_an_answer_survives_a_killed_server_and_its_client_sees_all_of_it(
    place: Place,
) -> None:
    with serve_model(FAR_FROM_ITS_END) as model:
        place = with_model(place, model.url)
        with serving(place) as server:
            async with talking_to(place) as program:
                thread_id, run_id = await program.question()
                seen = await watch(program, run_id, 0, enough=3)
                kill(server)
        model.script = SLOW
        assert sum(frame.type == "token" for frame in seen) >= 3
        with serving(place):
            async with talking_to(place) as program:
                seen += await watch(program, run_id, seen[-1].seq, enough=10_000)
                await assert_same_as_table(program, run_id, seen)
                assert [frame.type for frame in seen].count("reset") == 1
                await assert_whole_answer(program, thread_id, seen)
                assert (await program.get(f"/api/runs/{run_id}"))["attempt"] == 2


async def test_a_stopped_server_gives_its_runs_to_the_next(place: Place) -> None:
    with serve_model(FAR_FROM_ITS_END) as model:
        place = with_model(place, model.url)
        with serving(place) as server:
            async with talking_to(place) as program:
                thread_id, run_id = await program.question()
                seen = await watch(program, run_id, 0, enough=2)
                following = asyncio.create_task(watch(program, run_id, seen[-1].seq, 10_000))
                await asyncio.sleep(0.1)
                server.send_signal(signal.SIGTERM)
                seen += await following
                code = (await asyncio.to_thread(finished, server)).code
        assert code == 0
        assert seen[-1].type == "token"
        model.script = SLOW
        with serving(place):
            async with talking_to(place) as program:
                seen += await watch(program, run_id, seen[-1].seq, enough=10_000)
                await assert_same_as_table(program, run_id, seen)
                await assert_whole_answer(program, thread_id, seen)


async def test_an_upload_survives_a_killed_server_whole(place: Place, tmp_path: Path) -> None:
    files = {
        path.name: path.read_bytes() for path in letters(tmp_path / "letters", 6).iterdir()
    } | {"zero.txt": b""}
    slow = Place(place.folder, {**place.settings, "SCRIPTED_EMBEDDING_SECONDS": "0.3"})
    with serving(slow) as server:
        async with talking_to(slow) as program:
            await program.post("/api/kbs", 201, {"name": "kb"})
            run_id = (await program.upload("kb", files))["run_id"]
            while (await program.get("/api/kbs/kb"))["ready"] < 2:
                await asyncio.sleep(0.02)
            kill(server)
    if place.database_address.startswith("sqlite"):
        (place.folder / "files" / "incoming" / "half").write_bytes(b"half an upload")
        orphan = place.folder / "files" / "ab"
        orphan.mkdir(exist_ok=True)
        (orphan / ("ab" * 32)).write_bytes(b"named by no row")
    with serving(place):
        async with talking_to(place) as program:
            result = (await program.outcome(run_id))["result"]
            assert result["added"] == 6
            assert [found["code"] for found in result["failed"]] == ["empty_file"]
            for number in range(6):
                hits = await program.search("kb", f"Person{number} writes", k=1)
                assert hits[0]["path"] == f"{number:02}.txt"
            base = await program.get("/api/kbs/kb")
            assert (base["ready"], base["failed"]) == (6, 1)
            assert base["chunks"] == result["chunks"]
            if place.database_address.startswith("sqlite"):
                await program.assert_nothing_half_stored()


async def test_a_rebuild_survives_a_killed_server_and_the_old_edition_answers(
    place: Place, tmp_path: Path
) -> None:
    files = {path.name: path.read_bytes() for path in letters(tmp_path / "letters", 4).iterdir()}
    slow = Place(place.folder, {**place.settings, "SCRIPTED_EMBEDDING_SECONDS": "0.3"})
    with serving(slow) as server:
        async with talking_to(slow) as program:
            await program.post("/api/kbs", 201, {"name": "kb"})
            assert (await program.add("kb", files))["added"] == 4
            before = await program.search("kb", "Person1 writes")
            run_id = (await program.ask("POST", "/api/kbs/kb/rebuild", 202))["run_id"]
            while "progress" not in {row[1] for row in await program.stored_events(run_id)}:
                await asyncio.sleep(0.02)
            kill(server)
    with serving(slow):
        async with talking_to(slow) as program:
            assert await program.search("kb", "Person1 writes") == before
            result = (await program.outcome(run_id))["result"]
            assert (result["documents"], result["failed"]) == (4, [])
            after = await program.search("kb", "Person1 writes")
            assert [hit["text"] for hit in after] == [hit["text"] for hit in before]
            await program.assert_nothing_half_stored()


async def test_a_client_of_a_killed_server_is_told_so(place: Place, tmp_path: Path) -> None:
    slow = Place(place.folder, {**place.settings, "SCRIPTED_EMBEDDING_SECONDS": "0.3"})
    with serving(slow) as server:
        assert slow.run("kb", "create", "kb").code == 0
        command = slow.start("kb", "add", "kb", letters(tmp_path / "letters", 4))
        async with talking_to(slow) as program:
            while (await program.get("/api/kbs/kb"))["ready"] < 1:
                await asyncio.sleep(0.02)
        kill(server)
        told = await asyncio.to_thread(finished, command)
    assert told.code == 8
    assert "server at http://127.0.0.1:" in told.told
    assert "Traceback" not in told.told


async def test_ctrl_c_ends_a_command_cleanly_and_keeps_what_is_done(
    place: Place, tmp_path: Path
) -> None:
    slow = Place(place.folder, {**place.settings, "SCRIPTED_EMBEDDING_SECONDS": "0.6"})
    assert slow.run("kb", "create", "kb").code == 0
    command = slow.start("kb", "add", "kb", letters(tmp_path / "letters", LETTERS), "--json")
    async with aclosing(Database(parse_url(place.database_address))) as database:
        looking = Program(httpx2.AsyncClient(), database, place.folder)
        while not await looking.rows("SELECT id FROM documents WHERE state = 'ready'"):
            await asyncio.sleep(0.02)
        command.send_signal(signal.SIGINT)
        told = await asyncio.to_thread(finished, command)
        assert told.code == 130
        assert "Traceback" not in told.told
        result = told.json
        assert 0 < result["added"] < LETTERS
        assert {found["code"] for found in result["failed"]} == {"stopped"}
        await looking.assert_nothing_half_stored()
    again = place.run("kb", "add", "kb", tmp_path / "letters", "--json")
    assert again.json["added"] == LETTERS - result["added"]
    assert again.json["unchanged"] == result["added"]
