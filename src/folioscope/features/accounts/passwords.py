"""Passwords, hashed by argon2 in threads: it takes time and memory on purpose."""

from __future__ import annotations

import asyncio

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from folioscope.errors import Invalid

LEAST = 10  # characters
MOST = 1_000
LEAST_DIFFERENT = 4
AT_ONCE = 2  # hashes, each with 46 MiB: more would only wait for a processor

_ARGON2 = Argon2Hasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


class PasswordWeak(Invalid):
    """A password that is guessed soon."""

    code = "password_weak"


class Passwords:
    """Hashes passwords and checks them, so many at once; others wait for their turn."""

    def __init__(self) -> None:
        self._hashing = PasswordHash((_ARGON2,))
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hashing.hash, password)

    async def are_same(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one that is kept; no faster where there is none."""
        if self._nobodys is None:
            self._nobodys = await self.hash("nobody has this password")
        async with self._turns:
            is_same = await asyncio.to_thread(self._verify, password, kept or self._nobodys)
        return is_same and kept is not None

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self._hashing.verify(password, kept)
        except PwdlibError:  # a hash that was damaged or came from elsewhere
            return False


def check_password(password: str, *others: str) -> None:
    """Refuse a password that is short, or one of ``others``: the name, the address."""
    if not LEAST <= len(password) <= MOST:
        raise PasswordWeak(f"A password has {LEAST} characters at least, and {MOST} at the most.")
    known = {other.strip().lower() for other in others} | {"folioscope"}
    known |= {other.partition("@")[0] for other in known}
    if password.strip().lower() in known or len(set(password)) < LEAST_DIFFERENT:
        raise PasswordWeak("A password that is a name or one letter over and over is guessed soon.")
