"""What is left to do of an erasure once its rows are gone: what was said, files, indexes, log.

Each step may be done again: whoever is killed in the midst leaves it to the next round of upkeep.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from folioscope.errors import BackendBusy, FolioscopeError
from folioscope.features.erasure.marks import Marks, Sought
from folioscope.features.erasure.mention_repository import BY_FILE, Mentions, tables
from folioscope.features.erasure.repository import PENDING, Unfinished
from folioscope.features.erasure.trace_repository import RUNS_AT_ONCE, Told, Traces
from folioscope.features.knowledge.repository import unnamed_digests
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.database.rewriting import rewrite, size_of
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.runs.repository import is_at_work

PATIENCE = 20.0
"""Seconds that runs have to end which may have read what is erased."""
LOOK_SECONDS = 0.05
OTHERS_AFTER = timedelta(minutes=2)
"""When another process, or the next round, takes up what is not done."""
QUICK_BYTES = 64 << 20
"""A database up to this size is written anew in less time than a lease lasts."""
EVER = datetime(2000, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


class RunsGoOn(BackendBusy):
    """Runs that may have read what is erased have not ended; the rest is done when they have."""

    code = "runs_go_on"


class DatabaseAtWork(BackendBusy):
    """A large database is written anew only while no run is under way."""

    code = "database_at_work"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do, as the receipt has it."""

    sought: Sought
    labels: tuple[str, ...]
    bases: frozenset[str]
    since: datetime
    runs: tuple[str, ...]
    digests: tuple[str, ...]
    rewrites: bool


