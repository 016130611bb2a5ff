"""What is told of a kind of run: the function that does it, and how much of it at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from folioscope.platform.database.engine import Session
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.writer import Ending


async def leave_nothing(_session: Session, _run: Run) -> dict[str, Any]:
    """The ending of a kind of run that has nothing to tidy up."""
    return {}


@dataclass(frozen=True)
class Kind:
    """How one kind of run is done.

    ``abandon`` is called in the transaction that ends a cancelled or failed run; what it answers
    is the data of the event ``cancelled``. ``slots`` is how many run at once in a process,
    ``per_owner`` how many of one owner in all of them; ``limit_seconds`` is how long one attempt
    may take.
    """

    execute: Callable[[RunContext], Awaitable[Conclude]]
    abandon: Ending = leave_nothing
    slots: int = 8
    per_owner: int | None = None
    limit_seconds: float | None = 300.0
