"""All SQL of idempotency keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from folioscope.errors import Invalid
from folioscope.platform.api.tables import IdempotencyKey
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal


class KeyReused(Invalid):
    """An idempotency key that came before with another body."""

    code = "idempotency_key_reused"


class IdempotencyKeys:
    """The keys of one principal."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._owner_id = principal.user_id

    async def find(self, key: str, fingerprint: str) -> dict[str, Any]:
        """What the same request was answered before; ``KeyReused`` for another request."""
        row = await self._session.get_one(IdempotencyKey, (self._owner_id, key))
        if row.fingerprint != fingerprint:
            msg = f"The Idempotency-Key “{key}” was used before with another body."
            raise KeyReused(msg)
        return row.answer

    async def take(self, key: str, fingerprint: str) -> bool:
        """Reserve a key; False when a request before this one has it, once that is committed."""
        engine = self._session.get_bind().dialect.name
        insert = sqlite.insert if engine == "sqlite" else postgresql.insert
        taken = (
            insert(IdempotencyKey)
            .values(owner_id=self._owner_id, key=key, fingerprint=fingerprint, answer={})
            .on_conflict_do_nothing()
            .returning(IdempotencyKey.key)
        )
        return await self._session.scalar(taken) is not None

    async def answer(self, key: str, answer: dict[str, Any]) -> None:
        """Keep what the request is answered."""
        row = await self._session.get_one(IdempotencyKey, (self._owner_id, key))
        row.answer = answer
