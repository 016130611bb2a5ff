"""All SQL of knowledge bases and their documents, as a caller may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, case, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from folioscope.errors import Conflict, NotFound
from folioscope.features.knowledge.access_repository import Access, require_access
from folioscope.features.knowledge.additions import Known
from folioscope.features.knowledge.purposes import PRIVATE
from folioscope.features.knowledge.room_repository import require_room_for_documents
from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase, Removal, StoredFile
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read, may_write, owned_by
from folioscope.platform.principal import Principal

BATCH = 1000
GONE = "The knowledge base was deleted."
OF_ACCOUNTS = "Accounts have bases of their own: folioscope --as EMAIL …"
OWN_NAME, ITS_ID, ANOTHERS_NAME = range(3)  # what a reference may be, in the order of what is meant
_Item = TypeVar("_Item")


class BaseNotFound(NotFound):
    """No such knowledge base, or none that the caller may read."""

    code = "kb_not_found"


class BaseExists(Conflict):
    """The caller has a knowledge base of that name."""

    code = "kb_exists"


class DocumentNotFound(NotFound):
    """No such document in that knowledge base."""

    code = "document_not_found"


class Bases:
    """The knowledge bases a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        # One that is being imported has edition 0, and is seen by nobody before it is whole.
        readable = may_read(principal, KnowledgeBase.owner_id, KnowledgeBase.id)
        self._visible = readable & (KnowledgeBase.edition > 0)
        self._is_own = KnowledgeBase.owner_id == principal.user_id

    async def add(self, base: KnowledgeBase) -> KnowledgeBase:
        """Store a new base; ``BaseExists`` when the owner has one of that name."""
        try:
            async with self._session.begin_nested():
                self._session.add(base)
        except IntegrityError as error:
            msg = f"There is already a knowledge base named “{base.name}”."
            raise BaseExists(msg) from error
        return base

    async def get(self, reference: str, to: Access = "read") -> KnowledgeBase:
        """The base of that name among the caller's own, of that id, or of that name among others.

        Of others, such as those that are shared with the caller, only if no two have that name.
        ``BaseNotFound`` of one that may not be read, ``BaseReadOnly`` where that is not enough.
        """
        base = await self._named(reference)
        if base is None:
            msg = f"There is no knowledge base “{reference}”.{await self._elsewhere()}"
            raise BaseNotFound(msg)
        return await self._allowed(base, to)

    async def _elsewhere(self) -> str:
        """Where else to look: the person at the machine acts for accounts only if they say so."""
        if self._principal.kind != "local":
            return ""
        is_anothers = ~owned_by(self._principal, KnowledgeBase.owner_id)
        found = await self._session.scalar(select(KnowledgeBase.id).where(is_anothers).limit(1))
        return "" if found is None else f" {OF_ACCOUNTS}"

    async def find_own(self, name: str) -> KnowledgeBase | None:
        """The caller's own base of that name, whatever others share with them."""
        return await self._session.scalar(
            select(KnowledgeBase).where(self._visible, self._is_own, KnowledgeBase.name == name)
        )

    async def lock(self, base_id: str, to: Access = "write") -> KnowledgeBase:
        """The base as it is now, held against other changes until the transaction ends.

        ``BaseNotFound``, and ``BaseReadOnly`` where the caller may not do so much to it.
        """
        locked = select(KnowledgeBase).where(self._visible, KnowledgeBase.id == base_id)
        base = await self._session.scalar(
            locked.with_for_update(key_share=True).execution_options(populate_existing=True)
        )
        if base is None:
            raise BaseNotFound(GONE)
        return await self._allowed(base, to)  # a share may have ended while this waited

    async def _named(self, reference: str) -> KnowledgeBase | None:
        is_named = KnowledgeBase.name == reference
        is_id = KnowledgeBase.id == reference
        # What features keep for themselves goes by its name with its owner alone.
        of_others = is_named & KnowledgeBase.purpose.not_in(PRIVATE)
        own_name = is_named & self._is_own
        rank = case((own_name, OWN_NAME), (is_id, ITS_ID), else_=ANOTHERS_NAME)
        chosen = (
            select(KnowledgeBase, rank)
            .where(self._visible, or_(own_name, is_id, of_others))
            .order_by(rank)
            .limit(2)
        )
        rows = (await self._session.execute(chosen)).all()
        if not rows or (len(rows) > 1 and rows[0][1] == ANOTHERS_NAME):  # no telling which of them
            return None
        base: KnowledgeBase = rows[0][0]
        return base

    async def _allowed(self, base: KnowledgeBase, to: Access) -> KnowledgeBase:
        if to != "read" and not await require_access(self._session, self._principal, base, to):
            raise BaseNotFound(GONE)
        return base

    async def list(self) -> Sequence[KnowledgeBase]:
        """Every visible base but the private ones of features, by name."""
        is_shown = KnowledgeBase.purpose.not_in(PRIVATE)
        chosen = select(KnowledgeBase).where(self._visible, is_shown).order_by(KnowledgeBase.name)
        return (await self._session.scalars(chosen)).all()

    async def choose(
        self, references: Sequence[str] | None, to: Access = "read"
    ) -> Sequence[KnowledgeBase]:
        """The bases named, or all that may be read when none is."""
        if not references:
            return await self.list()
        chosen = [await self.get(reference, to) for reference in dict.fromkeys(references)]
        return list({base.id: base for base in chosen}.values())

    async def readable(self, ids: Sequence[str]) -> Sequence[str]:
        """Those of the bases that may be read now."""
        chosen = select(KnowledgeBase.id).where(self._visible, KnowledgeBase.id.in_(ids))
        return (await self._session.scalars(chosen)).all()

    async def remaining(self, ids: Sequence[str]) -> Sequence[str]:
        """Those of the bases that may still be read; ``BaseNotFound`` when none may."""
        found = await self.readable(ids)
        if not found:
            msg = "The knowledge bases that this conversation asks were deleted, or are not shared."
            raise BaseNotFound(msg)
        return found

    async def remove(self, base: KnowledgeBase) -> None:
        """Delete a base with all that is in it."""
        await self._session.delete(base)
        await self._session.flush()

    async def next_revision(self, base_id: str) -> int:
        """Count a change to what can be found; numbers follow the order of commits."""
        counted = (
            update(KnowledgeBase)
            .where(KnowledgeBase.id == base_id)
            .values(revision=KnowledgeBase.revision + 1)
            .returning(KnowledgeBase.revision)
            .execution_options(synchronize_session=False)
        )
        revision = await self._session.scalar(counted)
        if revision is None:
            raise BaseNotFound(GONE)
        return revision


