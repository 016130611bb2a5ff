"""Who is behind what a request shows: the one function for every credential and every door."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from folioscope.errors import Forbidden, Unauthenticated
from folioscope.platform.principal import LOCAL, Principal

OWN_TOKEN = "server"
"""What the server's own token is as a credential."""
LONGEST = 8_192  # characters of a token; those that other systems give are long


class TokenRefused(Unauthenticated):
    """A credential that this server does not accept, or not any more."""

    code = "token_refused"


class NotTheMachine(Forbidden):
    """Something that only who has the server's own token may ask: to act for an account."""

    code = "not_the_machine"


@dataclass(frozen=True, slots=True)
class Identity:
    """A principal, and what they were known by.

    ``credential`` is ``server``, ``login:ID``, ``key:ID`` and the like. It is no secret, and tells
    one login or key of a user from another.
    """

    principal: Principal
    credential: str


THE_MACHINE = Identity(LOCAL, "machine")
"""Whoever connects while accounts are off."""

Resolver = Callable[[str, bool], Awaitable[Identity]]
"""Of a token whose it is, or ``TokenRefused``.

The second argument says that the connection was opened with it before: then a token that was good
for some minutes may be over, as long as the login or key it came from still stands.
"""

ForAccount = Callable[[str], Awaitable[Principal]]
"""Of a mail address the principal of its account, or why nobody may act for it."""


@dataclass(frozen=True)
class Identities:
    """Knows everybody. ``resolvers`` are by how a token begins; ``others`` are any other tokens.

    ``nobody`` is who shows nothing. The server's own token is LOCAL in every mode: it is written
    where only who can read the data folder reads it.
    """

    own_token: str
    nobody: Identity | None = THE_MACHINE
    resolvers: Mapping[str, Resolver] | None = None
    others: Resolver | None = None
    for_account: ForAccount | None = None

    async def identify(
        self, shown: str | None, *, is_open: bool = False, acts_for: str | None = None
    ) -> Identity | None:
        """Whose credential this is; None for nobody, ``TokenRefused`` for one that is not good.

        With the server's own token one may act for the account of a mail address. Whoever else
        asks to is refused, ``NotTheMachine``, however much they may.
        """
        who = await self._known(shown, is_open=is_open)
        if acts_for is None:
            return who
        if who is None or who.credential != OWN_TOKEN or self.for_account is None:
            raise NotTheMachine("Only the machine itself acts for accounts, with its own token.")
        return Identity(await self.for_account(acts_for), OWN_TOKEN)

    async def _known(self, shown: str | None, *, is_open: bool) -> Identity | None:
        if shown is None:
            return self.nobody
        own = self.own_token.encode()
        if own and secrets.compare_digest(shown.encode(), own):
            return Identity(LOCAL, OWN_TOKEN)
        resolver = self._resolver(shown)
        if resolver is None or len(shown) > LONGEST:
            raise TokenRefused("The token is not one of this server.")
        return await resolver(shown, is_open)

    def _resolver(self, shown: str) -> Resolver | None:
        known = self.resolvers or {}
        return next((known[start] for start in known if shown.startswith(start)), self.others)
