"""The clients in the documentation, as they stand there, over connections that break."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.opened_program import PATIENCE, Program
from tests.running_program import ROOT, Place, kill, serving, talking_to
from tests.scripted_openai_server import Script, ScriptedServer
from tests.scripted_openai_server import serve as serve_model
from tests.tcp_proxy import TcpProxy, tcp_proxy

PAGE = ROOT / "docs" / "howto" / "stream.md"
BLOCK = re.compile(
    r"^```(?:js|python)\n(?://|\"\"\") ?(\w+\.\w+).*?^```$", re.DOTALL | re.MULTILINE
)
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TEXT = "".join(f"Wörter {n} – 漢字 😀\u2028\u0085 “so”\n" for n in range(40)) + "end."
CUTS = [700, 1500, 300, 5000, 2500]

pytestmark = pytest.mark.slow
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium")


def blocks() -> dict[str, str]:
    """The code of the page by the name of file that its first line gives."""
    found = {}
    for block in BLOCK.finditer(PAGE.read_text()):
        code = block[0].split("\n", 1)[1].removesuffix("```")
        found[block[1]] = code
    return found


@dataclass(frozen=True)
class World:
    """A server behind a proxy, and the model that it asks."""

    place: Place
    model: ScriptedServer
    proxy: TcpProxy
    program: Program
    process: Any

    @property
    def address(self) -> str:
        return self.proxy.url.removeprefix("http://")


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[tuple[Place, ScriptedServer]]:
    with serve_model(Script(text=TEXT, piece_chars=8, gap=0.012)) as model:
        chosen = {
            "FOLIOSCOPE_DATABASE_URL": database_url,
            "LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": model.url,
        }
        yield Place(tmp_path / "data", chosen), model


@asynccontextmanager
async def opened(place: tuple[Place, ScriptedServer]) -> AsyncIterator[World]:
    with serving(place[0]) as process:
        async with talking_to(place[0]) as program:
            port = program.client.base_url.port
            assert port is not None
            async with tcp_proxy(port) as proxy:
                yield World(*place, proxy, program, process)


Seen = list[tuple[int, str, Any]]


async def check(world: World, seen: Seen, thread_id: str) -> None:
    """What a client saw is what is stored: every event once and in order, and the text whole."""
    _, answered = await world.program.messages(thread_id)
    stored = await world.program.stored_events(answered["run_id"])
    assert [(seq, kind) for seq, kind, _ in seen] == [(seq, kind) for seq, kind, _ in stored]
    assert [data for _, _, data in seen] == [json.loads(data) for _, _, data in stored]
    shown = ""
    for _, kind, data in seen:
        shown = "" if kind == "reset" else shown + (data["text"] if kind == "token" else "")
    assert shown == answered["content"] == TEXT


async def run_python(folder: Path, name: str, *arguments: str) -> str:
    """What a script of the page prints, or a program that imports it from ``folder``."""
    for file, code in blocks().items():
        (folder / file).write_text(code)
    process = await asyncio.create_subprocess_exec(
        sys.executable, name, *arguments,
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, told.decode()
    return out.decode()


COLLECT = {
    "follow": "import json,sys,follow\nprint(json.dumps(list(follow.follow(*sys.argv[1:]))))",
    "ask": "import asyncio,json,sys,ask\n"
    "async def all(): return [event async for event in ask.ask(*sys.argv[1:])]\n"
    "print(json.dumps(asyncio.run(all())))",
}


async def seen_by_python(folder: Path, module: str, *arguments: str) -> Seen:
    (folder / "collect.py").write_text(COLLECT[module])
    events = json.loads(await run_python(folder, "collect.py", *arguments))
    return [(seq, kind, data) for seq, kind, data in events]


@asynccontextmanager
async def page_of(world: World) -> AsyncIterator[Page]:
    """A page of the server, with the code of the documentation in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        # The policy of what the server answers lets no script in that is not its own.
        page = await browser.new_page(bypass_csp=True)
        await page.goto(f"{world.proxy.url}/health/live")
        for name, code in blocks().items():
            if name.endswith(".js"):
                await page.add_script_tag(content=code)
        yield page
        await browser.close()


async def seen_by_page(page: Page, events: str, *arguments: str) -> Seen:
    collected = await page.evaluate(
        "async ([name, ...given]) => {"
        "  const seen = [];"
        "  for await (const event of window[name](...given))"
        "    seen.push([event.id ?? event.seq, event.type, event.data]);"
        "  return seen;"
        "}",
        [events, *arguments],
    )
    return [(seq, kind, data) for seq, kind, data in collected]


async def thread_of(world: World) -> str:
    thread_id: str = (await world.program.post("/api/threads", 201, {}))["thread_id"]
    return thread_id


def test_the_page_holds_the_clients_that_are_tested() -> None:
    assert blocks().keys() == {"follow.js", "show.js", "ask.js", "follow.py", "ask.py"}


async def test_python_follows_over_broken_connections(
    place: tuple[Place, ScriptedServer], tmp_path: Path
) -> None:
    async with opened(place) as world:
        world.proxy.cuts = list(CUTS)
        thread_id, run_id = await world.program.question()
        seen = await seen_by_python(tmp_path, "follow", world.address, run_id)
        assert world.proxy.cut_short >= 3
        await check(world, seen, thread_id)
        assert await run_python(tmp_path, "follow.py", world.address, run_id) == TEXT + "\n"


