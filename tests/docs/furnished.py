"""A served program with a little of everything, for the commands that documents show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from docs.examples import LOGIN
from folioscope.backends.registry import BACKENDS
from folioscope.settings.values import Settings
from tests.features.offers.scripted_board import BOARDS, REGISTRY, ScriptedBoard, posting
from tests.opened_program import Program
from tests.signed_in import Accounts, open_accounts

CV = """# {name}

{city}, France · {name}@example.org

## Experience

### Platform engineer, Acme
2015 - 2021
Ran Kubernetes clusters in production.

## Skills

Kubernetes, Python
"""
PEOPLE = {"Ada Byron": "Lyon", "Bob Stone": "Paris", "Eve Martin": "Lille"}
Looked = Callable[[Any], Any]


def _other(logins: list[Any]) -> Any:
    """A login that is not the one that asks."""
    return next(one["login_id"] for one in logins if not one["is_this"])


def _own(resumes: list[Any]) -> Any:
    """A résumé that is of no document."""
    return next(one["resume_id"] for one in resumes if one["document_id"] is None)


LISTED: Mapping[str, tuple[str, Looked]] = {
    "DOCUMENT": ("/api/kbs/team/documents", lambda told: told["documents"][0]["document_id"]),
    "WATCH": ("/api/kbs/team/watches", lambda told: told["watches"][0]["watch_id"]),
    "RESUME": ("/api/resumes", lambda told: _own(told["resumes"])),
    "THREAD": ("/api/threads", lambda told: told["threads"][0]["thread_id"]),
    "SESSION": ("/api/chat/sessions", lambda told: told["sessions"][0]["session_id"]),
    "OFFER": ("/api/offers", lambda told: told["offers"][0]["offer_id"]),
    "ERASURE": ("/api/erasures", lambda told: told["erasures"][0]["erasure_id"]),
    "EVALUATION": ("/api/evaluations", lambda told: told["evaluations"][0]["evaluation_id"]),
    "KEY_ID": ("/api/keys", lambda told: told["keys"][0]["key_id"]),
    "LOGIN": ("/api/users/me/logins", lambda told: _other(told["logins"])),
    "INVITATION": ("/api/invitations", lambda told: told["invitations"][0]["invitation_id"]),
    "SHARE": ("/api/kbs/team/shares", lambda told: told["shares"][0]["share_id"]),
    "LINK": ("/api/links", lambda told: told["links"][0]["link_id"]),
    "TOKEN": ("/api/links", lambda told: told["links"][0]["url"].rpartition("/")[2]),
}
"""Where the id of a variable is found, asked for when a command has it."""


@dataclass
class Furnished:
    """The program as its owner Ada meets it, and the folder that commands are run in."""

    program: Program
    accounts: Accounts
    folder: Path
    bob_id: int
    key: str

    async def value(self, name: str) -> str:
        """What a variable of the shell stands for."""
        made: Mapping[str, Callable[[], Awaitable[str]]] = {
            "RUN": self._run,
            "REFRESH_TOKEN": self._refresh_token,
            "INVITATION_TOKEN": self._invitation_token,
        }
        fixed = {"USER": str(self.bob_id), "FOLDER": str(self.folder / "cvs"), "KEY": self.key}
        if name in fixed:
            return fixed[name]
        if name in made:
            return await made[name]()
        path, look = LISTED[name]
        return str(look(await self.program.get(path)))

    async def _run(self) -> str:
        _, run_id = await self.program.question("Who has run Kubernetes?")
        await self.program.outcome(run_id)
        return run_id

    async def _refresh_token(self) -> str:
        form = {"username": LOGIN["email"], "password": LOGIN["password"]}
        told = await self.program.ask("POST", "/api/auth/token", 200, data=form)
        return str(told["refresh_token"])

    async def _invitation_token(self) -> str:
        return str((await self.program.post("/api/invitations", 201, {}))["token"])


@asynccontextmanager
async def furnished(
    settings: Settings, folder: Path, patch: pytest.MonkeyPatch
) -> AsyncIterator[Furnished]:
    """Serve it, with a base “team”, a board “bakeries” and another user, Bob."""
    cvs = _cvs(folder)
    patch.setitem(BACKENDS, "job_boards", REGISTRY)
    patch.setitem(BOARDS, "bakeries", ScriptedBoard([posting(number) for number in range(3)]))
    chosen = {"allowed_roots": (folder,), "sign_up": "open"}
    async with open_accounts(settings, **chosen) as accounts:
        ada = await accounts.someone("ada", role="owner")
        bob = await accounts.someone("bob")
        zoe = await accounts.someone("zoe", role="owner")  # so that Ada may go
        password = {"password": LOGIN["password"]}
        for owner in (ada, zoe):
            path = f"/api/users/{owner.user_id}/password"
            await accounts.local.ask("PUT", path, 204, json=password)
        form = {"username": LOGIN["email"], **password}
        key = (await ada.ask("POST", "/api/auth/token", 200, data=form))["access_token"]
        program = await accounts.with_token(key)
        await program.fill("team", cvs)
        await program.post(
            "/api/boards", 201, {"name": "bakeries", "backend": "scripted", "slug": "bakeries"}
        )
        synced = await program.post("/api/boards/bakeries/sync", 202, {})
        await program.outcome(synced["run_id"])
        yield Furnished(program, accounts, folder, bob.user_id, key)


def _cvs(folder: Path) -> dict[str, str]:
    """CVs in ``cvs/`` of the folder, one beside it, and their texts by name."""
    (folder / "cvs").mkdir(parents=True)
    told = {}
    for name, city in PEOPLE.items():
        file = f"{name.partition(' ')[0].lower()}.md"
        told[file] = CV.format(name=name, city=city)
        (folder / "cvs" / file).write_text(told[file])
    (folder / "cv.md").write_text(CV.format(name="Zoe Quill", city="Nice"))
    return told
