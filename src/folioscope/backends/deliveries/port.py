"""The port for deliveries: a run is brought to a worker at least once; the run row decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Delivery:
    """A run to be brought, after ``delay`` seconds. ``kind`` chooses the queue, nothing more."""

    run_id: str
    kind: str
    delay: float = 0.0


Take = Callable[[str], Awaitable[None]]
"""Does the run with this id, or nothing if somebody else has it; returns when it is over."""


class Deliveries(Protocol):
    """An engine that brings runs to workers.

    ``connection`` is the driver's own, in the midst of the transaction that queues the runs.
    """

    async def enqueue(self, connection: Any, deliveries: Sequence[Delivery]) -> None:
        """Bring the runs once the transaction is committed, and not otherwise."""
        ...

    async def undelivered(self, connection: Any, run_ids: Sequence[str]) -> set[str]:
        """Those of the runs that nothing is about to bring."""
        ...

    async def tidy(self, connection: Any) -> None:
        """Forget what dead workers were brought."""
        ...

    async def has_workers(self, connection: Any) -> bool:
        """Whether any process has runs brought to it at present."""
        ...

    def working(self, take: Take, slots: Mapping[str, int]) -> AbstractAsyncContextManager[None]:
        """Have runs brought to this process: so many of each kind at once."""
        ...