async def test_python_asks_over_broken_connections(
    place: tuple[Place, ScriptedServer], tmp_path: Path
) -> None:
    async with opened(place) as world:
        # The first ends in the handshake, the second before the question is answered.
        world.proxy.cuts = [50, 180, *CUTS]
        thread_id = await thread_of(world)
        seen = await seen_by_python(tmp_path, "ask", world.address, thread_id, "hello")
        assert world.proxy.cut_short >= 5
        await check(world, seen, thread_id)
        printed = await run_python(tmp_path, "ask.py", world.address, thread_id, "again")
        assert printed == TEXT + "\n"


@needs_chromium
async def test_a_page_follows_over_broken_connections(place: tuple[Place, ScriptedServer]) -> None:
    async with opened(place) as world, page_of(world) as page:
        world.proxy.cut()
        world.proxy.cuts = list(CUTS)
        thread_id, run_id = await world.program.question()
        seen = await seen_by_page(page, "follow", run_id)
        assert world.proxy.cut_short >= 3
        await check(world, seen, thread_id)
        shown = await page.evaluate(
            "async (id) => { await show(id, document.body); return document.body.textContent; }",
            run_id,
        )
        assert shown == TEXT


@needs_chromium
async def test_a_page_asks_over_broken_connections(place: tuple[Place, ScriptedServer]) -> None:
    async with opened(place) as world, page_of(world) as page:
        world.proxy.cut()
        world.proxy.cuts = [50, 180, *CUTS]
        thread_id = await thread_of(world)
        seen = await seen_by_page(page, "ask", thread_id, "hello")
        assert world.proxy.cut_short >= 5
        await check(world, seen, thread_id)


@needs_chromium
async def test_a_page_shows_a_new_attempt_after_the_server_was_killed(
    place: tuple[Place, ScriptedServer],
) -> None:
    _, model = place
    usual, model.script = model.script, replace(model.script, gap=0.5)
    async with opened(place) as world, page_of(world) as page:
        thread_id = await thread_of(world)
        asking = asyncio.create_task(seen_by_page(page, "ask", thread_id, "hello"))
        while not await world.program.rows("SELECT 1 FROM run_events WHERE type = 'token'"):
            await asyncio.sleep(0.05)
        await asyncio.to_thread(kill, world.process)
        model.script = usual
        async with opened(place) as again:
            world.proxy.target = again.program.client.base_url.port or 0
            seen = await asyncio.wait_for(asking, PATIENCE)
            assert [kind for _, kind, _ in seen].count("reset") == 1
            await check(again, seen, thread_id)


async def test_python_follows_past_a_server_that_stalls_and_stops(
    place: tuple[Place, ScriptedServer], tmp_path: Path
) -> None:
    async with opened(place) as world:
        thread_id, run_id = await world.program.question()
        following = asyncio.create_task(seen_by_python(tmp_path, "follow", world.address, run_id))
        while not world.proxy.connections:
            await asyncio.sleep(0.02)
        world.proxy.mode = "stall"
        await asyncio.sleep(0.5)
        world.proxy.mode = "refuse"
        world.proxy.cut()
        world.process.terminate()
        await asyncio.to_thread(world.process.wait)
        async with opened(place) as again:
            world.proxy.target = again.program.client.base_url.port or 0
            world.proxy.mode = "pass"
            await check(again, await following, thread_id)


@needs_chromium
async def test_the_parser_takes_any_line_ends_in_any_pieces(
    place: tuple[Place, ScriptedServer],
) -> None:
    frames = 'retry: 1000\nid: 3\n\n: a comment\nid: 4\nevent: token\ndata: {"text":"é 😀 a:b"}\n\n'
    frames += "event: heartbeat\ndata: {}\n\nid:5\nevent:two\ndata: [1,\ndata: 2]\n\nid: 6\ndata"
    expected = [
        {"id": 4, "type": "token", "data": {"text": "é 😀 a:b"}},
        {"id": 4, "type": "heartbeat", "data": {}},
        {"id": 5, "type": "two", "data": [1, 2]},
    ]
    async with opened(place) as world, page_of(world) as page:
        for end in ("\n", "\r", "\r\n"):
            content = list(frames.replace("\n", end).encode())
            outcomes = await page.evaluate(SPLIT_ANYWHERE, content)
            assert len(outcomes) == len(content) + 1
            assert all(outcome == expected for outcome in outcomes), end


SPLIT_ANYWHERE = """async (content) => {
  const read = async (pieces) => {
    const body = new ReadableStream({
      start(stream) {
        for (const piece of pieces) stream.enqueue(new Uint8Array(piece));
        stream.close();
      },
    });
    const events = [];
    for await (const event of parsed(body)) events.push(event);
    return events;
  };
  const outcomes = [await read(content.map((byte) => [byte]))];
  for (let at = 0; at < content.length; at++) {
    outcomes.push(await read([content.slice(0, at), content.slice(at)]));
  }
  return outcomes;
}"""


@needs_chromium
async def test_a_page_is_told_why_a_run_cannot_be_followed(
    place: tuple[Place, ScriptedServer],
) -> None:
    async with opened(place) as world, page_of(world) as page:
        for call in ("follow('none')", "ask('none', 'hello')"):
            message = await page.evaluate(
                "async (call) => { try { await eval(call).next(); } "
                "catch (error) { return error.message; } }",
                call,
            )
            assert message in ("There is no such run.", "There is no such thread.")
