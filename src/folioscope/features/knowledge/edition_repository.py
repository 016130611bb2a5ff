"""The SQL of a base that is built anew: one edition of all its documents in place of another."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from folioscope.features.knowledge.chunk_repository import (
    PARTS,
    UNDONE,
    Source,
    shown_names,
    unstaged_sources,
)
from folioscope.features.knowledge.facts import FACTS_VERSION, NOT_READ
from folioscope.features.knowledge.tables import Chunk, Document, FactRow
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.tables import Run

VANISHED = {"code": "vanished", "message": "This record is not in its file any more."}


class Rebuilding:
    """What a rebuild asks and writes of a base as a whole; ``edition`` is the one it fills."""

    def __init__(self, session: Session, base_id: str, edition: int) -> None:
        self._session = session
        self._base_id = base_id
        self._edition = edition

    async def sources(self, run_id: str, *, replaces: bool) -> Sequence[Source]:
        """The files of the base that this edition does not hold yet.

        When the run replaces the base, these are the files that it brought or that came later.
        """
        settled = Document.state.not_in(UNDONE)
        if not replaces:
            return await self._unstaged(settled)
        return await self._unstaged(or_(Document.run_id == run_id, settled & _came_after(run_id)))

    async def _unstaged(self, which: ColumnElement[bool]) -> Sequence[Source]:
        return await unstaged_sources(self._session, self._base_id, self._edition, which)

    async def publish(self, revision: int) -> int:
        """Let everything staged for this edition be found; how many chunks that is.

        Documents that are not in their files any more have failed, and of two files of one name
        only the later one stays.
        """
        await self._drop_earlier_versions()
        published = await self._session.execute(
            update(Chunk)
            .where(Chunk.base_id == self._base_id, Chunk.edition == self._edition)
            .values(revision=revision)
            .execution_options(synchronize_session=False)
        )
        of_base = update(Document).where(Document.base_id == self._base_id)
        is_staged = Document.staged == self._edition
        for statement in (
            of_base.where(is_staged).values(
                state="ready", reason=None, facts_version=self._version_read()
            ),
            of_base.where(~is_staged, Document.state == "ready").values(
                state="failed", reason=VANISHED
            ),
        ):
            await self._session.execute(statement.execution_options(synchronize_session=False))
        return int(getattr(published, "rowcount", 0))

    def _version_read(self) -> ColumnElement[int]:
        """The version of the rules of facts; a CV of which none could be read was not read."""
        has_facts = exists().where(
            FactRow.document_id == Document.id, FactRow.edition == self._edition
        )
        is_read = or_(Document.kind != "resume", has_facts.correlate(Document))
        return case((is_read, FACTS_VERSION), else_=NOT_READ)

    async def _drop_earlier_versions(self) -> None:
        came = aliased(Document)
        replaced = select(Document.id).where(
            Document.base_id == self._base_id,
            exists().where(
                came.base_id == self._base_id,
                came.staged == self._edition,
                came.source == Document.source,
                came.file_id != Document.file_id,
                came.created_at > Document.created_at,
            ),
        )
        ids = (await self._session.scalars(replaced)).all()
        await self._session.execute(delete(Document).where(Document.id.in_(ids)))

    async def drop_documents_not_of(self, run_id: str) -> None:
        """Delete the documents that a replacing run did not bring and that were there before."""
        await self._session.execute(
            delete(Document).where(
                Document.base_id == self._base_id,
                or_(Document.run_id.is_(None), Document.run_id != run_id),
                ~_came_after(run_id),
            )
        )

    async def drop_other_editions(self) -> None:
        """Delete the pages and chunks of every edition of the base but this one."""
        documents = select(Document.id).where(Document.base_id == self._base_id)
        for table in PARTS:
            await self._session.execute(
                delete(table).where(
                    table.document_id.in_(documents), table.edition != self._edition
                )
            )

    async def drop_later_editions(self) -> None:
        """Delete what was staged for editions after this one."""
        await self._session.execute(
            delete(Document).where(
                Document.base_id == self._base_id, Document.edition > self._edition
            )
        )
        documents = select(Document.id).where(Document.base_id == self._base_id)
        for table in PARTS:
            await self._session.execute(
                delete(table).where(table.document_id.in_(documents), table.edition > self._edition)
            )
        await self._session.execute(
            update(Document)
            .where(Document.base_id == self._base_id, Document.staged > self._edition)
            .values(staged=self._edition)
            .execution_options(synchronize_session=False)
        )

    async def name_documents(self, *, is_blind: bool) -> None:
        """Call the documents as this edition does: by the names of their files, or by numbers."""
        asked = select(Document.id, Document.source, Document.key, Document.path)
        rows = await self._session.execute(asked.where(Document.base_id == self._base_id))
        renamed = [
            {"id": document_id, **names}
            for document_id, source, key, path in rows
            if (names := shown_names(document_id, source, key, is_blind=is_blind))["path"] != path
        ]
        if renamed:
            await self._session.execute(update(Document), renamed)

    async def count_ready(self) -> int:
        """How many documents of the base are found."""
        ready = select(func.count()).where(
            Document.base_id == self._base_id, Document.state == "ready"
        )
        return await self._session.scalar(ready) or 0


def _came_after(run_id: str) -> ColumnElement[bool]:
    started = select(Run.created_at).where(Run.id == run_id).scalar_subquery()
    return Document.created_at > started
