"""What a request asks of runs, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.errors import Conflict, Invalid
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.states import ENDED, RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import RUNS, Wakeups

MAX_CURSOR = 2**63 - 1


class CursorInvalid(Invalid):
    """A resume point that can be the number of no event."""

    code = "cursor_invalid"


class CursorAhead(Conflict):
    """A resume point beyond what the run has written so far."""

    code = "cursor_ahead"


@dataclass(frozen=True, slots=True)
class Caller:
    """In whose name, and in which transaction, work is started or stopped."""

    session: Session
    principal: Principal
    wakeups: Wakeups


async def start(caller: Caller, run: Run) -> Run:
    """Queue a run. It is taken up once the transaction is committed."""
    stored = await Runs(caller.session, caller.principal).add(run)
    caller.wakeups.notify_after(caller.session, RUNS)
    return stored


async def cancel(caller: Caller, run_id: str) -> Run:
    """Ask a run to end; one that has ended already stays as it is."""
    runs = Runs(caller.session, caller.principal)
    await runs.request_cancel(run_id)
    caller.wakeups.notify_after(caller.session, RUNS)
    return await runs.get(run_id)


def read_cursor(text: str) -> int:
    """The resume point a client names, a number from 0 to 2^63 - 1."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_CURSOR):
        msg = "Last-Event-ID and after take the number of an event, 0 or more."
        raise CursorInvalid(msg)
    return int(text)


def is_beyond_the_end(run: Run, cursor: int) -> bool:
    """Whether nothing will ever come after the cursor; ``CursorAhead`` while it might."""
    last = run.next_seq - 1
    if RunStatus(run.status) in ENDED:
        return cursor >= last
    if cursor > last:
        msg = f"Event {cursor} does not exist yet; the run has written {last}."
        raise CursorAhead(msg)
    return False
