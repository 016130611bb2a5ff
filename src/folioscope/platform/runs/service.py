"""What a request asks of runs, in the caller's transaction."""

from __future__ import annotations

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


async def start(session: Session, principal: Principal, run: Run, wakeups: Wakeups) -> Run:
    """Queue a run. It is taken up once the transaction is committed."""
    stored = await Runs(session, principal).add(run)
    wakeups.notify_after(session, RUNS)
    return stored


async def cancel(session: Session, principal: Principal, run_id: str, wakeups: Wakeups) -> Run:
    """Ask a run to end; one that has ended already stays as it is."""
    runs = Runs(session, principal)
    await runs.request_cancel(run_id)
    wakeups.notify_after(session, RUNS)
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
