"""Tokens of another system as credentials: each is of a user here, made at first sight."""

from __future__ import annotations

from folioscope.features.accounts.identify import Identity, TokenRefused
from folioscope.features.accounts.last_seen import LastSeen
from folioscope.features.accounts.outside_keys import IssuerKeys, SharedSecret, believe
from folioscope.features.accounts.outside_people import Person, person_of
from folioscope.features.accounts.outside_repository import OutsideStanding, OutsideUsers
from folioscope.features.accounts.outside_tokens import Trust
from folioscope.features.accounts.remembered import Remembered
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.welcome import make_outside_account
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


class OutsideLogins:
    """The resolver of outside tokens. There is no login here: a token that is over is over."""

    def __init__(
        self,
        database: Database,
        trust: Trust,
        keys: IssuerKeys | SharedSecret,
        revocations: Revocations,
        seen: LastSeen,
    ) -> None:
        self._database = database
        self._trust = trust
        self._keys = keys
        self._seen = seen
        self._remembered: Remembered[OutsideStanding] = Remembered(revocations)

    async def __call__(self, token: str, is_open: bool) -> Identity:  # noqa: ARG002, FBT001 a Resolver
        """Whose token it is; ``TokenRefused``, ``KeysUnavailable``."""
        person = person_of(await believe(token, self._keys, self._trust), self._trust)
        found = await self._remembered.get(person.subject, lambda: self._read(person))
        if found is None or found.is_suspended:
            raise TokenRefused("The account of this token is suspended.")
        self._seen.note(found.user_id)
        principal = Principal("user", found.user_id, found.role)
        return Identity(principal, f"outside:{found.user_id}")

    async def _read(self, person: Person) -> OutsideStanding | None:
        async with self._database.read() as session:
            found = await OutsideUsers(session).standing(person)
        if found is not None:
            return found
        async with self._database.write() as session:
            await make_outside_account(session, person)
            return await OutsideUsers(session).standing(person)
