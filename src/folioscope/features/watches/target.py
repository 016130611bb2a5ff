"""A watched folder whose turn it is: what looking at it needs, and what a look came to."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from folioscope.errors import Stopped
from folioscope.features.knowledge.incoming import Shelf
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.features.watches.listing import Listing
from folioscope.features.watches.scan_repository import Claim, Looks
from folioscope.features.watches.tables import Watch
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.wakeups import Wakeups

Outcome = Literal["done", "started", "more", "waits", "changing", "unreachable", "busy"]
"""What a look came to: nothing is left to do, a run was started, more is to be read, a run that
works on the base is waited for, files are still being written, the folder is out of reach, or
somebody else is looking.
"""


@dataclass(frozen=True)
class Looking:
    """What looks at folders need. ``threads`` are their own: a drive that hangs stops only them."""

    database: Database
    shelf: Shelf
    unneeded_files: UnneededFiles
    wakeups: Wakeups
    threads: Executor
    host: str = field(default_factory=socket.gethostname)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to; ``root`` is the identity of the folder."""

    outcome: Outcome
    run_id: str | None = None
    root: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The watch whose turn it is, held by a claim, and in whose name it is followed."""

    watch: Watch
    claim: Claim
    principal: Principal
    host: str

    @property
    def folder(self) -> Path:
        """The watched folder."""
        return Path(self.watch.path)

    def bounds(self, allowed_roots: Sequence[Path]) -> Sequence[Sequence[Path]]:
        """Where its files must lie: in the folder, and under the roots unless it is trusted.

        The folder alone is not enough: a link may have taken its place since it was looked at.
        """
        own = (self.folder,)
        return (own,) if self.watch.trusted else (own, allowed_roots)

    async def held(self, session: Session) -> Looks:
        """Hold the base, then the watch; ``Stopped`` when another process looks by now."""
        await Bases(session, self.principal).lock(self.watch.base_id)
        looks = Looks(session)
        if not await looks.is_held(self.claim):
            msg = "Somebody else looks at this folder, or it is not watched any more."
            raise Stopped(msg)
        return looks

    async def conclude(
        self, looks: Looks, looked: Looked, found: Listing, fingerprint: str | None = None
    ) -> None:
        """Store what the look came to; the fingerprint when nothing was left to do."""
        started = {"run_id": looked.run_id} if looked.outcome == "started" else {}
        await looks.conclude(
            self.claim,
            state="watched",
            reason=_reason(looked),
            host=self.host,
            root=found.root,
            fingerprint=fingerprint,
            skipped=found.skipped,
            looked_at=now(),
            **started,
        )


def _reason(looked: Looked) -> dict[str, str] | None:
    if looked.outcome != "waits":
        return None
    message = f"Run {looked.run_id} works on the base; the folder is followed once it has ended."
    return {"code": "run_at_work", "message": message}
