"""Opening a process: schema, backends, the execution of runs; and closing it all in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from folioscope.features.accounts.last_seen import ROUND_SECONDS as SEEN_SECONDS
from folioscope.features.accounts.last_seen import forget_old_logins
from folioscope.features.accounts.repository import ensure_local_user
from folioscope.features.audit.retention import forget_entries
from folioscope.features.chat.kept_answers import forget_stale
from folioscope.features.chat.retention import forget_old
from folioscope.features.offers.schedule import ROUND_SECONDS, sync_due
from folioscope.features.resumes.outdated_repository import OutdatedProfiles
from folioscope.features.visiting.leaving import forget_left
from folioscope.migrations.precautions import bring_up_to_date, tidy
from folioscope.platform.api.windows import forget_over
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.engine import Executes, executing
from folioscope.platform.runs.rounds import in_rounds
from folioscope.platform.runs.upkeep import compact
from folioscope.settings.values import Settings
from folioscope.wiring.choices import deliveries_of
from folioscope.wiring.kinds import kinds_of
from folioscope.wiring.limits import quotas_of
from folioscope.wiring.observing import Instruments, instruments_of
from folioscope.wiring.opened import Folioscope, assemble

UPKEEP_SECONDS = 600.0
TRIAL_SECONDS = 86_400.0
"""Longer than an upgrade takes that is tried beside a server."""


@asynccontextmanager
async def open_folioscope(
    settings: Settings, *, executes: Executes = "always", watches: bool = False
) -> AsyncIterator[Folioscope]:
    """Open database and backends, execute runs meanwhile, close everything in reverse.

    The caller holds the lock of the data folder, if the database is in it. Where the process does
    not execute runs, workers do; ``if_alone`` stands by for as long as there are any. Folders are
    followed in the background if it ``watches``.
    """
    with instruments_of(settings) as instruments:
        async with _opened(settings, instruments, executes, watches=watches) as folioscope:
            yield folioscope


@asynccontextmanager
async def _opened(
    settings: Settings, instruments: Instruments, executes: Executes, *, watches: bool
) -> AsyncIterator[Folioscope]:
    deliveries = deliveries_of(settings)
    database = Database(parse_url(settings.database_address), deliveries, quotas_of(settings))
    try:
        await database.check()
        was_there = await _prepare(database, settings)
        folioscope = assemble(settings, database, instruments)
        if database.is_sqlite:
            # A folder that was named may be that of another database, which is in use.
            is_own = was_there and settings.files_dir is None
            await folioscope.tools.unneeded_files.sweep(even_all=is_own)
        try:
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(folioscope.wakeups.relayed())
                engine = executing(
                    database,
                    folioscope.wakeups,
                    kinds_of(folioscope),
                    deliveries,
                    executes=executes,
                    telemetry=instruments.telemetry,
                )
                await stack.enter_async_context(engine)
                if executes != "never":
                    upkeep = in_rounds(partial(_look_after, folioscope), UPKEEP_SECONDS)
                    await stack.enter_async_context(upkeep)
                    syncs = partial(sync_due, database, folioscope.wakeups)
                    await stack.enter_async_context(in_rounds(syncs, ROUND_SECONDS))
                seen = partial(folioscope.accounts.seen.write_down, database)
                await stack.enter_async_context(in_rounds(seen, SEEN_SECONDS))
                if watches:
                    await stack.enter_async_context(folioscope.watcher.running())
                yield folioscope
        finally:
            await _close(folioscope)
    finally:
        await database.aclose()


async def _close(folioscope: Folioscope) -> None:
    folioscope.watcher.close()
    await folioscope.tails.aclose()
    await folioscope.cleaner.aclose()
    await folioscope.tools.indexes.aclose()
    await folioscope.llms.aclose()
    await folioscope.tools.unneeded_files.aclose()
    await asyncio.to_thread(folioscope.tools.blobs.close)


async def _look_after(folioscope: Folioscope) -> None:
    """What is done every now and then: delete what nobody needs any more."""
    settings, database = folioscope.settings, folioscope.database
    await folioscope.clock.erase_due()
    await folioscope.cleaner.go_on()
    if settings.retention_days is not None:
        await forget_old(database, settings.retention_days)
    if settings.compact_after_days is not None:
        await compact(database, settings.compact_after_days)
    await forget_stale(database)
    await forget_over(database)
    await forget_entries(database, settings.audit_days)
    await forget_old_logins(database)
    await forget_left(database, settings.visitor_days)
    async with database.write() as session:
        await OutdatedProfiles(session).forget()
    await folioscope.tools.unneeded_files.sweep()
    await _tidy_copies(database, settings, TRIAL_SECONDS)
    await asyncio.to_thread(folioscope.spool.clear)
    await folioscope.tools.indexes.tidy()


async def _tidy_copies(database: Database, settings: Settings, unfinished_for: float) -> None:
    """Keep no copy of an upgrade for longer than it may be, whether or not any is made."""
    is_held = database.is_sqlite  # the caller of ``open_folioscope`` holds the lock then
    seconds = unfinished_for if is_held else None
    await asyncio.to_thread(tidy, settings.data_dir, settings.copies_dir, seconds)


async def _prepare(database: Database, settings: Settings) -> bool:
    """Bring the schema up to date and make orphans of the runs a dead process left.

    Answers whether there was a schema before.
    """
    await _tidy_copies(database, settings, 0)
    upgraded = await bring_up_to_date(database, settings.upgrade_copies_dir)
    async with database.write() as session:
        await ensure_local_user(session)
        if database.is_sqlite:
            await Claims(session).expire_leases()
    return upgraded.found is not None
