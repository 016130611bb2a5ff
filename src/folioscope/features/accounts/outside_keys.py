"""The public keys of an issuer (JWKS), asked for when they are needed and kept for a while.

Who shows a token with an unknown key has the issuer asked again, but no more often than once in a
while: a stranger cannot have us ask somebody else as often as they like.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from folioscope.errors import BackendBusy, BackendFailed
from folioscope.features.accounts.identify import TokenRefused
from folioscope.features.accounts.outside_tokens import (
    Claims,
    Header,
    Key,
    Trust,
    check,
    keys_of,
    read_header,
    secret_key,
)
from folioscope.outbound.short_answers import ShortAnswers

FRESH_SECONDS = 600.0
AGAIN_SECONDS = 30.0
KEPT_SECONDS = 24 * 3600.0

Locate = Callable[[], Awaitable[str]]
"""Tells the address of the keys."""


class KeysUnavailable(BackendBusy):
    """The keys of an issuer cannot be had, so that its tokens cannot be looked at."""

    code = "issuer_keys_unavailable"


class IssuerKeys:
    """The keys of one issuer.

    They are asked for anew after ten minutes. While the issuer does not answer, those that are
    known are good for a day.
    """

    def __init__(
        self, answers: ShortAnswers, locate: Locate, clock: Callable[[], float] = monotonic
    ) -> None:
        self._answers = answers
        self._locate = locate
        self._clock = clock
        self._known: Mapping[str | None, tuple[Key, ...]] = {}
        self._known_at: float | None = None
        self._asked_at: float | None = None
        self._failed = False
        self._asking = asyncio.Lock()

    async def find(self, header: Header) -> Key:
        """The key that a token names; ``TokenRefused``, ``KeysUnavailable``."""
        key = self._look_up(header)
        if key is None or (not self._is_fresh() and not self._asking.locked()):
            await self._ask_again()
            key = self._look_up(header)
        if key is not None:
            return key
        if self._failed:
            raise KeysUnavailable("The issuer of the token cannot be asked for its keys.")
        raise TokenRefused("The token is signed with a key that its issuer does not have.")

    def _look_up(self, header: Header) -> Key | None:
        if self._known_at is None or self._clock() - self._known_at > KEPT_SECONDS:
            return None
        if header.kid is None:  # good where there is no choice
            candidates = [key for keys in self._known.values() for key in keys]
            return candidates[0] if _only(candidates, header.algorithm) else None
        named = self._known.get(header.kid, ())
        return next((key for key in named if key.algorithm == header.algorithm), None)

    def _is_fresh(self) -> bool:
        return self._known_at is not None and self._clock() - self._known_at <= FRESH_SECONDS

    async def _ask_again(self) -> None:
        async with self._asking:
            now = self._clock()
            if self._asked_at is not None and now - self._asked_at < AGAIN_SECONDS:
                return
            self._asked_at = now
            try:
                answer = await self._answers.get(await self._locate())
            except BackendFailed:
                self._failed = True
                return
            keys = keys_of(answer.content) if answer.status == 200 else {}
            self._failed = not keys
            if keys:
                self._known, self._known_at = keys, now


def _only(candidates: list[Key], algorithm: str) -> bool:
    return len(candidates) == 1 and candidates[0].algorithm == algorithm


class SharedSecret:
    """The one key of an issuer with whom a secret is shared, whatever key a token names."""

    def __init__(self, secret: bytes) -> None:
        self._key = secret_key(secret)

    async def find(self, header: Header) -> Key:  # noqa: ARG002 as IssuerKeys has it
        """The key."""
        return self._key


async def believe(token: str, keys: IssuerKeys | SharedSecret, trust: Trust) -> Claims:
    """What a token says, if it is believed; ``TokenRefused``, ``KeysUnavailable``."""
    key = await keys.find(read_header(token))
    return check(token, key, trust)
