"""Everybody who asks in the matrix, on one opened program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import update

from folioscope.features.accounts.keys import new_key
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.tables import ApiKey, User
from folioscope.features.visiting.known_visitors import PREFIX
from folioscope.platform.database.base import new_id, now
from folioscope.platform.principal import SCOPES, Scope
from folioscope.settings.values import Settings
from tests.opened_program import Program
from tests.security.world import Came, Maker
from tests.signed_in import Accounts, Someone, open_accounts

CV = b"# Ada Byron\n\n## Experience\n\n### Engineer, Acme\n2014 - 2021\nRan Kubernetes.\n"
UNLIMITED = {
    "requests_per_minute": 0,
    "anonymous_per_minute": 0,
    "attempts_per_minute": 0,
    "messages_per_minute": 0,
    "tokens_per_day": 0,
    "max_bases": 0,
    "max_waiting_runs": 1000,
    "watch_seconds": 3600,
}
NOTHING = {name: new_id() for name in ("my_kb", "my_thread", "my_resume", "my_folder")}
"""What somebody has who has nothing."""


@dataclass(frozen=True)
class Asker:
    """Somebody who asks. ``level`` is what they may do to the owner's base, ``own`` what is theirs.

    ``kind`` is that of their principal; empty where nobody is known.
    """

    name: str
    program: Program
    kind: str = ""
    level: str = ""
    role: str = "member"
    own: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Matrix:
    """Who asks, those who may the least first, and what makes the things they ask about.

    ``keys`` are those of the owner, each good for one thing.
    """

    askers: tuple[Asker, ...]
    keys: Mapping[Scope, Asker]
    maker: Maker


@asynccontextmanager
async def open_matrix(settings: Settings, folder: Path) -> AsyncIterator[Matrix]:
    """Open a program with everybody in it."""
    changed: dict[str, Any] = {**UNLIMITED, "allowed_roots": (folder,)}
    async with open_accounts(settings, **changed) as accounts:
        owner = await accounts.someone("owner")
        await owner.post("/api/kbs", 201, {"name": "first"})
        await owner.add("first", {"cv.md": CV})
        people = {name: await accounts.someone(name) for name in ("other", "reader", "writer")}
        admin = await accounts.someone("admin", role="admin")
        suspended = await accounts.someone("suspended")
        came, visitor = await _visitor(accounts, owner)
        await _suspend(suspended)
        of_other = await _things_of(people["other"], folder)
        askers = (
            Asker("anonymous", await accounts.with_token(None)),
            Asker("suspended", suspended),
            Asker("other", people["other"], "user", own=of_other),
            await _key_of(accounts, Asker("other", people["other"], own=of_other)),
            Asker("admin", admin, "user", role="admin", own=await _things_of(admin, folder)),
            Asker("visitor", visitor, "visitor", "read", own={**NOTHING, "my_thread": came.thread}),
            *[
                Asker(name, people[name], "user", level, own=await _things_of(people[name], folder))
                for name, level in (("reader", "read"), ("writer", "write"))
            ],
            Asker("owner", owner, "user", "own", own=await _things_of(owner, folder)),
        )
        keys = {scope: await _key_of(accounts, askers[-1], [scope]) for scope in SCOPES}
        sharing = (people["reader"].user_id, people["writer"].user_id)
        yield Matrix(askers, keys, Maker(owner, *sharing, came))


async def _things_of(asker: Program, folder: Path) -> Mapping[str, str]:
    """A base, a conversation and a résumé by hand."""
    base = await asker.post("/api/kbs", 201, {"name": "own"})
    thread = await asker.post("/api/threads", 201, {"kbs": ["own"]})
    written = {"resume": {"basics": {"name": "Me", "summary": "Knows Kubernetes."}}}
    resume = await asker.post("/api/resumes", 201, written)
    return {
        "my_kb": base["kb_id"],
        "my_thread": thread["thread_id"],
        "my_resume": resume["resume_id"],
        "my_folder": str(folder),
    }


async def _visitor(accounts: Accounts, owner: Someone) -> tuple[Came, Program]:
    """Somebody who comes by a link of the owner's; the first world makes it."""
    secret = PREFIX + new_id()
    async with owner.database.write() as session:
        user = User(name="visitor", kind="visitor", created_by=owner.user_id)
        session.add(user)
    came = Came(user.id, digest_of(secret), new_id())
    return came, await accounts.with_token(secret)


async def _key_of(accounts: Accounts, of: Asker, scopes: Iterable[Scope] = SCOPES) -> Asker:
    """Somebody with a key of another, good for all that its user may do or for less."""
    key, who = new_key(), of.program
    assert isinstance(who, Someone)
    named = {"user_id": who.user_id, "name": f"for {sorted(scopes)}", "start": "fsk_"}
    async with who.database.write() as session:
        session.add(ApiKey(**named, digest=digest_of(key), scopes=sorted(scopes)))
    program = await accounts.with_token(key)
    return replace(of, name=f"{of.name}'s key", kind="key", program=program)


async def _suspend(who: Someone) -> None:
    async with who.database.write() as session:
        suspended = update(User).where(User.id == who.user_id).values(suspended_at=now())
        await session.execute(suspended)
