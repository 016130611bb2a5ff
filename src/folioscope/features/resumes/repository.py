"""All SQL of résumés."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from folioscope.errors import NotFound
from folioscope.features.knowledge.access_repository import Access, require_access
from folioscope.features.knowledge.purposes import Purpose
from folioscope.features.knowledge.tables import Document, KnowledgeBase, PageText, StoredFile
from folioscope.features.resumes.stored_pages import RESUME, StoredPage
from folioscope.features.resumes.tables import OwnProfile, StoredResume
from folioscope.platform.database.base import Base, new_id, now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read
from folioscope.platform.principal import Principal

DOCUMENTS: Purpose = "documents"
_Kept = Select[StoredResume, Document, KnowledgeBase, str]
_OF_PAGE = (
    PageText.text,
    PageText.number,
    PageText.anchor,
    PageText.lines,
    PageText.parts,
    PageText.resume,
)
AT_ONCE = 500  # rows of one statement, far below what any engine takes


class ResumeNotFound(NotFound):
    """No such résumé, or not the caller's."""

    code = "resume_not_found"


class NoOwnProfile(NotFound):
    """A user who has not said which résumé is theirs."""

    code = "no_own_profile"


@dataclass(frozen=True, slots=True)
class Kept:
    """A résumé with the document it was read of and the base of that; None where it has none."""

    row: StoredResume
    document: Document | None = None
    base: KnowledgeBase | None = None
    digest: str | None = None


