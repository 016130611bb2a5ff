"""How much a principal may do to a knowledge base, in SQL."""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import ColumnElement, case, select

from folioscope.errors import Forbidden
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read, may_write, owned_by
from folioscope.platform.principal import Principal

Access = Literal["read", "write", "own"]
"""From the least to the most: who reads a base asks it and opens its documents, who writes it adds,
removes and rebuilds them too, and whose it is does everything."""
LEVELS: tuple[Access, ...] = get_args(Access)
_MISSING: dict[Access, str] = {
    "read": "be read",
    "write": "be read, and nothing in it changed",
    "own": "be used, but not shared, exported, unmasked, watched, set or deleted: that is up to "
    "whose it is",
}


class BaseReadOnly(Forbidden):
    """A base that the caller may see, but not do so much to."""

    code = "kb_read_only"


def access_to_base(principal: Principal) -> ColumnElement[str]:
    """What the principal may do to a base that they may read, as a column."""
    of_base = (principal, KnowledgeBase.owner_id, KnowledgeBase.id)
    own = owned_by(principal, KnowledgeBase.owner_id)
    given: ColumnElement[str] = case((own, "own"), (may_write(*of_base), "write"), else_="read")
    return given


async def require_access(
    session: Session, principal: Principal, base: KnowledgeBase, needed: Access
) -> bool:
    """Whether a base may be read at all; ``BaseReadOnly`` where it may, and that is not enough.

    It is asked of the shares as they are now, not as they were when the base was looked up.
    """
    readable = may_read(principal, KnowledgeBase.owner_id, KnowledgeBase.id)
    chosen = select(access_to_base(principal)).where(readable, KnowledgeBase.id == base.id)
    given: Access | None = await session.scalar(chosen)
    if given is None:
        return False
    if LEVELS.index(given) < LEVELS.index(needed):
        msg = f"“{base.name}” is shared with you to {_MISSING[needed]}."
        raise BaseReadOnly(msg)
    return True
