"""The SQL of what else tells of something erased: runs, what was said, answers that are kept."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from folioscope.features.chat.tables import KeptAnswer, Message, Thread
from folioscope.features.erasure.marks import ERASED, Marks, Sought, emptied, struck
from folioscope.features.knowledge.repository import batches
from folioscope.features.sharing.tables import Share
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.events import ON_THE_WAY
from folioscope.platform.runs.states import ACTIVE, ENDED
from folioscope.platform.runs.tables import Run, RunEvent

RUNS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """All that a run of somebody tells."""

    run_id: str
    owner_id: int
    texts: Sequence[str]


class Traces:
    """What tells of something erased: by ids whoever's it is, by names what is the eraser's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def stop(self, base_ids: Set[str], sought: Sought) -> list[str]:
        """Ask the runs to end that may have read what is erased; their ids.

        Those that take documents in know by themselves that a document is gone.
        """
        asked = select(Run).where(Run.status.in_(ACTIVE))
        readers = await self._readers(base_ids)
        stopped = []
        for run in await self._session.scalars(asked):
            told = json.dumps([run.subject, run.input], ensure_ascii=False)
            bases = run.input.get("bases")
            reads = run.owner_id in sought.owners or not readers.isdisjoint({run.owner_id, None})
            sees = reads if bases is None else base_ids & set(bases)
            if (run.thread_id and sees) or sought.of(run.owner_id).are_in(told):
                stopped.append(run.id)
        for batch in batches(stopped):
            ended = update(Run).where(Run.id.in_(batch), Run.cancel_requested_at.is_(None))
            await self._session.execute(ended.values(cancel_requested_at=now()))
        return stopped

    async def _readers(self, base_ids: Set[str]) -> set[int | None]:
        """The users whom the bases are shared with; None among them is everyone."""
        shared = select(Share.user_id).where(Share.base_id.in_(base_ids))
        return set(await self._session.scalars(shared))

    async def active(self, run_ids: Collection[str]) -> list[str]:
        """Those of the runs that have not ended."""
        found: list[str] = []
        for batch in batches(sorted(run_ids)):
            asked = select(Run.id).where(Run.id.in_(batch), Run.status.in_(ACTIVE))
            found += await self._session.scalars(asked)
        return found

    async def runs_since(self, moment: datetime, after: str) -> Sequence[str]:
        """The next runs, by id, that ended and were begun after a moment."""
        chosen = (
            select(Run.id)
            .where(Run.id > after, Run.created_at >= moment, Run.status.in_(ENDED))
            .order_by(Run.id)
            .limit(RUNS_AT_ONCE)
        )
        return (await self._session.scalars(chosen)).all()

    async def told(self, run_ids: Sequence[str]) -> list[Told]:
        """What runs tell, by their input, events and messages."""
        texts: defaultdict[str, list[str]] = defaultdict(list)
        events = select(RunEvent.run_id, RunEvent.data).where(
            RunEvent.run_id.in_(run_ids), RunEvent.type != "token"
        )
        for run_id, data in await self._session.execute(events):
            texts[run_id].append(_spelled(data))
        said = select(Message.run_id, Message.content, Message.citations, Message.grounding)
        for run_id, *rest in await self._session.execute(said.where(Message.run_id.in_(run_ids))):
            texts[run_id].append(json.dumps(rest, ensure_ascii=False))
        asked = select(Run.id, Run.owner_id, Run.input, Run.error, Run.subject)
        runs = await self._session.execute(asked.where(Run.id.in_(run_ids)))
        return [
            Told(run_id, owner_id, [json.dumps(given, ensure_ascii=False), *texts[run_id]])
            for run_id, owner_id, *given in runs
        ]

    async def turns_from(self, run_ids: Collection[str]) -> Mapping[str, int]:
        """The conversations that the runs are of, and where the first of their turns stands."""
        first: dict[str, int] = {}
        for batch in batches(sorted(run_ids)):
            asked = select(Message.thread_id, Message.position).where(Message.run_id.in_(batch))
            for thread_id, position in await self._session.execute(asked):
                first[thread_id] = min(position, first.get(thread_id, position))
        return first

    async def silence(self, thread_id: str, since: int) -> set[str]:
        """Empty what was said in a conversation from a place on; the runs that said it.

        What was said later may say again what was said before.
        """
        later = and_(Message.thread_id == thread_id, Message.position >= since)
        emptied_ = update(Message).where(later).values(content=ERASED, citations=[], grounding=None)
        runs = await self._session.scalars(emptied_.returning(Message.run_id))
        found = {run_id for run_id in runs if run_id is not None}
        earlier = select(Message.id).where(Message.thread_id == thread_id, Message.position < since)
        if await self._session.scalar(earlier.limit(1)) is None:
            untitled = update(Thread).where(Thread.id == thread_id)
            # When somebody last spoke there stays what it was.
            kept = {"title": None, "updated_at": Thread.updated_at}
            await self._session.execute(untitled.values(**kept))
        return found

    async def empty_runs(self, run_ids: Sequence[str], marks: Marks) -> None:
        """Leave of runs that they were and how they ended."""
        passing = and_(RunEvent.run_id.in_(run_ids), RunEvent.type.in_(ON_THE_WAY))
        await self._session.execute(delete(RunEvent).where(passing))
        asked = select(RunEvent).where(RunEvent.run_id.in_(run_ids))
        for event in await self._session.scalars(asked):
            left = struck(emptied(json.loads(event.data)), marks)
            event.data = json.dumps(left, ensure_ascii=False, separators=(",", ":"))
        runs = await self._session.scalars(select(Run).where(Run.id.in_(run_ids)))
        for run in runs:
            run.input = struck(emptied(run.input), marks)
            run.error = run.error and struck(emptied(run.error), marks)
            run.compacted_at = run.compacted_at or now()
        await self._session.flush()

    async def forget_files(self, base_ids: Collection[str], marks: Marks) -> int:
        """Take the names of files out of what the runs said that took documents in."""
        asked = select(RunEvent).join(Run, Run.id == RunEvent.run_id)
        changed = 0
        for base_id in sorted(base_ids):
            about = or_(Run.subject == base_id, RunEvent.data.contains(base_id))
            for event in await self._session.scalars(asked.where(about, Run.thread_id.is_(None))):
                if marks.are_in(_spelled(event.data)):
                    left = struck(json.loads(event.data), marks)
                    event.data = json.dumps(left, ensure_ascii=False, separators=(",", ":"))
                    changed += 1
        await self._session.flush()
        return changed

    async def forget_answers(self, base_ids: Set[str], run_ids: Set[str], sought: Sought) -> int:
        """Delete the kept answers that rest on the bases, or tell of what is erased."""
        gone = []
        for kept in await self._session.scalars(select(KeptAnswer)):
            rests = kept.run_id in run_ids or not base_ids.isdisjoint(kept.bases)
            told = f"{kept.question} {json.dumps(kept.answer, ensure_ascii=False)}"
            if rests or sought.of(kept.owner_id).are_in(told):
                gone.append(kept.id)
        for batch in batches(gone):
            await self._session.execute(delete(KeptAnswer).where(KeptAnswer.id.in_(batch)))
        return len(gone)


def _spelled(data: str) -> str:
    """The text of events as people read it: letters, and not their numbers."""
    return json.dumps(json.loads(data), ensure_ascii=False) if "\\u" in data else data
