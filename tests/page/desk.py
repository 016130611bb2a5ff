"""A server with the page, a filled base and a told model, as real processes."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from tests.faults.processes import Server, free_port
from tests.page.told_model import ToldModel
from tests.running_program import ROOT, Place

CVS = ROOT / "samples" / "cvs"
CANARY = "sk-canary-8f3a1c0d5e77"
NOTES = {
    "notes.txt": "\n".join(
        [
            *(f"Line {number} of the notes tells nothing." for number in range(1, 60)),
            "Ada Byron migrated 412 databases to Postgres at Globex in 2021.",
            *(f"Line {number} of the notes tells nothing either." for number in range(61, 120)),
        ]
    ),
}
BASES = {"demo", "notes"}
ENDED = {"done", "failed", "cancelled"}


@dataclass
class Desk:
    """A running server and what a test asks of it beside the browser."""

    place: Place
    model: ToldModel
    server: Server
    client: httpx2.AsyncClient

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def ask(self, method: str, path: str, **content: Any) -> Any:
        """The JSON of an answer that is none of refusal."""
        response = await self.client.request(method, path, **content)
        assert response.is_success, (response.status_code, response.text)
        return response.json() if response.content else None

    async def get(self, path: str, **query: Any) -> Any:
        return await self.ask("GET", path, params=query)

    async def thread(self, **chosen: Any) -> str:
        """A new conversation."""
        thread_id: str = (await self.ask("POST", "/api/threads", json=chosen))["thread_id"]
        return thread_id

    async def say(self, thread_id: str, question: str, answer: str | None = None) -> str:
        """Ask, and wait for the answer, whose text may be told: the id of the run."""
        if answer is not None:
            self.model.tell(question, answer)
        path = f"/api/threads/{thread_id}/messages"
        run_id: str = (await self.ask("POST", path, json={"content": question}))["run_id"]
        async with asyncio.timeout(30):
            while (await self.get(f"/api/runs/{run_id}"))["status"] not in ENDED:
                await asyncio.sleep(0.01)
        return run_id

    async def messages(self, thread_id: str) -> list[Any]:
        """What was said in a conversation."""
        found: list[Any] = (await self.get(f"/api/threads/{thread_id}/messages"))["messages"]
        return found

    async def remove_bases(self) -> None:
        """Remove the bases that it did not begin with."""
        for base in (await self.get("/api/kbs"))["kbs"]:
            if base["name"] not in BASES:
                await self.client.delete(f"/api/kbs/{quote(base['name'], safe='')}")

    async def kill(self) -> None:
        """End the server as a power cut would."""
        await self.server.kill()

    async def start_again(self) -> None:
        """Start it anew under the same address."""
        self.server = start(self.place)
        await self.server.ready()


def start(place: Place) -> Server:
    """Start a server and do not wait for it."""
    log = place.folder.with_suffix(".log")
    with log.open("a") as writing:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.page.served_page", "serve"],
            env=place.environment(),
            cwd=place.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
        )
    return Server(place, ("serve",), process, log)


def fill(folder: Path) -> None:
    """Make the base that every server of the tests begins with."""
    place = Place(folder, {})
    notes = folder.parent / "notes"
    notes.mkdir()
    for name, text in NOTES.items():
        (notes / name).write_text(text)
    for base, files in (("demo", CVS), ("notes", notes)):
        for command in (("create", base), ("add", base, files)):
            done = place.run_here("kb", *command)
            assert done.code == 0, done.told


@asynccontextmanager
async def opened_desk(
    filled: Path, folder: Path, model: ToldModel, page: Path, settings: Mapping[str, str]
) -> AsyncIterator[Desk]:
    """Serve a copy of what was filled; it is ended in the end."""
    shutil.copytree(filled, folder)
    port = free_port()
    chosen = {
        "FOLIOSCOPE_PORT": str(port),
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": CANARY,
        "LLM_MODEL": "told",
        "FOLIOSCOPE_ANSWER_CACHE": "false",  # each test tells what is answered
        "PAGE_UNDER_TEST": str(page),
        **settings,
    }
    place = Place(folder, {name: value for name, value in chosen.items() if value})
    server = start(place)
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False
    ) as client:
        desk = Desk(place, model, server, client)
        try:
            await server.ready()
            yield desk
        finally:
            desk.server.process.kill()
            desk.server.process.wait()
