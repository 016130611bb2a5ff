"""The SQL of models: which knowledge bases need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from folioscope.features.knowledge import rebuild
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal
from folioscope.platform.runs.states import ACTIVE
from folioscope.platform.runs.tables import Run

SOMEBODY_ELSES = "one of somebody else"
"""What stands for the name of a base that the principal may not see."""


class ModelUsers:
    """The bases that need each model, of everybody: a model is there for all of them."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def by_model(self) -> Mapping[str, Sequence[str]]:
        """The names of bases by that of their model; also of one they are being changed to."""
        mine = owned_by(self._principal, KnowledgeBase.owner_id)
        named = select(KnowledgeBase.id, KnowledgeBase.name).where(mine)
        names = {row[0]: row[1] for row in await self._session.execute(named)}
        pinned = await self._session.execute(select(KnowledgeBase.id, KnowledgeBase.model))
        users: defaultdict[str, set[str]] = defaultdict(set)
        for base_id, model in [*((row[0], row[1]) for row in pinned), *await self._coming()]:
            users[model].add(names.get(base_id, SOMEBODY_ELSES))
        return {model: sorted(bases) for model, bases in users.items()}

    async def _coming(self) -> Sequence[tuple[str, str]]:
        """Bases on their way to another model."""
        changing = select(Run.input).where(Run.kind == rebuild.KIND, Run.status.in_(ACTIVE))
        inputs = (await self._session.scalars(changing)).all()
        return [(given["base_id"], given["model"]) for given in inputs]
