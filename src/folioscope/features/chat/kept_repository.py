"""All SQL of answers that may be given again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from folioscope.features.chat.tables import KeptAnswer
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question whose answer is kept; ``vector`` is its direction, where it is known."""

    id: str
    digest: str
    question: str
    vector: bytes | None


class KeptAnswers:
    """The answers kept for one owner, whom the principal may act for."""

    def __init__(self, session: Session, principal: Principal, owner_id: int) -> None:
        self._session = session
        self._owner_id = owner_id
        self._visible = owned_by(principal, KeptAnswer.owner_id) & (KeptAnswer.owner_id == owner_id)

    async def questions(
        self, scope: str, since: datetime, digest: str | None = None
    ) -> Sequence[KeptQuestion]:
        """The questions of a scope that were answered since a moment; one, if a digest is named."""
        chosen = select(
            KeptAnswer.id, KeptAnswer.digest, KeptAnswer.question, KeptAnswer.vector
        ).where(self._visible, KeptAnswer.scope == scope, KeptAnswer.created_at >= since)
        if digest is not None:
            chosen = chosen.where(KeptAnswer.digest == digest)
        ordered = chosen.order_by(KeptAnswer.created_at.desc(), KeptAnswer.id)
        return [KeptQuestion(*row) for row in await self._session.execute(ordered)]

    async def answer(self, id_: str) -> tuple[str, dict[str, Any]] | None:
        """The run that gave an answer, and the answer; None if it is gone meanwhile."""
        chosen = select(KeptAnswer.run_id, KeptAnswer.answer).where(
            self._visible, KeptAnswer.id == id_
        )
        row = (await self._session.execute(chosen)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def put(self, values: Mapping[str, Any]) -> None:
        """Keep an answer, in the place of an older one to the same question."""
        engine = self._session.get_bind().dialect.name
        insert = sqlite.insert if engine == "sqlite" else postgresql.insert
        row = {**values, "owner_id": self._owner_id, "created_at": now()}
        newer = {name: row[name] for name in ("run_id", "vector", "answer", "created_at")}
        await self._session.execute(
            insert(KeptAnswer)
            .values(id=new_id(), **row)
            .on_conflict_do_update(index_elements=["owner_id", "scope", "digest"], set_=newer)
        )

    async def forget(self, run_ids: Collection[str]) -> None:
        """Forget what these runs answered."""
        await self._session.execute(
            delete(KeptAnswer).where(self._visible, KeptAnswer.run_id.in_(run_ids))
        )

    async def trim(self, most: int) -> None:
        """Forget the oldest beyond so many."""
        newest = (KeptAnswer.created_at.desc(), KeptAnswer.id)
        beyond = select(KeptAnswer.id).where(self._visible).order_by(*newest).offset(most)
        ids = (await self._session.scalars(beyond.limit(AT_ONCE))).all()
        if ids:
            await self._session.execute(delete(KeptAnswer).where(KeptAnswer.id.in_(ids)))


class StaleAnswers:
    """The kept answers of everybody that can be given no more."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def ids(self, before: datetime) -> list[str]:
        """Those from before a moment, and those of bases that have changed since or are gone."""
        found = await self._session.execute(
            select(KnowledgeBase.id, KnowledgeBase.edition, KnowledgeBase.revision)
        )
        current = {row[0]: [row[1], row[2]] for row in found}
        kept = await self._session.execute(
            select(KeptAnswer.id, KeptAnswer.bases, KeptAnswer.created_at)
        )
        return [
            id_
            for id_, bases, created_at in kept
            if created_at < before or any(current.get(base) != bases[base] for base in bases)
        ]

    async def remove(self, ids: Sequence[str]) -> None:
        """Delete them; what is out of date comes never back."""
        await self._session.execute(delete(KeptAnswer).where(KeptAnswer.id.in_(ids)))
