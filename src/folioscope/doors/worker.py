"""A process that only executes runs, beside the servers that only accept and stream them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from folioscope.doors.signals import on_stop_signals
from folioscope.doors.worker_port import answering
from folioscope.errors import Invalid
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope


class WorkersNeedPostgres(Invalid):
    """Several processes on a database of one."""

    code = "workers_need_postgres"


async def work(settings: Settings, on_ready: Callable[[Folioscope], None]) -> None:
    """Execute runs until SIGINT or SIGTERM; then what is unfinished is given back."""
    require_postgres(settings)
    stopped = asyncio.Event()
    on_stop_signals(stopped.set)
    # Of the data folder only caches are used, so it is not locked.
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with open_folioscope(settings) as folioscope, answering(folioscope):
        on_ready(folioscope)
        loading = asyncio.create_task(folioscope.load_model())
        await stopped.wait()
        loading.cancel()


def require_postgres(settings: Settings) -> None:
    """Refuse to share a database in which one process is all there may be."""
    if settings.database_address.startswith("sqlite"):
        msg = (
            "Several processes need PostgreSQL: set FOLIOSCOPE_DATABASE_URL to "
            "postgresql://…; with SQLite one “folioscope serve” does everything."
        )
        raise WorkersNeedPostgres(msg)
