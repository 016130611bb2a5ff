"""The SQL of evaluations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import undefer

from folioscope.errors import NotFound
from folioscope.features.evaluation.tables import StoredEvaluation
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal

LATEST = "latest"


class EvaluationNotFound(NotFound):
    """No such evaluation of the caller's."""

    code = "evaluation_not_found"


class Evaluations:
    """The evaluations a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, StoredEvaluation.owner_id)

    async def add(self, evaluation: StoredEvaluation) -> StoredEvaluation:
        """Store one."""
        self._session.add(evaluation)
        await self._session.flush()
        return evaluation

    async def list(self, limit: int) -> Sequence[StoredEvaluation]:
        """The newest ones, newest first, without their reports."""
        return (await self._session.scalars(self._newest().limit(limit))).all()

    async def get(self, reference: str) -> StoredEvaluation:
        """The one of that id, or the latest, with its report; ``EvaluationNotFound``."""
        chosen = self._newest().options(undefer(StoredEvaluation.report)).limit(1)
        if reference != LATEST:
            chosen = chosen.where(StoredEvaluation.id == reference)
        found = await self._session.scalar(chosen)
        if found is None:
            raise EvaluationNotFound(f"There is no evaluation “{reference}”.")
        return found

    async def remove(self, reference: str) -> None:
        """Delete the one of that id; ``EvaluationNotFound``."""
        found = await self.get(reference)
        await self._session.execute(
            delete(StoredEvaluation).where(StoredEvaluation.id == found.id, self._visible)
        )

    def _newest(self) -> Select[StoredEvaluation]:
        order = (StoredEvaluation.created_at.desc(), StoredEvaluation.id)
        return select(StoredEvaluation).where(self._visible).order_by(*order)
