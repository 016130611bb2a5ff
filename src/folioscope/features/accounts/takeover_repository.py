"""All SQL of a take-over: what was the person's at the machine becomes that of an account."""

from __future__ import annotations

from sqlalchemy import Table, select, update

from folioscope.errors import Conflict, Forbidden
from folioscope.platform.database.base import Base
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID, Principal

STAYS = frozenset({"idempotency_keys"})
"""Requests that were answered are of whoever sent them."""


class OnlyAtTheMachine(Forbidden):
    """Something that only whoever can read the data folder may do."""

    code = "only_at_the_machine"


class WorkUnderWay(Conflict):
    """Runs that go on with what would be given to somebody else."""

    code = "work_under_way"


class TakeOver:
    """Gives what the person at the machine owns, which only they may do."""

    def __init__(self, session: Session, principal: Principal) -> None:
        if principal.kind != "local":
            raise OnlyAtTheMachine("Only the person at the machine gives away what is theirs.")
        self._session = session

    async def give_all(self, user_id: int) -> None:
        """Have a user own all of it; ``WorkUnderWay``."""
        await self._check_idle()
        for table in Base.metadata.sorted_tables:
            if "owner_id" in table.c and table.name not in STAYS:
                mine = table.c.owner_id == LOCAL_USER_ID
                given = update(table).where(mine).values(owner_id=user_id)
                await self._session.execute(given)
            if "actor_kind" in table.c:
                await self._act_as(table, user_id)

    async def _act_as(self, table: Table, user_id: int) -> None:
        mine = (table.c.actor_kind == "local", table.c.actor_id == LOCAL_USER_ID)
        given = update(table).where(*mine).values(actor_kind="user", actor_id=user_id)
        await self._session.execute(given)

    async def _check_idle(self) -> None:
        runs = Base.metadata.tables["runs"]
        is_active = runs.c.status.in_(("queued", "running"))
        asked = select(runs.c.id).where(runs.c.owner_id == LOCAL_USER_ID, is_active).limit(1)
        if await self._session.scalar(asked) is not None:
            raise WorkUnderWay("Something is still being worked on. Wait for it, or cancel it.")