class Documents:
    """The documents of bases that a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        # Documents are of whom their base is of, whoever added them.
        self._visible = may_read(principal, Document.owner_id, Document.base_id)
        self._changeable = may_write(principal, Document.owner_id, Document.base_id)

    async def list(self, base: KnowledgeBase, limit: int, after: str) -> Sequence[Document]:
        """A page of the documents of a base, by path, beyond ``after``; all versions of one."""
        chosen = (
            select(Document)
            .where(self._visible, Document.base_id == base.id, Document.edition <= base.edition)
            .order_by(Document.path, Document.created_at, Document.id)
        )
        beyond = chosen.where(Document.path > after).limit(limit)
        page = (await self._session.scalars(beyond)).all()
        if len(page) < limit:
            return page
        whole = (await self._session.scalars(chosen.where(Document.path == page[-1].path))).all()
        return [*(document for document in page if document.path != page[-1].path), *whole]

    async def get(self, base: KnowledgeBase, reference: str) -> Document:
        """The document of that id or path, best the one that is found; ``DocumentNotFound``."""
        document = await self._session.scalar(
            select(Document)
            .where(
                self._visible,
                Document.base_id == base.id,
                Document.edition <= base.edition,
                or_(Document.id == reference, Document.path == reference),
            )
            .order_by(case((Document.state == "ready", 0), else_=1))
            .limit(1)
        )
        if document is None:
            msg = f"There is no document “{reference}” in “{base.name}”."
            raise DocumentNotFound(msg)
        return document

    async def known(
        self, base_id: str, sources: Collection[str], digests: Collection[str]
    ) -> Sequence[Known]:
        """The documents that came of files of these names, or with these contents."""
        found: dict[str, Known] = {}
        for column, values in ((Document.source, sources), (StoredFile.digest, digests)):
            for batch in batches(sorted(values)):
                chosen = (
                    select(Document.id, Document.source, StoredFile.digest, Document.state)
                    .join(StoredFile, StoredFile.id == Document.file_id)
                    .where(self._visible, Document.base_id == base_id, column.in_(batch))
                    .order_by(Document.created_at)
                )
                found |= {row[0]: Known(*row) for row in await self._session.execute(chosen)}
        return list(found.values())

    async def assign(self, base_id: str, digests: Collection[str], run_id: str) -> None:
        """Have a run work on the documents that came of files with these contents."""
        for batch in batches(sorted(digests)):
            of_files = select(StoredFile.id).where(StoredFile.digest.in_(batch))
            await self._session.execute(
                update(Document)
                .where(
                    self._changeable, Document.base_id == base_id, Document.file_id.in_(of_files)
                )
                .values(run_id=run_id)
                .execution_options(synchronize_session=False)
            )

    async def read_again(self, failed: Document, run_id: str) -> Sequence[str]:
        """Have a run read the file of a document anew; all of its documents that had failed."""
        stored = (
            update(Document)
            .where(
                self._changeable,
                Document.base_id == failed.base_id,
                Document.source == failed.source,
                Document.file_id == failed.file_id,
                Document.state == "failed",
            )
            .values(state="stored", reason=None, staged=0, run_id=run_id)
            .returning(Document.id)
            .execution_options(synchronize_session=False)
        )
        return (await self._session.scalars(stored)).all()

    async def add(self, document: Document) -> None:
        """Store a new document."""
        self._session.add(document)
        await self._session.flush()

    async def add_all(self, documents: Sequence[Document]) -> None:
        """Store new documents of one base and let go of them: there may be very many.

        Raises ``BaseFull``.
        """
        for document in documents[:1]:
            place = (document.owner_id, document.base_id)
            await require_room_for_documents(self._session, *place, len(documents))
        self._session.add_all(documents)
        await self._session.flush()
        for document in documents:
            self._session.expunge(document)

    async def remove_all(self, base_id: str, document_ids: Collection[str]) -> None:
        """Delete documents; their chunks are withdrawn from every index at once."""
        for batch in batches(sorted(document_ids)):
            await self._remove(base_id, Document.id.in_(batch))

    async def remove(self, base_id: str, document_id: str) -> None:
        """Delete a document; its chunks are withdrawn from every index at once."""
        await self._remove(base_id, Document.id == document_id)

    async def remove_path(self, base_id: str, path: str) -> None:
        """Delete every version of a document."""
        await self._remove(base_id, Document.path == path)

    async def _remove(self, base_id: str, *which: ColumnElement[bool]) -> None:
        gone = select(Document.id).where(self._changeable, Document.base_id == base_id, *which)
        withdrawn = select(Chunk.id).where(Chunk.document_id.in_(gone), Chunk.revision > 0)
        chunk_ids = list((await self._session.scalars(withdrawn)).all())
        if chunk_ids:
            revision = await Bases(self._session, self._principal).next_revision(base_id)
            self._session.add(Removal(base_id=base_id, revision=revision, chunk_ids=chunk_ids))
        await self._session.execute(delete(Document).where(Document.id.in_(gone)))


class Files:
    """The uploaded files of a principal, and of those whose bases the principal may write."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def keep(self, digest: str, size: int, owner_id: int) -> StoredFile:
        """The row of a file, held until the transaction ends; one for each owner and content."""
        kept = await self.keep_all({digest: size}, owner_id)
        return await self._session.get_one(StoredFile, kept[digest])

    async def keep_all(self, sizes: Mapping[str, int], owner_id: int) -> dict[str, str]:
        """The ids of the rows of files, by digest, held until the transaction ends.

        There is one for each owner and content.
        """
        kept: dict[str, str] = {}
        for batch in batches(sorted(sizes)):  # in the order in which everybody takes them
            while missing := [digest for digest in batch if digest not in kept]:
                await self._add({digest: sizes[digest] for digest in missing}, owner_id)
                # Who has kept one just before may take it away again; then it is added anew.
                chosen = select(StoredFile.digest, StoredFile.id).where(
                    StoredFile.owner_id == owner_id, StoredFile.digest.in_(missing)
                )
                held = chosen.with_for_update(read=True, key_share=True)
                kept |= {row[0]: row[1] for row in await self._session.execute(held)}
        return kept

    async def _add(self, sizes: Mapping[str, int], owner_id: int) -> None:
        engine = self._session.get_bind().dialect.name
        insert = sqlite.insert if engine == "sqlite" else postgresql.insert
        rows = [
            {"owner_id": owner_id, "digest": digest, "size": size} for digest, size in sizes.items()
        ]
        await self._session.execute(insert(StoredFile).on_conflict_do_nothing(), rows)

    async def remove_unused(self) -> Sequence[str]:
        """Forget the files that no document needs; the digests whose bytes nobody needs.

        Files that another transaction keeps are about to be used, and are passed over.
        """
        is_unused = ~exists().where(Document.file_id == StoredFile.id)
        free = (
            select(StoredFile.id).where(self._is_own(), is_unused).with_for_update(skip_locked=True)
        )
        ids = (await self._session.scalars(free)).all()
        digests: list[str] = []
        for batch in batches(ids):
            # Another statement sees the documents that were committed until the locks were had.
            unused = delete(StoredFile).where(StoredFile.id.in_(batch), is_unused)
            digests += await self._session.scalars(unused.returning(StoredFile.digest))
        return await unnamed_digests(self._session, digests)

    def _is_own(self) -> ColumnElement[bool]:
        of_base = (self._principal, KnowledgeBase.owner_id, KnowledgeBase.id)
        owners = select(KnowledgeBase.owner_id).where(may_write(*of_base))
        mine = owned_by(self._principal, StoredFile.owner_id)
        return or_(mine, StoredFile.owner_id.in_(owners))


async def unnamed_digests(session: Session, digests: Collection[str]) -> list[str]:
    """Those of the digests that are of no file of anybody."""
    unnamed = set(digests)
    for batch in batches(sorted(unnamed)):
        named = select(StoredFile.digest).where(StoredFile.digest.in_(batch))
        unnamed.difference_update(await session.scalars(named))
    return sorted(unnamed)


def batches(values: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """As many at once as a statement may have parameters, and fewer."""
    return (values[first : first + BATCH] for first in range(0, len(values), BATCH))
