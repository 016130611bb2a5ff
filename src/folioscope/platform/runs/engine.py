"""What executes runs in a process: writer, executor and, with many processes, deliveries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from typing import Any, Literal, TypeAlias

from folioscope.backends.deliveries.port import Deliveries, Delivery
from folioscope.errors import BackendFailed
from folioscope.platform.database.engine import Database, deliver_at_commit, driver_connection
from folioscope.platform.runs.claim_repository import Claims, try_alone
from folioscope.platform.runs.executor import Executor
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.rounds import in_rounds
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.platform.runs.writer import EventWriter
from folioscope.telemetry.instruments import SILENT, Telemetry

Executes = Literal["always", "if_alone", "never"]
"""Whether a process executes runs itself; ``if_alone``: as soon as no other process does."""

RECONCILE_SECONDS = 3.0
STANDBY_SECONDS = 2.0
AT_ONCE = 200

Working: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]

log = logging.getLogger(__name__)


@asynccontextmanager
async def executing(
    database: Database,
    wakeups: Wakeups,
    kinds: Mapping[str, Kind],
    deliveries: Deliveries | None,
    *,
    executes: Executes = "always",
    telemetry: Telemetry = SILENT,
) -> AsyncIterator[None]:
    """Execute runs meanwhile; a crash of the engine ends the process.

    Without deliveries the executor looks for runs itself. A process that takes none still ends
    those that are cancelled before anybody took them.
    """
    writer = EventWriter(database, wakeups, telemetry)
    claims = executes != "never" and deliveries is None
    executor = Executor(database, writer, wakeups, kinds, claims=claims, telemetry=telemetry)
    engine = asyncio.gather(writer.run(), executor.run())
    engine.add_done_callback(partial(_stop_with, asyncio.current_task()))
    try:
        if deliveries is None or executes == "never":
            yield
        else:
            work = partial(_brought, database, kinds, deliveries, executor)
            is_first = executes == "always" or not await has_workers(database, deliveries)
            async with work() if is_first else _standing_by(database, deliveries, work):
                yield
    finally:
        # Nothing is cancelled in the middle of a transaction.
        await executor.stop()
        writer.stop()
        await engine


@asynccontextmanager
async def _brought(
    database: Database, kinds: Mapping[str, Kind], deliveries: Deliveries, executor: Executor
) -> AsyncIterator[None]:
    """Have runs brought to this process."""
    slots = {name: kind.slots for name, kind in kinds.items()}
    async with (
        deliveries.working(executor.take, slots),
        in_rounds(partial(reconcile, database, kinds, deliveries), RECONCILE_SECONDS),
    ):
        yield


@asynccontextmanager
async def _standing_by(
    database: Database,
    deliveries: Deliveries,
    work: Callable[[], AbstractAsyncContextManager[None]],
) -> AsyncIterator[None]:
    """Take over as soon as nobody works any more: who did may have ended without a word."""
    stopped = asyncio.Event()
    watch = asyncio.create_task(_take_over(database, deliveries, work, stopped))
    try:
        yield
    finally:
        stopped.set()
        await watch


async def _take_over(
    database: Database,
    deliveries: Deliveries,
    work: Working,
    stopped: asyncio.Event,
) -> None:
    while not stopped.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(STANDBY_SECONDS):
                await stopped.wait()
        try:
            if stopped.is_set() or await has_workers(database, deliveries):
                continue
        except BackendFailed as error:
            log.warning("whether anybody executes runs is not known: %s", error)
            continue
        log.info("nobody executes runs any more, so this process does")
        async with work():
            await stopped.wait()


def _stop_with(owner: asyncio.Task[Any] | None, engine: asyncio.Future[Any]) -> None:
    """Have the process end when its engine broke down: it would only look alive."""
    if owner is not None and not engine.cancelled() and engine.exception() is not None:
        owner.cancel()


async def has_workers(database: Database, deliveries: Deliveries | None) -> bool:
    """Whether another process executes runs of this database at present."""
    if deliveries is None:
        return False
    async with database.read() as session:
        return await deliveries.has_workers(await driver_connection(session))


async def reconcile(database: Database, kinds: Mapping[str, Kind], deliveries: Deliveries) -> None:
    """Deliver again each run that waits for an attempt and that nothing is about to bring.

    One process at a time does it; the others would find the same.
    """
    limits = {name: kind.per_owner for name, kind in kinds.items()}
    async with database.write() as session:
        if not await try_alone(session):
            return
        connection = await driver_connection(session)
        await deliveries.tidy(connection)
        last = ""
        while page := await Claims(session).claimable(limits, last, AT_ONCE):
            waiting = {run.id: run.kind for run in page}
            for run_id in await deliveries.undelivered(connection, list(waiting)):
                log.info("run %s is delivered again", run_id)
                deliver_at_commit(session, Delivery(run_id, waiting[run_id]))
            last = page[-1].id
