"""Secrets of visitors as credentials: of who came to a public chat that is open."""

from __future__ import annotations

from folioscope.features.accounts.identify import Identity, TokenRefused
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.remembered import Remembered
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.visiting.repository import OpenChats
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal, Scope

PREFIX = "fsv_"
SCOPES: frozenset[Scope] = frozenset({"read", "ask"})


class KnownVisitors:
    """The resolver of visitors' secrets. Whether their chat is open is remembered for seconds."""

    def __init__(self, database: Database, revocations: Revocations) -> None:
        self._database = database
        self._remembered: Remembered[int] = Remembered(revocations)

    async def __call__(self, secret: str, _is_open: object) -> Identity:
        """Who came with it; ``TokenRefused``. Nobody stays in a chat that was switched off."""
        digest = digest_of(secret)
        user_id = await self._remembered.get(digest, lambda: self._read(digest))
        if user_id is None:
            raise TokenRefused("This chat is closed, or you have been away from it for long.")
        return Identity(Principal("visitor", user_id, scopes=SCOPES), f"visitor:{user_id}")

    async def _read(self, digest: str) -> int | None:
        async with self._database.read() as session:
            return await OpenChats(session).find_visitor(digest)
