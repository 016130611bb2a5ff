"""Who is behind what a request shows: the one function for every credential and every door."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from folioscope.errors import Unauthenticated
from folioscope.platform.principal import LOCAL, Principal

LONGEST = 8_192  # characters of a token; those that other systems give are long


class TokenRefused(Unauthenticated):
    """A credential that this server does not accept, or not any more."""

    code = "token_refused"


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

    async def identify(self, shown: str | None, *, is_open: bool = False) -> Identity | None:
        """Whose credential this is; None for nobody, ``TokenRefused`` for one that is not good."""
        if shown is None:
            return self.nobody
        own = self.own_token.encode()
        if own and secrets.compare_digest(shown.encode(), own):
            return Identity(LOCAL, "server")
        resolver = self._resolver(shown)
        if resolver is None or len(shown) > LONGEST:
            raise TokenRefused("The token is not one of this server.")
        return await resolver(shown, is_open)

    def _resolver(self, shown: str) -> Resolver | None:
        known = self.resolvers or {}
        return next((known[start] for start in known if shown.startswith(start)), self.others)