class Resumes:
    """Résumés that a principal may see: by hand their own, else those of documents they may read.

    Only of documents that can be found.
    """

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        self._visible = may_read(principal, StoredResume.owner_id, Document.base_id)

    async def get(self, resume_id: str, to: Access = "read") -> Kept:
        """The résumé of that id; ``ResumeNotFound``, and ``BaseReadOnly`` where more is needed."""
        found = await self.all([resume_id])
        if not found or not await self._allows(found[0], to):
            msg = f"There is no résumé “{resume_id}”. See yours: folioscope cv list"
            raise ResumeNotFound(msg)
        return found[0]

    async def all(self, resume_ids: Sequence[str]) -> Sequence[Kept]:
        """Those of the ids that there are, in the order of the ids."""
        found: dict[str, Kept] = {}
        for first in range(0, len(resume_ids), AT_ONCE):
            some = resume_ids[first : first + AT_ONCE]
            for kept in await self._read(_kept().where(StoredResume.id.in_(some))):
                found[kept.row.id] = kept
        return [found[each] for each in resume_ids if each in found]

    async def list(self, base_id: str | None, limit: int, after: str) -> Sequence[Kept]:
        """A page of résumés by id, of one base, or of all that people made and by hand."""
        of_base = Document.base_id == base_id
        of_all = or_(StoredResume.document_id.is_(None), KnowledgeBase.purpose == DOCUMENTS)
        asked = _kept().where(StoredResume.id > after, of_all if base_id is None else of_base)
        return await self._read(asked.order_by(StoredResume.id).limit(limit))

    async def of_base(self, base_id: str) -> Sequence[str]:
        """The ids of the résumés of a base, by the paths of their documents."""
        ordered = _kept().where(Document.base_id == base_id).order_by(Document.path, Document.id)
        chosen = ordered.with_only_columns(StoredResume.id).where(self._visible)
        return (await self._session.scalars(chosen)).all()

    async def of_document(self, document_id: str) -> Kept:
        """The résumé of a document, which there is; ``ResumeNotFound``."""
        found = await self._read(_kept().where(StoredResume.document_id == document_id))
        if not found:
            msg = f"There is no résumé of a document “{document_id}”."
            raise ResumeNotFound(msg)
        return found[0]

    async def add_missing(self, base_id: str | None, document_id: str | None = None) -> None:
        """Have a row, not read yet, for each CV of a base, or for one of its documents alone.

        Without a base for those of all bases that people made.
        """
        has_one = select(StoredResume.id).where(StoredResume.document_id == Document.id).exists()
        which = Document.kind == RESUME if document_id is None else Document.id == document_id
        within = Document.base_id == base_id
        of_people = KnowledgeBase.purpose == DOCUMENTS
        chosen = (
            select(Document.id, Document.owner_id)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .where(
                may_read(self._principal, Document.owner_id, Document.base_id),
                of_people if base_id is None else within,
                Document.edition <= KnowledgeBase.edition,
                Document.state == "ready",
                which,
                ~has_one,
            )
        )
        rows = [_unread(*row) for row in await self._session.execute(chosen)]
        insert = _insert(self._session, StoredResume).on_conflict_do_nothing()
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            await self._session.execute(insert, some)

    async def add(self, row: StoredResume) -> StoredResume:
        """Add one that was written by hand."""
        self._session.add(row)
        await self._session.flush()
        return row

    async def remove(self, row: StoredResume) -> None:
        """Remove one, and whatever hangs on it."""
        await self._session.delete(row)
        await self._session.flush()

    async def pages(self, document_id: str, edition: int) -> Sequence[StoredPage]:
        """The pages of a document as an edition has them, in order."""
        chosen = select(*_OF_PAGE).join(Document, Document.id == PageText.document_id)
        readable = may_read(self._principal, Document.owner_id, Document.base_id)
        of_it = and_(PageText.document_id == document_id, PageText.edition == edition)
        rows = await self._session.execute(chosen.where(readable, of_it).order_by(PageText.ordinal))
        return [StoredPage(*row) for row in rows]

    async def page_numbers(self, kept: Kept) -> dict[int, int | None]:
        """The numbers of the pages of its document, by their place from 0 on."""
        if kept.document is None or kept.base is None:
            return {}
        chosen = select(PageText.ordinal, PageText.number).where(
            PageText.document_id == kept.document.id, PageText.edition == kept.base.edition
        )
        return {row[0]: row[1] for row in await self._session.execute(chosen)}

    async def own(self) -> str:
        """The id of the résumé that the principal said to be their own; ``NoOwnProfile``."""
        found = await self.own_if_any()
        if found is None:
            msg = "You have not said which résumé is yours. Say it: folioscope cv own RÉSUMÉ"
            raise NoOwnProfile(msg)
        return found

    async def own_if_any(self) -> str | None:
        """The same; None where the principal has not said so."""
        own = OwnProfile.owner_id == self._principal.user_id
        found: str | None = await self._session.scalar(select(OwnProfile.resume_id).where(own))
        return found

    async def set_own(self, resume_id: str | None) -> None:
        """Say which résumé is the principal's own, or that none is."""
        user_id = self._principal.user_id
        if resume_id is None:
            await self._session.execute(delete(OwnProfile).where(OwnProfile.owner_id == user_id))
            return
        chosen = _insert(self._session, OwnProfile).values(owner_id=user_id, resume_id=resume_id)
        newer = chosen.on_conflict_do_update(
            index_elements=["owner_id"], set_={"resume_id": resume_id}
        )
        await self._session.execute(newer)

    async def _allows(self, kept: Kept, to: Access) -> bool:
        if to == "read" or kept.base is None:
            return True
        return await require_access(self._session, self._principal, kept.base, to)

    async def _read(self, asked: _Kept) -> Sequence[Kept]:
        rows = await self._session.execute(asked.where(self._visible))
        return [Kept(row[0], row[1], row[2], row[3]) for row in rows]


def _insert(session: Session, table: type[Base]) -> Any:
    """An insertion that can say what to do where there is such a row already."""
    engine = session.get_bind().dialect.name
    return (sqlite.insert if engine == "sqlite" else postgresql.insert)(table)


def _kept() -> _Kept:
    """Résumés by hand, and those of documents that can be found."""
    is_found = and_(Document.edition <= KnowledgeBase.edition, Document.state == "ready")
    return (
        select(StoredResume, Document, KnowledgeBase, StoredFile.digest)
        .outerjoin(Document, Document.id == StoredResume.document_id)
        .outerjoin(KnowledgeBase, KnowledgeBase.id == Document.base_id)
        .outerjoin(StoredFile, StoredFile.id == Document.file_id)
        .where(or_(StoredResume.document_id.is_(None), is_found))
    )


def _unread(document_id: str, owner_id: int) -> dict[str, Any]:
    at = now()
    return {
        "id": new_id(),
        "owner_id": owner_id,
        "document_id": document_id,
        "name": "",
        "read": {},
        "places": {},
        "source": "rules",
        "version": 0,
        "edition": 0,
        "created_at": at,
        "updated_at": at,
    }
