"""All SQL of the runs of one thread: those that a further message meets, and their fate."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal
from folioscope.platform.runs.states import ACTIVE
from folioscope.platform.runs.tables import Run


class ThreadRuns:
    """The runs of a thread that the caller holds, as a principal may see them."""

    def __init__(self, session: Session, principal: Principal, thread_id: str) -> None:
        self._session = session
        self._visible = (Run.thread_id == thread_id, owned_by(principal, Run.owner_id))
        self._open = (*self._visible, Run.status.in_(ACTIVE))

    async def open(self) -> Sequence[Run]:
        """The runs that have not ended, in the order of their turns."""
        chosen = select(Run).where(*self._open).order_by(Run.created_at)
        return (await self._session.scalars(chosen)).all()

    async def request_cancel(self, ids: Collection[str]) -> None:
        """Ask those of the runs that have not ended to end."""
        asked = update(Run).where(*self._open, Run.id.in_(ids), Run.cancel_requested_at.is_(None))
        await self._session.execute(asked.values(cancel_requested_at=now()))

    async def supersede(self, ids: Collection[str]) -> None:
        """Mark runs as replaced by what is asked now."""
        marked = update(Run).where(*self._visible, Run.id.in_(ids), Run.superseded_at.is_(None))
        await self._session.execute(marked.values(superseded_at=now()))
