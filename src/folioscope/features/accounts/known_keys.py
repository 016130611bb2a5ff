"""API keys as credentials: whose a key is that somebody shows."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from folioscope.features.accounts.identify import Identity, TokenRefused
from folioscope.features.accounts.key_repository import USE_NOTED_EVERY, KeyStanding, ShownKeys
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.remembered import Remembered
from folioscope.features.accounts.revocations import Revocations
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


class KnownKeys:
    """The resolver of API keys. Whether a key stands is remembered for some seconds."""

    def __init__(
        self,
        database: Database,
        revocations: Revocations,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._database = database
        self._remembered: Remembered[KeyStanding] = Remembered(revocations, clock)

    async def __call__(self, key: str, is_open: bool) -> Identity:  # noqa: ARG002, FBT001 a Resolver
        """Whose key it is; ``TokenRefused``. A key that is over is so for open streams too."""
        digest = digest_of(key)
        found = await self._remembered.get(digest, lambda: self._read(digest))
        if found is None or (found.expires_at is not None and found.expires_at <= now()):
            raise TokenRefused("The API key is revoked or over, or not one of this server.")
        principal = Principal("key", found.user_id, found.role, found.scopes)
        return Identity(principal, f"key:{found.key_id}")

    async def _read(self, digest: str) -> KeyStanding | None:
        async with self._database.read() as session:
            found = await ShownKeys(session).standing(digest)
        if found is not None and _is_long_ago(found):
            async with self._database.write() as session:
                await ShownKeys(session).note_use(found.key_id)
        return found


def _is_long_ago(found: KeyStanding) -> bool:
    return found.used_at is None or found.used_at < now() - USE_NOTED_EVERY
