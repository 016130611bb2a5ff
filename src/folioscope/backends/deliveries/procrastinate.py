"""Deliveries by Procrastinate: jobs in PostgreSQL, fetched by workers that show a heartbeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager
from procrastinate.worker import Worker
from psycopg import AsyncConnection, Error
from psycopg.rows import scalar_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from folioscope.backends.deliveries.port import Delivery, Take
from folioscope.errors import BackendBusy

HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 6.0
POLL_SECONDS = 1.0
AGAIN_SECONDS = 3.0
RESTART_SECONDS = 1.0
CONNECTIONS = 4
PATIENCE_SECONDS = 5.0
TASK = "folioscope.take"

LIVE = """
SELECT job.args->>'run_id' FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.args->>'run_id' = ANY(%(run_ids)s) AND (job.status = 'todo'
  AND (job.scheduled_at IS NULL OR job.scheduled_at <= now()) OR job.status = 'doing'
  AND worker.last_heartbeat > now() - make_interval(secs => %(stalled)s))
"""
ALIVE = """
SELECT 1 FROM procrastinate_workers
WHERE last_heartbeat > now() - make_interval(secs => %(stalled)s) LIMIT 1
"""
FORGET = """
DELETE FROM procrastinate_jobs WHERE id IN (
  SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND (worker_id IS NULL OR worker_id IN (
    SELECT id FROM procrastinate_workers
    WHERE last_heartbeat < now() - make_interval(secs => %(stalled)s)))
  FOR UPDATE SKIP LOCKED)
"""

log = logging.getLogger(__name__)


async def _bound_transactions(connection: AsyncConnection) -> None:
    # A process that was stopped in mid-transaction would keep its jobs locked for ever.
    await connection.execute(f"SET idle_in_transaction_session_timeout = '{STALLED_SECONDS:.0f}s'")
    await connection.commit()


class DeliveriesUnavailable(BackendBusy):
    """The database did not take, or did not tell of, what brings runs to workers."""

    code = "deliveries_unavailable"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ConnectorException, Error) as error:
        msg = "Runs cannot be brought to workers right now."
        raise DeliveriesUnavailable(msg) from error


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel them until they have ended.

    Waiting for a connection may swallow a cancellation that comes when there just is one, and then
    a worker would begin that nobody stops.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)


class _Watchful(Worker):
    """Procrastinate's worker, which stops when its listener or its heartbeat breaks down.

    Without periodic tasks the deferrer of those ends at once, and the watch over all with it.
    """

    def __init__(self, app: App, on_fetched: Callable[[], None], **options: Any) -> None:
        super().__init__(app, **options)
        self._on_fetched = on_fetched

    async def _fetch_and_process_jobs(self) -> None:
        await super()._fetch_and_process_jobs()  # type: ignore[no-untyped-call]  # as below
        self._on_fetched()

    async def _periodic_deferrer(self) -> None:
        await asyncio.Event().wait()


class Procrastinate:
    """A queue for each kind of run, so that long work of one kind does not hold up another."""

    def __init__(self, address: str, *, hints: bool) -> None:
        self._address = address
        self._app = App(connector=PsycopgConnector(conninfo=address))
        self._hints = hints
        self._take: Take | None = None
        self._broken: set[str] = set()
        self._leaving = False
        # Kept as a job with the arguments that ``_bring`` takes.
        self._task = self._app.task(name=TASK)(self._bring)

    @staticmethod
    def schema() -> str:
        """The SQL of the engine's own tables."""
        return SchemaManager.get_schema()

    async def _bring(self, run_id: str) -> None:
        if self._take is not None:
            await self._take(run_id)

    async def enqueue(self, connection: Any, deliveries: Sequence[Delivery]) -> None:
        """Insert jobs in the caller's transaction."""
        with _translated():
            for delivery in deliveries:
                delay = timedelta(seconds=delivery.delay)
                await self._task.configure(
                    queue=delivery.kind,
                    schedule_at=datetime.now(UTC) + delay if delay else None,
                    connection=connection,
                ).defer_async(run_id=delivery.run_id)

    async def undelivered(self, connection: Any, run_ids: Sequence[str]) -> set[str]:
        """Those without a job that waits, or that a live worker holds."""
        wanted = {"run_ids": list(run_ids), "stalled": STALLED_SECONDS}
        with _translated():
            cursor = connection.cursor(row_factory=scalar_row)
            live = await (await cursor.execute(LIVE, wanted)).fetchall()
        return set(run_ids) - set(live)

    async def tidy(self, connection: Any) -> None:
        """Delete the jobs of workers without a heartbeat."""
        with _translated():
            await connection.execute(FORGET, {"stalled": STALLED_SECONDS})

    async def has_workers(self, connection: Any) -> bool:
        """Whether some worker has shown its heartbeat lately."""
        with _translated():
            found = await connection.execute(ALIVE, {"stalled": STALLED_SECONDS})
            return await found.fetchone() is not None

    @asynccontextmanager
    async def working(self, take: Take, slots: Mapping[str, int]) -> AsyncIterator[None]:
        """One worker a kind. A worker that breaks down, as all do without a database, is renewed.

        Leaving it takes no more jobs; what was taken goes on in the hands of ``take``.
        """
        self._take = take
        # Of our own: the library's is closed for ever if its first connection is long in coming.
        pool = AsyncConnectionPool(
            self._address,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            open=False,
            configure=_bound_transactions,
            check=AsyncConnectionPool.check_connection,
        )
        await pool.open(wait=False)
        await self._app.open_async(pool)
        workers = [asyncio.create_task(self._work(kind, count)) for kind, count in slots.items()]
        try:
            yield
        finally:
            self._leaving = True
            await _end(workers)
            await pool.close()

    async def _work(self, kind: str, concurrency: int) -> None:
        # A worker that cannot sign off raises that in place of its cancellation.
        while not self._leaving:
            try:
                await _Watchful(
                    self._app,
                    partial(self._go_on, kind),
                    queues=[kind],
                    name=kind,
                    concurrency=concurrency,
                    listen_notify=self._hints,
                    fetch_job_polling_interval=POLL_SECONDS,
                    # Its jobs are only told to let go: the runs are the executor's.
                    shutdown_graceful_timeout=0,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                ).run()  # type: ignore[no-untyped-call]  # the library annotates it not
            except (ConnectorException, PoolTimeout) as error:
                log.warning("deliveries of %s wait: %s", kind, error)
            self._broken.add(kind)
            await asyncio.sleep(RESTART_SECONDS)

    def _go_on(self, kind: str) -> None:
        if kind in self._broken:
            self._broken.remove(kind)
            if not self._broken:
                log.info("deliveries work again")
