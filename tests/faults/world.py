"""A case's world: a place with its database and language model, servers, clients, a journal."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.clients import (
    STEADY,
    Journal,
    Manner,
    Posted,
    Watch,
    carry_on,
    follow,
    insist,
    post,
)
from tests.faults.processes import Held, Server, free_port, held_by, start
from tests.faults.rows import Rows
from tests.faults.wire import Answer, Broken, Connection
from tests.running_program import Place
from tests.scripted_openai_server import ScriptedServer

RECOVERY_SECONDS = 60.0
ACTIVE = (
    "SELECT id, kind, status, attempt FROM runs WHERE status IN ('waiting', 'queued', 'running')"
)
UNDONE = (
    "SELECT id, kind, status, attempt, created_at, started_at, not_before, lease_until, "
    "cancel_requested_at FROM runs WHERE finished_at IS NULL LIMIT 5"
)
TAKEN_OVER = "SELECT min(attempt) FROM runs HAVING min(attempt) > 1"
FAST = "{{words=8}}"
SLOW = "{{words=60 gap=0.02}}"


@dataclass(frozen=True)
class User:
    """Somebody with threads, and a word that only they say and are told."""

    id: int
    canary: str


@dataclass
class World:
    """Everything that a case has; one per case and database."""

    place: Place
    model: ScriptedServer
    rows: Rows
    journal: Journal = field(default_factory=Journal)
    servers: list[Server] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    threads: dict[str, User] = field(default_factory=dict)
    before: Held | None = None
    port: int = 0

    @property
    def server(self) -> Server:
        """The process that answers."""
        return next(s for s in reversed(self.servers) if s.port == self.port)

    def move_to(self, server: Server) -> None:
        """Have clients talk to another server from now on."""
        self.port = server.port

    @property
    def recovery(self) -> float:
        """Seconds in which a run ends once nothing is in its way."""
        return RECOVERY_SECONDS

    # Processes

    async def start(
        self, failpoints: str = "", *, arguments: Sequence[str] = ("serve",), **settings: str
    ) -> Server:
        """Start the server; without more arguments it accepts, executes and streams."""
        server = await self.launch(arguments, failpoints, **settings)
        self.move_to(server)
        if not self.users:
            self.users = [await self._user(), await self._user()]
        return server

    async def launch(
        self, arguments: Sequence[str], failpoints: str = "", *, beside: str = "", **settings: str
    ) -> Server:
        """Start a process in this place or, with a name, in a folder and on a port beside it."""
        place = self.beside(beside) if beside else self.place
        settings = {**place.settings, "FOLIOSCOPE_FAILPOINTS": failpoints, **settings}
        server = start(Place(place.folder, settings), *arguments)
        self.servers.append(server)
        await server.ready()
        return server

    def beside(self, name: str) -> Place:
        """A folder and a port of their own on the same database."""
        settings = {**self.place.settings, "FOLIOSCOPE_PORT": str(free_port())}
        return Place(self.place.folder.with_name(name), settings)

    async def remember(self) -> None:
        """Answer a question and keep what the server then holds, to compare in the end."""
        await self.answered(await self.ask(await self.thread(), FAST))
        self.before = held_by(self.server.pid)

    # Clients

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request on a connection of its own; ``Broken`` without an answer."""
        connection = await Connection.open(self.port)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await connection.ask(method, path, body, named)
        finally:
            connection.vanish()

    async def get(self, path: str) -> Any:
        """What is found at a path, which is there."""
        answer = await self.call("GET", path)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.json

    async def send(self, path: str, body: object = None, status: int = 201) -> Any:
        """What a POST that succeeds is answered."""
        answer = await self.call("POST", path, body)
        assert answer.status == status, (path, answer.status, answer.body)
        return answer.json

    async def _user(self) -> User:
        canary = f"canary{secrets.token_hex(4)}x"
        return User((await self.send("/api/users", {"name": canary}))["user_id"], canary)

    async def thread(self, user: int = 0) -> str:
        """A new thread of one of the users."""
        owner = self.users[user]
        made = await self.send("/api/threads", {"user_id": owner.id})
        self.threads[made["thread_id"]] = owner
        return str(made["thread_id"])

    def message(self, thread_id: str, wish: str = FAST, *, key: str | None = None) -> Posted:
        """A message that was never there before; ``wish`` directs the language model."""
        canary = self.threads[thread_id].canary
        directed = wish.replace("{{", f"{{{{say={canary} ")
        return Posted(thread_id, f"{canary} asks {secrets.token_hex(6)} {directed}", key)

    async def ask(self, thread_id: str, wish: str = FAST, **fields: Any) -> Posted:
        """Post a message that is acknowledged."""
        posted = await post(self, self.journal, self.message(thread_id, wish), **fields)
        assert posted.is_acknowledged, (posted.status, posted.answer)
        return posted

    async def insist(self, posted: Posted) -> Posted:
        """Post until it is acknowledged."""
        return await insist(self, self.journal, posted)

    async def follow(self, posted: Posted, cursor: int = 0, manner: Manner = STEADY) -> Watch:
        """Follow the run of a message."""
        return await follow(self, self.journal, posted.run_id, cursor, manner)

    async def carry_on(self, watch: Watch, manner: Manner = STEADY) -> Watch:
        """Follow on where a client left."""
        await carry_on(self, watch, manner)
        return watch

    async def answered(self, posted: Posted) -> Watch:
        """Follow the run of a message, which is answered."""
        watch = await self.follow(posted)
        assert [frame.type for frame in watch.seen[-2:]] == ["final", "done"], watch.seen[-2:]
        return watch

    async def cancel(self, run_id: str) -> Answer:
        """Ask a run to end."""
        return await self.call("POST", f"/api/runs/{run_id}/cancel")

    async def cancel_if_it_can(self, run_id: str) -> None:
        """Ask a run to end, if there is a server to ask."""
        with suppress(Broken):
            await self.cancel(run_id)

    async def status(self, run_id: str) -> str:
        """Where a run stands, by its row."""
        return str(await self.rows.one("SELECT status FROM runs WHERE id = :id", id=run_id))

    async def until(self, statement: str, seconds: float = RECOVERY_SECONDS) -> None:
        """Wait until a query has rows."""
        deadline = time.monotonic() + seconds
        while not await self.rows.all(statement):
            assert time.monotonic() < deadline, f"in {seconds} s never: {statement}"
            await asyncio.sleep(0.05)

    # Settling

    async def settle(self, seconds: float | None = None) -> None:
        """Wait until every run has ended; there must be a process that executes them."""
        patience = seconds or self.recovery
        deadline = time.monotonic() + patience
        while left := await self.rows.all(ACTIVE):
            assert time.monotonic() < deadline, f"I5: after {patience} s there are still {left}"
            await asyncio.sleep(0.1)

    def described(self) -> str:
        """What is undone and what the processes said, for whoever looks into a failure."""
        undone = [f"undone: {row}" for row in self.rows.now(UNDONE)]
        logs = [f"{server.arguments} said:\n{server.told()[-3000:]}" for server in self.servers]
        return "\n".join([*undone, *logs])

    async def close(self) -> None:
        """End what still runs."""
        for server in self.servers:
            if server.is_running:
                await server.kill()
        self.rows.engine.dispose()


def place_for(folder: Path, url: str, model: ScriptedServer, **settings: str) -> Place:
    """A place whose limits are out of the way of cases that are about something else."""
    return Place(
        folder,
        {
            "FOLIOSCOPE_DATABASE_URL": url,
            "FOLIOSCOPE_PORT": str(free_port()),
            "FOLIOSCOPE_LOG_LEVEL": "warning",
            "FOLIOSCOPE_MAX_ACTIVE_RUNS": "1000",
            "FOLIOSCOPE_MAX_WAITING_RUNS": "100000",
            "FOLIOSCOPE_MAX_STREAMS": "5000",
            "FOLIOSCOPE_MAX_STREAMS_PER_USER": "5000",
            "LLM_PROVIDER": "openai",
            "FOLIOSCOPE_ANSWER_CACHE": "false",
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": "none",
            "TMPDIR": str(folder.parent / "temporary"),
            **settings,
        },
    )
