"""The SQL of what is to be erased: documents with their copies, and what was made of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.repository import batches
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FactRow,
    KnowledgeBase,
    PageText,
    StoredFile,
)
from folioscope.features.offers.repository import Offers
from folioscope.features.offers.tables import Offer
from folioscope.features.resumes.tables import StoredResume
from folioscope.features.watches.tables import FollowedFile, Watch
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal


@dataclass(frozen=True, slots=True)
class Doomed:
    """A document that may have to go, with where it is and what it came of."""

    id: str
    base_id: str
    base: str
    owner_id: int
    digest: str
    key: str
    source: str
    path: str
    name: str
    created_at: datetime
    email: str | None

    @property
    def file(self) -> str:
        """What its file is called, as far as its base tells: a blind one does not."""
        return self.source if self.path.startswith(self.source) else self.path


@dataclass(frozen=True, slots=True)
class Made:
    """What features made of documents: the ids of résumés and of offers."""

    resumes: Sequence[str]
    offers: Sequence[str]


OF_DOCUMENT: tuple[InstrumentedAttribute[Any], ...] = (
    Document.id,
    Document.base_id,
    KnowledgeBase.name,
    Document.owner_id,
    StoredFile.digest,
    Document.key,
    Document.source,
    Document.path,
    Document.name,
    Document.created_at,
    User.email,
)


class Subjects:
    """What a principal may have erased."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        # What is being imported is seen by nobody yet.
        self._visible = owned_by(principal, Document.owner_id) & Document.base_id.in_(
            select(KnowledgeBase.id).where(KnowledgeBase.edition > 0)
        )

    async def documents(self, ids: Collection[str]) -> list[Doomed]:
        """Those of the documents that are there."""
        return await self._documents(Document.id, ids)

    async def of_files(self, digests: Collection[str]) -> list[Doomed]:
        """All documents, in any base, that came of files with these contents."""
        return await self._documents(StoredFile.digest, digests)

    async def of_users(self, user_ids: Collection[int]) -> list[Doomed]:
        """All documents of users."""
        return await self._documents(Document.owner_id, user_ids)

    async def of_base(self, base_id: str, before: datetime | None) -> list[Doomed]:
        """The documents of a base; only those that came before a moment, if one is named."""
        old = [] if before is None else [Document.created_at < before]
        return await self._documents(Document.base_id, [base_id], *old)

    async def _documents(
        self,
        column: InstrumentedAttribute[Any],
        values: Collection[str] | Collection[int],
        *which: ColumnElement[bool],
    ) -> list[Doomed]:
        found: list[Doomed] = []
        for batch in batches(sorted(values)):
            chosen = (
                select(*OF_DOCUMENT)
                .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
                .join(StoredFile, StoredFile.id == Document.file_id)
                .join(User, User.id == Document.owner_id)
                .where(self._visible, column.in_(batch), *which)
                .order_by(KnowledgeBase.name, Document.path, Document.id)
            )
            found += [Doomed(*row) for row in await self._session.execute(chosen)]
        return found

    async def made_of(self, document_ids: Collection[str]) -> Made:
        """The résumés and the offers that go with documents."""
        resumes: list[str] = []
        offers: list[str] = []
        for batch in batches(sorted(document_ids)):
            read = select(StoredResume.id).where(StoredResume.document_id.in_(batch))
            resumes += await self._session.scalars(read)
            told = select(Offer.id).where(Offer.document_id.in_(batch))
            offers += await self._session.scalars(told)
        return Made(resumes, offers)

    async def remove_made(self, made: Made) -> None:
        """Delete résumés and offers; what hangs on them goes with them."""
        for batch in batches(sorted(made.resumes)):
            mine = owned_by(self._principal, StoredResume.owner_id)
            chosen = delete(StoredResume).where(StoredResume.id.in_(batch), mine)
            await self._session.execute(chosen)
        await Offers(self._session, self._principal).erase(made.offers)

    async def remove_users(self, user_ids: Collection[int]) -> None:
        """Delete users with all that is theirs; their bases first, for files outlive documents."""
        for table, column in ((KnowledgeBase, KnowledgeBase.owner_id), (User, User.id)):
            for batch in batches(sorted(user_ids, reverse=True)):
                await self._session.execute(delete(table).where(column.in_(batch)))

    async def bases_called(self, reference: str) -> Sequence[KnowledgeBase]:
        """The bases of that name or id, whoever's of those that the principal may see."""
        mine = owned_by(self._principal, KnowledgeBase.owner_id)
        is_called = or_(KnowledgeBase.name == reference, KnowledgeBase.id == reference)
        asked = select(KnowledgeBase).where(mine, is_called, KnowledgeBase.edition > 0)
        return (await self._session.scalars(asked.order_by(KnowledgeBase.id))).all()

    async def bases_of(self, user_ids: Collection[int]) -> list[str]:
        """The ids of all bases of users, those of features too."""
        asked = select(KnowledgeBase.id).where(KnowledgeBase.owner_id.in_(user_ids))
        return list(await self._session.scalars(asked.order_by(KnowledgeBase.id)))

    async def counts(self, document_ids: Collection[str]) -> dict[str, int]:
        """How many pages and passages are stored of documents, by all editions."""
        counted = {"pages": 0, "passages": 0}
        for batch in batches(sorted(document_ids)):
            for name, table in (("pages", PageText), ("passages", Chunk)):
                asked = select(func.count()).where(table.document_id.in_(batch))
                counted[name] += await self._session.scalar(asked) or 0
        return counted

    async def followed(self, documents: Collection[Doomed]) -> int:
        """Forget followed files that are gone; how many others lie in a watched folder still."""
        pairs = sorted({(one.digest, one.base_id) for one in documents})
        left = 0
        for batch in batches(pairs):
            mine = (
                select(FollowedFile.watch_id, FollowedFile.key)
                .join(Watch, Watch.id == FollowedFile.watch_id)
                .where(tuple_(FollowedFile.digest, Watch.base_id).in_(batch))
                .where(owned_by(self._principal, Watch.owner_id))
            )
            gone = (await self._session.execute(mine.where(FollowedFile.state == "gone"))).all()
            for watch_id, key in gone:
                which = and_(FollowedFile.watch_id == watch_id, FollowedFile.key == key)
                await self._session.execute(delete(FollowedFile).where(which))
            left += len((await self._session.execute(mine)).all())
        return left

    async def owners(self) -> list[int]:
        """The users whose things the principal may see."""
        visible = select(User.id).where(owned_by(self._principal, User.id))
        return list(await self._session.scalars(visible))

    async def subordinates(self, user_id: int) -> list[int]:
        """A user, and all that it or one of its own created: they go with it."""
        found, fresh = [user_id], [user_id]
        while fresh:
            created = select(User.id).where(User.created_by.in_(fresh), User.id.not_in(found))
            fresh = list(await self._session.scalars(created))
            found += fresh
        return found

    async def written_by_hand(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The résumés without a document, each with its name and what its owner wrote."""
        mine = owned_by(self._principal, StoredResume.owner_id)
        asked = select(StoredResume.id, StoredResume.name, StoredResume.edits).where(
            mine, StoredResume.document_id.is_(None)
        )
        return [(row[0], row[1], row[2] or {}) for row in await self._session.execute(asked)]

    async def written_by(self, user_ids: Collection[int]) -> list[str]:
        """The ids of the résumés without a document that are of these users."""
        theirs = and_(StoredResume.owner_id.in_(user_ids), StoredResume.document_id.is_(None))
        asked = select(StoredResume.id).where(theirs).order_by(StoredResume.id)
        return list(await self._session.scalars(asked))

    async def blind_bases(self, base_ids: Sequence[str] | None) -> list[tuple[str, str]]:
        """The blind ones of the bases, each by id and name: nobody is known there by name."""
        mine = owned_by(self._principal, KnowledgeBase.owner_id)
        asked = (
            select(KnowledgeBase.id, KnowledgeBase.name, User.email)
            .join(User, User.id == KnowledgeBase.owner_id)
            .where(mine, KnowledgeBase.blind.is_not(None))
        )
        if base_ids is not None:
            asked = asked.where(KnowledgeBase.id.in_(base_ids))
        rows = await self._session.execute(asked.order_by(KnowledgeBase.name))
        told = self._principal.over_all
        return [
            (base_id, f"{name} of {email}" if told and email else name)
            for base_id, name, email in rows
        ]

    async def named(self, base_ids: Sequence[str] | None) -> list[tuple[str, str]]:
        """The names that documents go by: of the file, the title, the person it states."""
        in_bases = [] if base_ids is None else [Document.base_id.in_(base_ids)]
        read = or_(Document.kind == "resume", StoredResume.id.is_not(None))
        stated = (
            select(Document.id, FactRow.value)
            .join(FactRow, FactRow.document_id == Document.id)
            .where(self._visible, FactRow.kind == "person", *in_bases)
        )
        told = (
            select(Document.id, Document.title, Document.name, StoredResume.name)
            .outerjoin(StoredResume, StoredResume.document_id == Document.id)
            .where(self._visible, read, *in_bases)
        )
        found = [(row[0], row[1]) for row in await self._session.execute(stated)]
        for row in await self._session.execute(told):
            found += [(row[0], name) for name in row[1:] if name]
        return found

    async def holding(self, word: str, base_ids: Sequence[str] | None) -> list[tuple[str, str]]:
        """Pages, each with its document and text, that may have a word, in any case of letters."""
        in_bases = [] if base_ids is None else [Document.base_id.in_(base_ids)]
        # SQLite knows upper and lower case of ASCII letters alone.
        forms = {word, word.lower(), word.upper(), word.capitalize()}
        has = or_(*(PageText.text.icontains(form, autoescape=True) for form in sorted(forms)))
        asked = (
            select(PageText.document_id, PageText.text)
            .join(Document, Document.id == PageText.document_id)
            .where(self._visible, has, *in_bases)
        )
        return [(row[0], row[1]) for row in await self._session.execute(asked)]
