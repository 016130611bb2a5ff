"""One look at a watched folder, from its claim to what follows of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar, TypeVarTuple, Unpack

from folioscope.errors import FolioscopeError, NotFound, Stopped
from folioscope.failpoints import failpoint
from folioscope.features.knowledge.incoming import PathNotAllowed, Shelf, allowed_path
from folioscope.features.watches.changes import (
    WAITING,
    Changes,
    Rows,
    compare,
    is_another_folder,
    known_by_version,
    settled,
)
from folioscope.features.watches.follow import Ripe, follow, row_of
from folioscope.features.watches.listing import FolderUnreachable, Listing, Seen, look
from folioscope.features.watches.reading import read_files
from folioscope.features.watches.scan_repository import (
    LEASE_SECONDS,
    Claim,
    FollowedDocuments,
    Looks,
)
from folioscope.features.watches.tables import Watch
from folioscope.features.watches.target import Looked, Looking, Target
from folioscope.platform.principal import Principal, acting

SETTLE_SECONDS = 1.0  # for which a file must stand still before it is read
MOST_FILES = 1000  # that one look reads; the next one goes on
MOST_BYTES = 256 * 1024 * 1024
ROWS_AT_ONCE = 500  # in a transaction, so that other writers get their turn

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

log = logging.getLogger(__name__)


async def look_at(looking: Looking, watch_id: str) -> Looked:
    """Look at a folder, unless somebody does; what fails is told in the state of the watch."""
    async with looking.database.write() as session:
        watch = await Looks(session).claim(watch_id)
    if watch is None:
        return Looked("busy")
    claim = Claim(watch.id, watch.attempt)
    target = Target(watch, claim, principal_of(watch), looking.host)
    async with _renewed(looking, claim):
        try:
            return await _look(looking, target)
        except (Stopped, NotFound):  # taken over, or the base was deleted
            return Looked("busy")
        except FolioscopeError as error:
            await _tell(looking, target, error)
            return Looked("unreachable")


def principal_of(watch: Watch) -> Principal:
    """In whose name a folder is followed."""
    return acting(watch.actor_kind, watch.actor_id)


@asynccontextmanager
async def _renewed(looking: Looking, claim: Claim) -> AsyncIterator[None]:
    renewing = asyncio.create_task(_renew(looking, claim))
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.wait({renewing})


async def _renew(looking: Looking, claim: Claim) -> None:
    while True:
        await asyncio.sleep(LEASE_SECONDS / 3)
        with suppress(FolioscopeError):  # the next time may do better
            async with looking.database.write() as session:
                await Looks(session).renew(claim)


async def _look(looking: Looking, target: Target) -> Looked:
    async with looking.database.read() as session:
        documents = FollowedDocuments(session, target.principal, target.watch.base_id)
        run_id = await documents.run_at_work()
    if run_id is not None:
        await _release(looking, target)
        return Looked("waits", run_id)
    found, fingerprint = await _listed(looking, target)
    failpoint("watch.listed")
    if fingerprint != target.watch.fingerprint:
        async with looking.database.read() as session:
            rows = await Looks(session).rows(target.watch.id)
        changes = await _in_thread(looking, _compare, target, rows, found)
        if changes:
            return await _follow(looking, target, rows, changes)
    looked = Looked("done", root=found.root)
    async with looking.database.write() as session:
        await target.conclude(Looks(session), looked, found, fingerprint)
    return looked


def _compare(target: Target, rows: Rows, found: Listing) -> Changes:
    if is_another_folder(rows, found, target.watch.root):
        msg = (
            f"{target.folder} is another folder than before and has none of its files. Is a drive "
            "not mounted? If it is meant, have it watched once more."
        )
        raise FolderUnreachable(msg)
    return compare(rows, found)


async def _in_thread(
    looking: Looking, work: Callable[[Unpack[Arguments]], Result], *args: *Arguments
) -> Result:
    """Work that may take long, in one of the threads that are there for it."""
    return await asyncio.get_running_loop().run_in_executor(looking.threads, work, *args)


async def _listed(looking: Looking, target: Target) -> tuple[Listing, str]:
    return await _in_thread(looking, _list, looking.shelf, target)


def _list(shelf: Shelf, target: Target) -> tuple[Listing, str]:
    real = None
    if not target.watch.trusted:
        real = allowed_path(target.folder, shelf.allowed_roots)
    found = look(target.folder, shelf.extensions, real)
    return found, found.fingerprint()


async def _follow(looking: Looking, target: Target, rows: Rows, changes: Changes) -> Looked:
    """Look once more, read what is new and stands still, and do all that follows of it."""
    await _mark_waiting(looking, target, rows, changes)
    await asyncio.sleep(SETTLE_SECONDS)
    found, _ = await _listed(looking, target)
    later = await _in_thread(looking, compare, rows, found)
    calm = settled(changes, later)
    unsettled = [key for key in changes.changed if key in later.changed and key not in calm.changed]
    known = known_by_version(rows, calm.changed.values())
    unknown = [seen for key, seen in calm.changed.items() if key not in known]
    chosen = _chosen(unknown)
    digests: set[str] = set()
    try:
        bounds = target.bounds(looking.shelf.allowed_roots)
        async with read_files(looking.shelf, bounds, chosen, looking.threads) as read:
            digests |= {stored.digest for stored in read.stored.values()}
            failpoint("watch.stored")
            rest = len(unknown) - len(chosen)
            ripe = Ripe(rows, found, calm, unsettled, known, read, rest)
            async with looking.database.write() as session:
                looked = await follow(looking, session, target, ripe)
                await looking.unneeded_files.forget_unneeded(session, target.principal)
            failpoint("watch.followed")
    finally:
        await looking.unneeded_files.forget_unnamed(digests)
    return looked


async def _mark_waiting(looking: Looking, target: Target, rows: Rows, changes: Changes) -> None:
    """Let everybody see at once what is going to be read, however long that takes."""
    changed = changes.changed.items()
    new = [{**row_of(seen), "state": WAITING} for key, seen in changed if key not in rows]
    known = [
        {"key": key, "state": WAITING}
        for key, seen in changed
        if key in rows and rows[key].state != WAITING and rows[key].version != seen.version
    ]
    for first in range(0, max(len(new), len(known)), ROWS_AT_ONCE):
        part = slice(first, first + ROWS_AT_ONCE)
        async with looking.database.write() as session:
            looks = await target.held(session)
            await looks.unsettle(target.claim)
            await looks.add(target.watch.id, new[part])
            await looks.change(target.watch.id, known[part])


def _chosen(candidates: Sequence[Seen]) -> list[Seen]:
    chosen: list[Seen] = []
    size = 0
    for seen in sorted(candidates, key=lambda candidate: candidate.label)[:MOST_FILES]:
        size += seen.size
        if chosen and size > MOST_BYTES:
            break
        chosen.append(seen)
    return chosen


async def _tell(looking: Looking, target: Target, error: FolioscopeError) -> None:
    """Say in the watch, and once in the log, why the folder is not followed."""
    is_unreachable = isinstance(error, FolderUnreachable | PathNotAllowed)
    if is_unreachable and target.watch.host not in (None, looking.host):
        await _release(looking, target)  # it is out of reach from here, and another machine has it
        return
    reason = {"code": error.code, "message": f"On {looking.host}: {error.message}"}
    if reason != target.watch.reason:
        log.warning("a watched folder is not followed: %s", error.message)
    async with looking.database.write() as session:
        state = "unreachable" if is_unreachable else "failed"
        await Looks(session).conclude(target.claim, state=state, reason=reason)


async def _release(looking: Looking, target: Target) -> None:
    async with looking.database.write() as session:
        await Looks(session).conclude(target.claim)
