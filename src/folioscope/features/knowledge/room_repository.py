"""How much one owner may store: asked where rows are added, so that every door comes by."""

from __future__ import annotations

from sqlalchemy import func, select

from folioscope.errors import Conflict
from folioscope.features.knowledge.purposes import PRIVATE
from folioscope.features.knowledge.tables import Document, KnowledgeBase
from folioscope.platform.database.engine import Session, quota_of
from folioscope.platform.principal import LOCAL_USER_ID

BASES, DOCUMENTS = "bases", "documents"
"""The quotas by which the database is handed them."""


class TooManyBases(Conflict):
    """As many knowledge bases as one account may own."""

    code = "too_many_bases"


class BaseFull(Conflict):
    """As many documents as one knowledge base may have."""

    code = "kb_full"


async def require_room_for_base(session: Session, owner_id: int) -> None:
    """Raise ``TooManyBases`` where an owner has enough; those of features are not counted."""
    most = quota_of(session, BASES)
    if not most or owner_id == LOCAL_USER_ID:
        return
    own = (KnowledgeBase.owner_id == owner_id, KnowledgeBase.purpose.not_in(PRIVATE))
    if (await session.scalar(select(func.count()).where(*own)) or 0) >= most:
        msg = f"One account may own {most:,} knowledge bases, and has them; delete one first."
        raise TooManyBases(msg)


async def require_room_for_documents(
    session: Session, owner_id: int, base_id: str, added: int
) -> None:
    """Raise ``BaseFull`` where a base would have more documents than it may."""
    most = quota_of(session, DOCUMENTS)
    if not most or not added or owner_id == LOCAL_USER_ID:
        return
    there = await session.scalar(select(func.count()).where(Document.base_id == base_id)) or 0
    if there + added > most:
        msg = (
            f"A knowledge base may have {most:,} documents; this one has {there:,}, and "
            f"{added:,} more do not fit. Delete some, or make another base."
        )
        raise BaseFull(msg)
