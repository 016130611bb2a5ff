"""A program with accounts, and clients of users who have logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from folioscope.features.accounts.access_tokens import AccessTokens, Claims
from folioscope.features.accounts.tables import Login, User
from folioscope.platform.database.base import new_id, now
from folioscope.platform.principal import Role
from folioscope.settings.values import Settings
from tests.opened_program import NO_NAME, PATIENCE, Program, open_program

SECRET_KEY = "of the tests alone: 0123456789abcdef"
PATIENT = {
    "requests_per_minute": 1_000_000,
    "anonymous_per_minute": 1_000_000,
    "attempts_per_minute": 1_000_000,
}
"""Limits that tests of other things do not meet."""


@dataclass
class Someone(Program):
    """The program as a user meets it who has logged in, with a bearer token."""

    user_id: int = 0
    token: str = ""
    login_id: str = ""


@dataclass
class Accounts:
    """A program with accounts. ``local`` is the person at the machine, with the server's token."""

    local: Program
    tokens: AccessTokens
    _stack: AsyncExitStack

    async def someone(self, name: str = "ada", role: Role = "member") -> Someone:
        """A new user, logged in. Nothing is hashed, so it costs no time."""
        async with self.local.database.write() as session:
            user = User(name=name, email=f"{name}@example.org", role=role, created_by=None)
            session.add(user)
            await session.flush()
            login = Login(user_id=user.id, digest=new_id(), expires_at=now() + timedelta(days=1))
            session.add(login)
        token = self.tokens.sign(Claims(user.id, login.id, user.epoch), now())
        program = await self.with_token(token)
        return Someone(
            program.client,
            program.database,
            program.data_dir,
            program.unix_socket,
            user_id=user.id,
            token=token,
            login_id=login.id,
        )

    async def with_token(self, token: str | None) -> Program:
        """The program as whoever shows this token meets it; None is nobody."""
        return await self._as({} if token is None else {"Authorization": f"Bearer {token}"})

    async def with_cookie(self, token: str) -> Program:
        """The program as its own page meets it that has this access token in its cookie."""
        return await self._as({"Cookie": f"folioscope_access={token}", "Origin": NO_NAME})

    async def _as(self, headers: dict[str, str]) -> Program:
        # Reading the certificates of the system takes longer than most tests.
        transport = httpx2.AsyncHTTPTransport(uds=str(self.local.unix_socket), verify=False)
        client = httpx2.AsyncClient(
            transport=transport, base_url=NO_NAME, headers=headers, timeout=PATIENCE
        )
        await self._stack.enter_async_context(client)
        return Program(client, self.local.database, self.local.data_dir, self.local.unix_socket)


@asynccontextmanager
async def open_accounts(settings: Settings, **changed: object) -> AsyncIterator[Accounts]:
    """Serve the program with accounts; ``changed`` are settings that are otherwise."""
    chosen = {"auth": "password", "secret_key": SECRET_KEY, **PATIENT, **changed}
    given = Settings(_env_file=None, **{**settings.model_dump(), **chosen})
    tokens = AccessTokens(given.secret_key.get_secret_value().encode(), timedelta(minutes=10))
    async with AsyncExitStack() as stack, open_program(given) as program:
        yield Accounts(program, tokens, stack)
