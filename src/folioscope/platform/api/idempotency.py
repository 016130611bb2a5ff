"""``Idempotency-Key``: the same POST twice is done once and answered alike, by whichever door."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from folioscope.platform.api.dependencies import CurrentPrincipal, WriteSession
from folioscope.platform.api.repository import IdempotencyKeys
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

SECRET = frozenset({"password"})


@dataclass(frozen=True)
class Idempotency:
    """A request's key, if it has one, and the digest of what must be equal to use it again."""

    session: Session
    principal: Principal
    key: str | None
    fingerprint: str

    async def once(self, work: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """Do the work, or give the answer that the same request was given before.

        The key is stored in the transaction of the work, so the two cannot part.
        """
        if self.key is None:
            return await work()
        keys = IdempotencyKeys(self.session, self.principal)
        if await keys.take(self.key, self.fingerprint):
            answer = await work()
            await keys.answer(self.key, answer)
            return answer
        return await keys.find(self.key, self.fingerprint)


def fingerprint(path: str, body: object) -> str:
    """The digest of a POST: of where it goes and of its JSON, however that is spaced or ordered.

    What is secret in it is left out. A digest is quickly made, so who reads the database could
    guess a password by it that is kept by a slow one elsewhere.
    """
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name not in SECRET}
    written = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"POST {path}\n{written}".encode()).hexdigest()


async def _idempotency(
    request: Request,
    principal: CurrentPrincipal,
    session: WriteSession,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> Idempotency:
    digest = fingerprint(request.url.path, await _body(request))
    return Idempotency(session, principal, key, digest)


async def _body(request: Request) -> object:
    try:
        return await request.json()
    except (ValueError, RecursionError):  # it is refused, once its schema is asked
        return None


IdempotencyDep = Annotated[Idempotency, Depends(_idempotency)]
