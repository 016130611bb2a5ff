"""Profiles that say more than their documents do any more."""

from __future__ import annotations

from sqlalchemy import select, update

from folioscope.features.knowledge.tables import Document, KnowledgeBase
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.database.engine import Session


class OutdatedProfiles:
    """What was read of CVs before their bases turned blind, of everybody."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def forget(self) -> None:
        """Empty them; they are read again, masked, when somebody wants them."""
        of_blind = (
            select(Document.id)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .where(KnowledgeBase.blind.is_not(None), KnowledgeBase.edition != StoredResume.edition)
            .correlate(StoredResume)
        )
        outdated = update(StoredResume).where(
            StoredResume.version > 0, StoredResume.document_id.in_(of_blind)
        )
        emptied = outdated.values(read={}, places={}, name="", version=0)
        await self._session.execute(emptied.execution_options(synchronize_session=False))
