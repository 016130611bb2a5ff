"""Coaching sessions in one JSON file: nothing to set up, easy to look into.

Each change reads the file, and puts a whole new one in its place, under a lock that other
processes of this machine respect. A file that is not whole is never written over. What was said
is in the conversations of the database; a session whose conversation is gone is not given out.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from folioscope.errors import BackendFailed
from folioscope.features.chat.repository import ThreadNotFound, Threads
from folioscope.features.coaching.repository import conversations_there
from folioscope.features.coaching.sessions import Coached, not_found
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

FORGOTTEN_AFTER = timedelta(hours=1)
"""One that is younger may be about to be committed."""


@dataclass(frozen=True)
class _Whole:
    sessions: dict[str, Coached]
    format: Literal["folioscope.coaching/1"] = "folioscope.coaching/1"


_FILE = TypeAdapter(_Whole)


class SessionsUnreadable(BackendFailed):
    """The file of sessions cannot be read: it is cut off, or something else."""

    code = "coaching_sessions_unreadable"


class SessionsNotWritten(BackendFailed):
    """The file of sessions cannot be written: no right, or no room."""

    code = "coaching_sessions_not_written"


class SessionFile:
    """The file, with the sessions of everybody."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Coached]:
        """Every session by its id; ``SessionsUnreadable``."""
        try:
            return _FILE.validate_json(self._path.read_bytes()).sessions
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        except ValidationError as error:
            raise self._unreadable(_told(error)) from error

    def change(self, edit: Callable[[dict[str, Coached]], object]) -> None:
        """Have the sessions be other ones; all of them or none."""
        try:
            with self._locked():
                sessions = self.read()
                edit(sessions)
                self._replace(_FILE.dump_json(_Whole(sessions), indent=1))
        except OSError as error:
            msg = f"{self._path} cannot be written: {error.strerror or error}."
            raise SessionsNotWritten(msg) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _replace(self, written: bytes) -> None:
        """Beside first, on disk, then in place: who reads sees the old file or the new one."""
        descriptor, beside = tempfile.mkstemp(dir=self._path.parent, prefix=".coaching-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(written)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(self._path)
        finally:
            Path(beside).unlink(missing_ok=True)

    def _unreadable(self, cause: str) -> SessionsUnreadable:
        msg = (
            f"The coaching sessions in {self._path} cannot be read: {cause}. Put a copy of it "
            "back, or move the file away and a new one is begun. It was left as it is."
        )
        return SessionsUnreadable(msg)


class FiledSessions:
    """The sessions of a principal in a file."""

    def __init__(self, file: SessionFile, session: Session, principal: Principal) -> None:
        self._file = file
        self._session = session
        self._threads = Threads(session, principal)

    async def add(self, session: Coached) -> None:
        """Keep a new session, and none any longer whose conversation went some time ago."""
        gone = await self._gone(lambda _: False)

        def edit(sessions: dict[str, Coached]) -> None:
            sessions[session.id] = session
            for session_id in gone:
                sessions.pop(session_id, None)

        await self._change(edit)

    async def get(self, session_id: str) -> Coached:
        """The session of that id; ``SessionNotFound``."""
        found = (await self._read()).get(session_id)
        if found is None or not await self._is_there(found):
            raise not_found(session_id)
        return found

    async def list(self, limit: int) -> Sequence[Coached]:
        """Sessions, those that were touched last first."""
        newest = sorted((await self._read()).values(), key=lambda one: one.id)
        newest.sort(key=lambda one: one.updated_at, reverse=True)
        found: list[Coached] = []
        for one in newest:
            if len(found) < limit and await self._is_there(one):
                found.append(one)
        return found

    async def put(self, session: Coached) -> None:
        """Keep a session as it is now."""
        await self._change(lambda sessions: sessions.update({session.id: session}))

    async def remove(self, session_id: str) -> None:
        """Forget a session."""
        await self.get(session_id)
        await self._change(lambda sessions: sessions.pop(session_id))

    async def bases(self) -> set[str]:
        """The ids of the bases that sessions search."""
        sessions = (await self._read()).values()
        return {one.base_id for one in sessions if one.base_id and await self._is_there(one)}

    async def forget_gone(self, is_about: Callable[[Coached], bool]) -> None:
        """Keep nothing of sessions, whoever's, whose conversation is gone: old ones, and these."""
        gone = await self._gone(is_about)
        if gone:
            await self._change(lambda sessions: [sessions.pop(one, None) for one in gone])

    async def _gone(self, is_about: Callable[[Coached], bool]) -> Sequence[str]:
        """The ids of sessions whose conversation is gone, if they are old or about that."""
        found = (await self._read()).values()
        before = now() - FORGOTTEN_AFTER
        there = await conversations_there(self._session, {one.thread_id for one in found})
        left = [one for one in found if one.thread_id not in there]
        return [one.id for one in left if one.updated_at < before or is_about(one)]

    async def _read(self) -> dict[str, Coached]:
        return await asyncio.to_thread(self._file.read)

    async def _change(self, edit: Callable[[dict[str, Coached]], object]) -> None:
        await asyncio.to_thread(self._file.change, edit)

    async def _is_there(self, session: Coached) -> bool:
        """Whether its conversation is there and the principal's: what the database says counts."""
        try:
            await self._threads.get(session.thread_id)
        except ThreadNotFound:
            return False
        return True


def _told(error: ValidationError) -> str:
    """What is wrong with the file, without a word of what is in it."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "it is cut off, or no JSON"
    return f"“{'.'.join(map(str, first['loc']))}” is not as it should be"
