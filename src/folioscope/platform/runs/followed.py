"""Streams of runs that clients hold open, and the runs that one WebSocket follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from functools import partial

from folioscope.errors import FolioscopeError
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.api.sockets import GOING_AWAY, Reference, Socket, written
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service
from folioscope.platform.runs.events import Event
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.repository import RunNotFound, Runs

DELETED = "This run was deleted, or may not be seen any more."
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stream:
    """An open stream. ``place`` is to be closed when it ends, however it ends."""

    run_id: str
    cursor: int
    events: AsyncGenerator[Event, None]
    place: ExitStack


@dataclass(frozen=True, slots=True)
class Sought:
    """A run of which there is something to follow, whose it is, for whom, and from where on."""

    run_id: str
    owner_id: int
    cursor: int
    principal: Principal

    @property
    def is_shared(self) -> bool:
        """Whether it is somebody else's, seen by a share that may end."""
        return self.principal.kind != "local" and self.principal.user_id != self.owner_id


@dataclass(frozen=True, slots=True)
class Streams:
    """Opens streams: what every door asks before the first event.

    Of runs that others own it is looked ``every`` so many seconds whether they may still be seen.
    """

    database: Database
    tails: Tails
    places: OpenStreams
    every: float = LOOK_SECONDS

    async def open(self, principal: Principal, run_id: str, after: str) -> Stream | None:
        """The events of a run beyond a cursor as a client wrote it; None when none are left."""
        sought = await self.seek(principal, run_id, after)
        return None if sought is None else self.begin(sought)

    async def seek(self, principal: Principal, run_id: str, after: str) -> Sought | None:
        """What would be opened, which takes no place yet; None when no events are left."""
        cursor = service.read_cursor(after)
        async with self.database.read() as session:
            run = await Runs(session, principal).get(run_id)
        if service.is_beyond_the_end(run, cursor):
            return None
        return Sought(run.id, run.owner_id, cursor, principal)

    def begin(self, sought: Sought) -> Stream:
        """Take a place for it and open it. The place is that of who follows, if it is shared."""
        principal = sought.principal
        user_id = principal.user_id if sought.is_shared else sought.owner_id
        place = self.places.take(user_id, is_visitor=principal.kind == "visitor")
        events = self.tails.follow(sought.run_id, sought.cursor)
        if sought.is_shared:
            events = self._while_seen(sought, events)
        return Stream(sought.run_id, sought.cursor, events, place)

    async def _while_seen(
        self, sought: Sought, events: AsyncGenerator[Event, None]
    ) -> AsyncGenerator[Event, None]:
        """The events up to where the run may be seen no more."""
        loop = asyncio.get_running_loop()
        looked = loop.time()
        async with aclosing(events):
            async for event in events:
                if loop.time() - looked >= self.every:
                    async with self.database.read() as session:
                        if not await Runs(session, sought.principal).is_seen(sought.run_id):
                            return
                    looked = loop.time()
                yield event


def envelope(event: Event) -> str:
    """An event as a WebSocket carries it; its data is the very text that was stored."""
    head = f'"run_id":"{event.run_id}","seq":{event.seq},"type":"{event.type}"'
    return f'{{{head},"data":{event.data}}}'


class FollowedRuns:
    """The runs that one socket follows, each once."""

    def __init__(
        self, socket: Socket, tasks: asyncio.TaskGroup, streams: Streams, principal: Principal
    ) -> None:
        self._socket = socket
        self._tasks = tasks
        self._streams = streams
        self._principal = principal
        self._following: dict[str, asyncio.Task[None]] = {}

    def has(self, run_id: str) -> bool:
        """Whether the run is being followed."""
        return run_id in self._following

    async def resume(self, run_id: str, after: str, ref: Reference = None) -> None:
        """Follow a run from a cursor; if it is followed already, from there anew.

        What is refused leaves it followed as it is.
        """
        sought = await self._streams.seek(self._principal, run_id, after)
        await self.leave(run_id)  # before the place of the new one is taken: it may be the last
        if sought is None:
            await self._socket.send(written("end", ref=ref, run_id=run_id))
            return
        stream = self._streams.begin(sought)
        task = self._tasks.create_task(self._follow(stream, ref))
        self._following[stream.run_id] = task
        task.add_done_callback(partial(self._ended, stream))

    async def leave(self, run_id: str) -> None:
        """Follow a run no more; nothing of it is sent once this returns."""
        task = self._following.get(run_id)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def _follow(self, stream: Stream, ref: Reference) -> None:
        is_done = False
        begun = written("following", ref=ref, run_id=stream.run_id, after=stream.cursor)
        await self._socket.send(begun)
        try:
            async with aclosing(stream.events) as events:
                async for event in events:
                    await self._socket.send(envelope(event))
                    is_done = event.type == "done"
        except FolioscopeError as error:
            await self._socket.tell(error, run_id=stream.run_id)
            return
        if self._streams.tails.is_closed and not is_done:
            await self._socket.close(GOING_AWAY, "The server stops.")
        elif not is_done:
            await self._socket.tell(RunNotFound(DELETED), run_id=stream.run_id)

    def _ended(self, stream: Stream, _task: asyncio.Task[None]) -> None:
        stream.place.close()
        del self._following[stream.run_id]
