"""The SQL of looking at watched folders: who looks, the files they saw, documents that move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from folioscope.features.accounts.repository import is_let_in
from folioscope.features.knowledge.repository import Documents, batches
from folioscope.features.knowledge.tables import Document, StoredFile
from folioscope.features.watches.changes import GONE, TAKEN, WAITING, Followed, Move
from folioscope.features.watches.tables import FollowedFile, Watch
from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_write
from folioscope.platform.principal import Principal
from folioscope.platform.runs.states import ACTIVE
from folioscope.platform.runs.tables import Run

LEASE_SECONDS = 30.0
ROWS_AT_ONCE = 2000
GONE_DAYS = 7  # for which a file that is gone is still listed as such


@dataclass(frozen=True, slots=True)
class Claim:
    """A watch that this process alone looks at, for as long as it renews the lease."""

    watch_id: str
    attempt: int


class Looks:
    """What those write who look at watched folders, whoever owns them and is not suspended."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._followed = is_let_in(Watch.owner_id)

    async def watches(self) -> Sequence[tuple[str, str]]:
        """The id and path of every watch."""
        chosen = select(Watch.id, Watch.path).where(self._followed).order_by(Watch.id)
        return [(row[0], row[1]) for row in await self._session.execute(chosen)]

    async def expire_leases(self) -> None:
        """Let every watch be looked at: right only where no other process can hold one."""
        await self._session.execute(update(Watch).values(lease_until=0.0))

    async def claim(self, watch_id: str) -> Watch | None:
        """Begin to look, unless somebody does already or the watch has ended."""
        claimed = (
            update(Watch)
            .where(Watch.id == watch_id, Watch.lease_until < DatabaseClock(), self._followed)
            .values(attempt=Watch.attempt + 1, lease_until=DatabaseClock() + LEASE_SECONDS)
            .returning(Watch)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        return await self._session.scalar(claimed)

    async def renew(self, claim: Claim) -> None:
        """Go on looking."""
        await self._change(claim, lease_until=DatabaseClock() + LEASE_SECONDS)

    async def conclude(self, claim: Claim, **values: Any) -> None:
        """Store what the look came to, and let the watch be looked at again."""
        await self._change(claim, lease_until=0.0, **values)

    async def unsettle(self, claim: Claim) -> None:
        """Forget that nothing was left to do."""
        await self._change(claim, fingerprint=None)

    async def _change(self, claim: Claim, **values: Any) -> None:
        await self._session.execute(
            update(Watch)
            .where(Watch.id == claim.watch_id, Watch.attempt == claim.attempt)
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    async def is_held(self, claim: Claim) -> bool:
        """Whether the claim still holds; no other takes over until the transaction ends."""
        mine = (Watch.id == claim.watch_id, Watch.attempt == claim.attempt)
        held = select(Watch.id).where(*mine, self._followed)
        return await self._session.scalar(held.with_for_update()) is not None

    async def rows(self, watch_id: str) -> dict[str, Followed]:
        """What is stored of each file of the folder, by key."""
        rows: dict[str, Followed] = {}
        last = ""
        while page := await self._page(watch_id, last):
            rows |= {row.key: row for row in page}
            last = page[-1].key
        return rows

    async def _page(self, watch_id: str, after: str) -> Sequence[Followed]:
        """Some of them: many at once would hold up the loop."""
        chosen = (
            select(
                FollowedFile.key,
                FollowedFile.label,
                FollowedFile.size,
                FollowedFile.mtime_ns,
                FollowedFile.inode,
                FollowedFile.digest,
                FollowedFile.state,
                FollowedFile.code,
            )
            .where(FollowedFile.watch_id == watch_id, FollowedFile.key > after)
            .order_by(FollowedFile.key)
            .limit(ROWS_AT_ONCE)
        )
        found = await self._session.execute(chosen)
        return [Followed(row[0], row[1], (row[2], row[3], row[4]), *row[5:]) for row in found]

    async def add(self, watch_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Store files that were not known."""
        if rows:
            stamped = [{"digest": None, "code": None, "message": None, **row} for row in rows]
            changed = {"watch_id": watch_id, "changed_at": now()}
            await self._session.execute(
                insert(FollowedFile), [{**row, **changed} for row in stamped]
            )

    async def change(self, watch_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Store what became of files that are known; each row names its key."""
        changed = {"watch_id": watch_id, "changed_at": now()}
        stamped = [{"code": None, "message": None, **row, **changed} for row in rows]
        if stamped:
            await self._session.execute(update(FollowedFile), stamped)

    async def forget_gone(self, watch_id: str, keys: Sequence[str]) -> None:
        """Delete what is stored of these files, and of those that were gone some days ago."""
        of_watch = delete(FollowedFile).where(FollowedFile.watch_id == watch_id)
        for part in batches(keys):
            await self._session.execute(of_watch.where(FollowedFile.key.in_(part)))
        before = now() - timedelta(days=GONE_DAYS)
        await self._session.execute(
            of_watch.where(FollowedFile.state == GONE, FollowedFile.changed_at < before)
        )

    async def elsewhere(self, watch: Watch, digests: Sequence[str]) -> dict[str, str]:
        """By content the label of a file that another watch of the base follows."""
        found: dict[str, str] = {}
        for part in batches(digests):
            chosen = (
                select(FollowedFile.digest, FollowedFile.label)
                .join(Watch, Watch.id == FollowedFile.watch_id)
                .where(
                    Watch.base_id == watch.base_id,
                    Watch.id != watch.id,
                    FollowedFile.state.in_((TAKEN, WAITING)),
                    FollowedFile.digest.in_(part),
                )
                .order_by(FollowedFile.label.desc())
            )
            found |= {str(row[0]): row[1] for row in await self._session.execute(chosen)}
        return found


class FollowedDocuments:
    """The documents of followed files that a principal may see, in one base."""

    def __init__(self, session: Session, principal: Principal, base_id: str) -> None:
        self._session = session
        self._principal = principal
        self._base_id = base_id
        self._visible = may_write(principal, Document.owner_id, Document.base_id)

    async def run_at_work(self) -> str | None:
        """A run that works on the base and has not ended."""
        visible = may_write(self._principal, Run.owner_id, Run.subject)
        at_work = select(Run.id).where(
            visible, Run.subject == self._base_id, Run.status.in_(ACTIVE)
        )
        return await self._session.scalar(at_work.order_by(Run.created_at).limit(1))

    async def rearrange(self, moves: Sequence[Move], withdrawn: Sequence[str]) -> None:
        """Give documents the names of other files, and withdraw those of files that are gone."""
        moved = await self._of(moves)
        targets = sorted({move.new for move, _, _ in moved})
        gone = set(await self._ids(withdrawn)) | set(await self._ids(targets))
        gone -= {document_id for _, document_id, _ in moved}
        await Documents(self._session, self._principal).remove_all(self._base_id, gone)
        renamed = [_renamed(move, document_id, key) for move, document_id, key in moved]
        if renamed:
            await self._session.execute(update(Document), renamed)

    async def _of(self, moves: Sequence[Move]) -> list[tuple[Move, str, str]]:
        """Documents that move, each with its key."""
        by_label = {move.old: move for move in moves if move.old != move.new}
        found: list[tuple[Move, str, str]] = []
        for part in batches(sorted(by_label)):
            chosen = (
                select(Document.id, Document.source, Document.key, StoredFile.digest)
                .join(StoredFile, StoredFile.id == Document.file_id)
                .where(self._visible, Document.base_id == self._base_id, Document.source.in_(part))
            )
            for document_id, source, key, digest in await self._session.execute(chosen):
                move = by_label[source]
                if move.digest in (None, digest):
                    found.append((move, document_id, key))
        return found

    async def _ids(self, labels: Sequence[str]) -> list[str]:
        found: list[str] = []
        for part in batches(labels):
            chosen = select(Document.id).where(
                self._visible, Document.base_id == self._base_id, Document.source.in_(part)
            )
            found += await self._session.scalars(chosen)
        return found


def _renamed(move: Move, document_id: str, key: str) -> dict[str, str]:
    name = key or move.new.rpartition("/")[2]
    path = f"{move.new}#{key}" if key else move.new
    return {"id": document_id, "source": move.new, "path": path, "name": name}
