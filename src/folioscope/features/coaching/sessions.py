"""The port of session stores: where coaching sessions are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from folioscope.errors import NotFound
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal


class SessionNotFound(NotFound):
    """No such coaching session, or not the caller's."""

    code = "coaching_session_not_found"


@dataclass(frozen=True, slots=True)
class Coached:
    """A coaching session as it is kept.

    ``snapshot`` is what it is about. What was said is in the conversation ``thread_id``, and
    ``base_id`` is what is searched, of which ``documents`` are the two texts of the snapshot.
    """

    id: str
    owner_id: int
    thread_id: str
    resume_id: str
    offer_id: str | None
    base_id: str | None
    profile_id: str
    job_id: str
    snapshot: Mapping[str, Any]
    documents: tuple[str, ...]
    context: str
    created_at: datetime
    updated_at: datetime

    @property
    def base_name(self) -> str:
        """What the base is called that the texts are in."""
        return f"{self.profile_id}_{self.job_id}"


class Sessions(Protocol):
    """The coaching sessions of a principal, within a transaction of the database.

    A session whose conversation is gone is gone too.
    """

    async def add(self, session: Coached) -> None:
        """Keep a new session."""
        ...

    async def get(self, session_id: str) -> Coached:
        """The session of that id; ``SessionNotFound``."""
        ...

    async def list(self, limit: int) -> Sequence[Coached]:
        """Sessions, those that were touched last first."""
        ...

    async def put(self, session: Coached) -> None:
        """Keep a session that is there as it is now."""
        ...

    async def remove(self, session_id: str) -> None:
        """Forget a session."""
        ...

    async def bases(self) -> set[str]:
        """The ids of the bases that sessions search."""
        ...

    async def forget_gone(self, is_about: Callable[[Coached], bool]) -> None:
        """Keep nothing of sessions, whoever's, whose conversation is gone: old ones, and these."""
        ...


OpenSessions = Callable[[Session, Principal], Sessions]
"""Opens the store that the settings choose, for one principal in one transaction."""


def not_found(session_id: str) -> SessionNotFound:
    """That there is no such session."""
    return SessionNotFound(f"There is no coaching session “{session_id[:80]}”.")
