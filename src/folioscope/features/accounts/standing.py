"""Access tokens as credentials: signed by this server, of a login that stands."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.features.accounts.access_tokens import AccessTokens
from folioscope.features.accounts.credential_repository import Credentials
from folioscope.features.accounts.identify import Identity, TokenRefused
from folioscope.features.accounts.last_seen import LastSeen
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.remembered import Remembered
from folioscope.features.accounts.revocations import Revocations
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


@dataclass(frozen=True, slots=True)
class Known:
    """Whose an access token is, and until when it is good by itself: seconds since 1970."""

    identity: Identity
    expires: int


class StandingLogins:
    """The resolver of access tokens. What a token is good for is remembered for some seconds."""

    def __init__(
        self, database: Database, tokens: AccessTokens, revocations: Revocations, seen: LastSeen
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._seen = seen
        self._remembered: Remembered[Known] = Remembered(revocations)

    async def __call__(self, token: str, is_open: bool) -> Identity:  # noqa: FBT001 a Resolver
        """Whose login it is; ``TokenRefused``."""
        known = await self._remembered.get(digest_of(token), lambda: self._read(token))
        if known is None or (known.expires <= now().timestamp() and not is_open):
            raise TokenRefused("The token is over, or not one of this server. Log in again.")
        self._seen.note(known.identity.principal.user_id)
        return known.identity

    async def _read(self, token: str) -> Known | None:
        claims = self._tokens.read(token)
        if claims is None:
            return None
        async with self._database.read() as session:
            found = await Credentials(session).standing(claims.login_id)
        if found is None or (found.user_id, found.epoch) != (claims.user_id, claims.epoch):
            return None
        principal = Principal("user", found.user_id, found.role)
        return Known(Identity(principal, f"login:{claims.login_id}"), claims.expires)
