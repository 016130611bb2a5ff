"""What is set for a whole base: how long it keeps documents, and whether it masks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folioscope.errors import Conflict, Invalid
from folioscope.features.audit.repository import AuditLog
from folioscope.features.knowledge import service
from folioscope.features.knowledge.blind import Blinding, stored
from folioscope.features.knowledge.keeping import BLIND
from folioscope.features.knowledge.purposes import DOCUMENTS
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run


class KeepUntilPast(Invalid):
    """A day until which documents are kept that is over: they would be erased at once."""

    code = "keep_until_past"


class BaseNotMaskable(Conflict):
    """A base that a feature made for itself, of documents that tell of nobody or of its owner."""

    code = "kb_not_maskable"


@dataclass(frozen=True, slots=True)
class Keep:
    """How long documents are kept: days after they came, and the day on which all go."""

    days: int | None = None
    until: date | None = None


async def change_keep(
    session: Session, principal: Principal, reference: str, keep: Keep
) -> KnowledgeBase:
    """Set how long a base keeps its documents; ``KeepUntilPast``."""
    bases = Bases(session, principal)
    base = await bases.lock((await bases.get(reference)).id, "own")
    if keep.until is not None and keep.until != base.keep_until:
        require_to_come(keep.until)
    base.keep_days, base.keep_until = keep.days, keep.until
    await session.flush()
    return base


def require_to_come(until: date) -> None:
    """Raise ``KeepUntilPast`` for a day that is no day to come."""
    if until <= now().date():
        msg = (
            f"“{until}” is not a day to come: all documents would be erased at once. To erase them "
            "now, delete the base."
        )
        raise KeepUntilPast(msg)


async def start_masking(caller: Caller, reference: str, blinding: Blinding | None) -> Run:
    """Have a base mask otherwise, or no more; its documents are read anew by a run.

    Until that has ended the base is as it was. That somebody wants to see documents unmasked is
    written down at once.
    """
    base = await Bases(caller.session, caller.principal).get(reference, "own")
    if base.purpose != DOCUMENTS:
        msg = f"“{base.name}” is filled by this program itself, and cannot be made blind."
        raise BaseNotMaskable(msg)
    run = await service.start_rebuild(caller, base, None, None)
    run.input = {**run.input, BLIND: stored(blinding)}
    log = AuditLog(caller.session, caller.principal)
    action = "unblind" if blinding is None else "blind"
    await log.note(action, ("kb", base.id), base.owner_id, stored(blinding))
    return run