@dataclass(frozen=True)
class Cleaner:
    """Carries erasures to their end, in the background of the process."""

    database: Database
    unneeded: UnneededFiles
    indexes: Indexes
    patience: float = PATIENCE
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def begin(self, erasure_id: str) -> None:
        """Begin to clean up, unless it is being done."""
        if erasure_id not in self._under_way:
            task = asyncio.create_task(self._told(erasure_id))
            self._under_way[erasure_id] = task
            task.add_done_callback(lambda _: self._under_way.pop(erasure_id, None))

    async def wait(self, erasure_id: str, seconds: float) -> None:
        """Wait until it is done as far as that is possible now, but not for longer."""
        task = self._under_way.get(erasure_id)
        if task is not None:
            await asyncio.wait({task}, timeout=seconds)

    async def go_on(self) -> None:
        """Take up what others have not done, because they were killed or had to wait."""
        before = now() if self.database.is_sqlite else now() - OTHERS_AFTER
        async with self.database.read() as session:
            found = await Unfinished(session).ids(before)
        for erasure_id in found:
            self.begin(erasure_id)
        await self.settled()

    async def settled(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(set(self._under_way.values()))

    async def aclose(self) -> None:
        """Leave what is under way to the next who opens the database."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _told(self, erasure_id: str) -> None:
        try:
            await self._clean(erasure_id)
        except FolioscopeError as error:
            log.warning("an erasure is completed later: %s", error.message)

    async def _clean(self, erasure_id: str) -> None:
        async with self.database.read() as session:
            receipt = dict(await Unfinished(session).receipt(erasure_id))
        if PENDING not in receipt:
            return
        rewrites = bool(receipt[PENDING]["rewrites"])
        if "ids" in receipt[PENDING]:
            receipt |= await self._cleaned(left_of(receipt[PENDING]))
            # The log of the database has this too: by what it was known goes before that is cut.
            receipt[PENDING] = {"rewrites": rewrites}
            await self._write(erasure_id, receipt)
        await self._rewrite(full=rewrites)
        del receipt[PENDING]
        receipt |= {
            "state": "complete",
            "database": "rewritten" if self.database.is_sqlite or rewrites else "vacuumed",
            "completed_at": now().isoformat(),
        }
        await self._write(erasure_id, receipt)

    async def _cleaned(self, left: Left) -> Mapping[str, Any]:
        """What was cleaned, in figures."""
        before = await self._silenced(left)  # at once, so that nobody goes on from there
        await self._runs_ended(left.runs)
        after = await self._silenced(left)
        said = {name: before[name] + after[name] for name in before}
        await self.unneeded.forget_unnamed(left.digests)
        await self.unneeded.aclose()
        for base_id in sorted(left.bases):
            await self.indexes.purge(base_id)
        async with self.database.read() as session:
            free = await unnamed_digests(session, left.digests)
        others = len(left.digests) - len(free)
        checked = {"runs": len(await self._touched(left)), "files_of_others": others}
        return {"cleaned": {**said, "indexes": len(left.bases)}, "left": checked}

    async def _runs_ended(self, run_ids: tuple[str, ...]) -> None:
        """Wait until they have ended: what they say at their end is then there to be found."""
        deadline = asyncio.get_running_loop().time() + self.patience
        while True:
            async with self.database.read() as session:
                if not await Traces(session).active(run_ids):
                    return
            if asyncio.get_running_loop().time() > deadline:
                msg = "runs that may have read what is erased have not ended yet."
                raise RunsGoOn(msg)
            await asyncio.sleep(LOOK_SECONDS)

    async def _touched(self, left: Left) -> set[str]:
        """The runs that tell of what is erased."""
        touched: set[str] = set()
        after = ""
        while True:
            async with self.database.read() as session:
                traces = Traces(session)
                ids = await traces.runs_since(left.since, after)
                told = await traces.told(ids)
            # Beside the event loop: there may be very much of it.
            touched |= await asyncio.to_thread(_telling, told, left.sought)
            if len(ids) < RUNS_AT_ONCE:
                return touched
            after = ids[-1]

    async def _silenced(self, left: Left) -> dict[str, int]:
        """Empty what was said of it, from the first turn of a conversation that did on."""
        runs = await self._touched(left)
        turns = 0
        async with self.database.read() as session:
            first = await Traces(session).turns_from(runs)
        for thread_id, position in sorted(first.items()):
            async with self.database.write() as session:
                later = await Traces(session).silence(thread_id, position)
            turns += len(later)
            runs |= later
        for part in _parts(sorted(runs)):
            async with self.database.write() as session:
                await Traces(session).empty_runs(part, left.sought.marks)
        files = replace(left.sought, marks=left.sought.marks.and_files(left.labels))
        async with self.database.write() as session:
            traces = Traces(session)
            kept = await traces.forget_answers(left.bases, runs, left.sought)
            told = await traces.forget_files(left.bases, files.marks)
        return {
            "turns": turns,
            "runs": len(runs),
            "kept_answers": kept,
            "other_texts": told + await self._struck(left.sought, files),
        }

    async def _struck(self, sought: Sought, files: Sought) -> int:
        """Take the marks out of all other tables, one by one; of how many rows."""
        changed = 0
        for table in tables():
            async with self.database.read() as session:
                looked_for = files if table.name in BY_FILE else sought
                found = await Mentions(session).find(table, looked_for)
            if found:
                async with self.database.write() as session:
                    await Mentions(session).change(table, found)
            changed += len(found)
        return changed

    async def _rewrite(self, *, full: bool) -> None:
        """``DatabaseAtWork`` where that would keep runs from renewing their leases."""
        if size_of(self.database) > QUICK_BYTES and await is_at_work(self.database):
            raise DatabaseAtWork("the database is written anew when no run is under way.")
        await rewrite(self.database, full=full)

    async def _write(self, erasure_id: str, receipt: Mapping[str, Any]) -> None:
        async with self.database.write() as session:
            await Unfinished(session).write(erasure_id, receipt)


def left_of(pending: Mapping[str, Any]) -> Left:
    """What is left to do, as it was written down."""
    since = pending["since"]
    return Left(
        sought=Sought(
            Marks(frozenset(pending["ids"]), frozenset(pending["names"])),
            frozenset(pending["owners"]),
        ),
        labels=tuple(pending["labels"]),
        bases=frozenset(pending["bases"]),
        since=EVER if since is None else datetime.fromisoformat(since),
        runs=tuple(pending["runs"]),
        digests=tuple(pending["digests"]),
        rewrites=bool(pending["rewrites"]),
    )


def _telling(told: Sequence[Told], sought: Sought) -> set[str]:
    """The runs that tell of what is looked for."""
    return {one.run_id for one in told if any(map(sought.of(one.owner_id).are_in, one.texts))}


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[first : first + RUNS_AT_ONCE] for first in range(0, len(ids), RUNS_AT_ONCE)]
