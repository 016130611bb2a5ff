"""The whole program over a database, served on a private socket, and a client that talks to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from folioscope.doors.server import private_server
from folioscope.platform.database.engine import Database, parse_url
from folioscope.settings.values import Settings

PATIENCE = 120.0
NO_NAME = "http://localhost"


@dataclass(frozen=True)
class Frame:
    """One frame of a stream: its fields by name, as they stood on the wire."""

    fields: Mapping[str, str]

    @property
    def type(self) -> str:
        return self.fields.get("event", "")

    @property
    def seq(self) -> int:
        return int(self.fields["id"])

    @property
    def data(self) -> Any:
        return json.loads(self.fields["data"])


async def frames_of(response: httpx2.Response) -> AsyncIterator[Frame]:
    """The frames of a stream as they come."""
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        else:
            yield Frame(fields)
            fields = {}


@dataclass
class Program:
    """A served program. ``database`` looks at its rows from outside."""

    client: httpx2.AsyncClient
    database: Database
    data_dir: Path
    unix_socket: Path | None = None

    async def ask(self, method: str, path: str, status: int, **content: Any) -> Any:
        """The JSON of an answer that must have this status."""
        response = await self.client.request(method, path, **content)
        assert response.status_code == status, (response.status_code, response.text)
        return response.json() if response.content else None

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        return await self.ask("GET", path, status, params=query)

    async def post(self, path: str, status: int, body: object = None) -> Any:
        return await self.ask("POST", path, status, json=body)

    @asynccontextmanager
    async def stream(
        self, run_id: str, cursor: int | str | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """The open stream of a run."""
        headers = {} if cursor is None else {"Last-Event-ID": str(cursor)}
        path = f"/api/runs/{run_id}/events"
        async with (
            asyncio.timeout(PATIENCE),
            self.client.stream("GET", path, headers=headers) as response,
        ):
            yield response

    async def events(self, run_id: str, cursor: int | str | None = None) -> list[Frame]:
        """The events of a run to its end, without priming frame and heartbeats."""
        async with self.stream(run_id, cursor) as response:
            assert response.status_code == 200, await response.aread()
            frames = [frame async for frame in frames_of(response)]
        return [frame for frame in frames if frame.type not in ("", "heartbeat")]

    async def outcome(self, run_id: str) -> Any:
        """The data of the terminal event of a run."""
        return (await self.events(run_id))[-2].data

    async def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """What the database answers."""
        async with self.database.read() as session:
            return [tuple(row) for row in await session.execute(text(statement), values)]

    async def stored_events(self, run_id: str) -> list[tuple[Any, ...]]:
        """The rows of the events of a run."""
        chosen = "SELECT seq, type, data FROM run_events WHERE run_id = :id ORDER BY seq"
        return await self.rows(chosen, id=run_id)

    async def upload(self, kb: str, files: Mapping[str, bytes]) -> Any:
        """What the server answers to an upload."""
        parts = [("files", (name, content)) for name, content in files.items()]
        return await self.ask("POST", f"/api/kbs/{kb}/documents", 202, files=parts)

    async def add(self, kb: str, files: Mapping[str, bytes]) -> Any:
        """What an upload comes to once it is taken in."""
        accepted = await self.upload(kb, files)
        return (await self.outcome(accepted["run_id"]))["result"]

    async def fill(self, kb: str, files: Mapping[str, str]) -> None:
        """Make a base of texts, all of which must be taken in."""
        await self.post("/api/kbs", 201, {"name": kb})
        result = await self.add(kb, {name: told.encode() for name, told in files.items()})
        assert (result["added"], result["failed"]) == (len(files), [])

    async def search(self, kb: str | None, query: str, **wanted: Any) -> list[Any]:
        """What is found."""
        answer = await self.post("/api/search", 200, {"kb": kb, "query": query, **wanted})
        hits: list[Any] = answer["hits"]
        return hits

    async def question(self, content: str = "hello", **thread: Any) -> tuple[str, str]:
        """A new thread with a question: the ids of the thread and of its run."""
        thread_id = (await self.post("/api/threads", 201, thread))["thread_id"]
        path = f"/api/threads/{thread_id}/messages"
        return thread_id, (await self.post(path, 202, {"content": content}))["run_id"]

    async def messages(self, thread_id: str) -> list[Any]:
        """The messages of a thread."""
        found: list[Any] = (await self.get(f"/api/threads/{thread_id}/messages"))["messages"]
        return found

    async def blobs(self) -> set[str]:
        """Names of the stored files; half-written ones and what is pinned included."""
        if not self.database.is_sqlite:
            held = "SELECT digest FROM blobs UNION SELECT pin FROM blob_pins"
            return {row[0] for row in await self.rows(held)}
        files = [path for path in (self.data_dir / "files").rglob("*") if path.is_file()]
        return {path.name for path in files if path.parent.name != "locks"}

    async def assert_kept(self, digests: set[str]) -> None:
        """These files are kept and no others, once what is deleted after a request is gone."""
        async with asyncio.timeout(PATIENCE):
            while (kept := await self.blobs()) > digests:
                await asyncio.sleep(0.01)
        assert kept == digests

    async def assert_nothing_half_stored(self) -> None:
        """Chunks are those of documents that can be found, files those that documents need."""
        unpublished = (
            "SELECT c.id FROM chunks c JOIN documents d ON d.id = c.document_id "
            "WHERE d.state <> 'ready' OR c.revision = 0"
        )
        assert await self.rows(unpublished) == []
        undone = "SELECT path, state FROM documents WHERE state NOT IN ('ready', 'failed')"
        assert await self.rows(undone) == []
        needed = "SELECT f.digest FROM files f JOIN documents d ON d.file_id = f.id"
        digests = {row[0] for row in await self.rows(needed)}
        assert {row[0] for row in await self.rows("SELECT digest FROM files")} == digests
        await self.assert_kept(digests)


@asynccontextmanager
async def open_program(settings: Settings) -> AsyncIterator[Program]:
    """Serve the program on a socket of its own."""
    database = Database(parse_url(settings.database_address))
    async with private_server(settings) as (socket, token):
        transport = httpx2.AsyncHTTPTransport(uds=str(socket), verify=False)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(
            transport=transport, base_url=NO_NAME, headers=headers, timeout=PATIENCE
        ) as client:
            try:
                yield Program(client, database, settings.data_dir, socket)
            finally:
                await database.aclose()


def same_for_all(problem: dict[str, Any]) -> dict[str, Any]:
    """What a problem says, but for which request it answered."""
    return {name: said for name, said in problem.items() if name != "request_id"}
