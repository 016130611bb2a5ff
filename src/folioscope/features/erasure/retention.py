"""The clock of retention: what a base was to keep for some days, or until a date, is erased."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from folioscope.features.erasure.cleaning import Cleaner
from folioscope.features.erasure.repository import Term, Terms
from folioscope.features.erasure.service import Means, erase
from folioscope.features.erasure.subject_repository import Doomed, Subjects
from folioscope.features.erasure.subjects import Subject
from folioscope.features.knowledge.repository import BaseNotFound, Bases
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups


@dataclass(frozen=True)
class Clock:
    """Erases what is due. Several processes may do it at once: who comes second finds nothing."""

    cleaner: Cleaner
    means: Means
    wakeups: Wakeups

    async def erase_due(self) -> list[str]:
        """Erase every document whose time has come; the ids of the erasures, one a base."""
        database = self.cleaner.database
        moment = now()
        async with database.read() as session:
            terms = await Terms(session).limited()
            due = [term for term in terms if await _due(session, term, moment)]
        begun: list[str] = []
        for term in due:
            with suppress(BaseNotFound):  # it was deleted just now
                begun += await self._erase(term, moment)
        for erasure_id in begun:
            self.cleaner.begin(erasure_id)
        await self.cleaner.settled()
        return begun

    async def _erase(self, term: Term, moment: datetime) -> list[str]:
        """Erase what is due in a base; no more of it where another process was quicker."""
        async with self.cleaner.database.write() as session:
            await Bases(session, term.actor).lock(term.base_id)
            found = await _due(session, term, moment)
            caller = Caller(session, term.actor, self.wakeups)
            about = Subject(found)
            return [(await erase(caller, "retention", about, self.means)).id] if found else []


async def _due(session: Session, term: Term, moment: datetime) -> list[Doomed]:
    """The documents of a base whose time has come."""
    is_over = term.keep_until is not None and term.keep_until <= moment.date()
    if not is_over and term.keep_days is None:
        return []
    before = None if is_over else moment - timedelta(days=term.keep_days or 0)
    return await Subjects(session, term.actor).of_base(term.base_id, before)
