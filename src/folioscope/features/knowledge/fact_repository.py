"""The SQL of facts: whose CVs there are, what they state, and how often it is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import Select, and_, func, or_, select

from folioscope.features.knowledge.chunk_repository import UNDONE
from folioscope.features.knowledge.facts import Fact, FactKind
from folioscope.features.knowledge.tables import Document, FactRow, KnowledgeBase, PageText
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read
from folioscope.platform.principal import Principal

_Columns = TypeVarTuple("_Columns")

AT_ONCE = 500  # values in one statement, far below what any engine takes
OF_FACT = (
    FactRow.kind,
    FactRow.key,
    FactRow.value,
    FactRow.page_ordinal,
    FactRow.start,
    FactRow.end,
    FactRow.months,
    FactRow.since,
    FactRow.until,
    FactRow.level,
    FactRow.detail,
    FactRow.source,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A CV of a base, or a file that may be one but has not been read.

    ``name`` is the person's, or else the document's. Of one that is not ``read`` no facts are
    known: it failed, is still being read, or was taken in before there were facts.
    """

    document_id: str
    path: str
    document: str
    base_id: str
    kb: str
    name: str
    state: str
    facts_version: int

    @property
    def is_read(self) -> bool:
        """Whether its facts are known."""
        return self.state == "ready" and self.facts_version > 0


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact that a document states; ``page`` is the number of its page, if pages have any."""

    document_id: str
    page: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Common:
    """A value of facts, as it is written most often, and in how many documents it stands."""

    key: str
    value: str
    documents: int


class Facts:
    """The facts of the CVs in bases that a principal may see, as their editions answer now."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = may_read(principal, KnowledgeBase.owner_id, KnowledgeBase.id)

    async def people(self, base_ids: Sequence[str]) -> list[Holder]:
        """All CVs of the bases, by path, with the files of which nobody knows whether they are one.

        A new version of a file that is still being read is not counted beside the old one.
        """
        named = and_(
            FactRow.document_id == Document.id,
            FactRow.edition == KnowledgeBase.edition,
            FactRow.kind == "person",
        )
        chosen = (
            select(
                Document.id,
                Document.path,
                Document.name,
                KnowledgeBase.id,
                KnowledgeBase.name,
                func.coalesce(func.min(FactRow.value), Document.title, Document.name),
                Document.state,
                Document.facts_version,
                Document.source,
            )
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .outerjoin(FactRow, named)
            .where(
                self._visible,
                Document.base_id.in_(base_ids),
                Document.edition <= KnowledgeBase.edition,
                or_(Document.kind == "resume", Document.state != "ready"),
            )
            .group_by(Document.id, KnowledgeBase.id)
            .order_by(Document.path, Document.id)
        )
        rows = (await self._session.execute(chosen)).all()
        settled = {(row[3], row[8]) for row in rows if row[6] not in UNDONE}
        return [
            Holder(*row[:8])
            for row in rows
            if row[6] not in UNDONE or (row[3], row[8]) not in settled
        ]

    async def matching(
        self, base_ids: Sequence[str], kind: FactKind, keys: Iterable[str] | None = None
    ) -> list[Stated]:
        """The facts of a kind that have one of the keys; without keys all of that kind."""
        asked = self._stated().where(Document.base_id.in_(base_ids), FactRow.kind == kind)
        if keys is not None:
            asked = asked.where(FactRow.key.in_(list(keys)[:AT_ONCE]))
        return await self._read(asked)

    async def of(
        self, document_ids: Sequence[str], kinds: Sequence[FactKind] | None = None
    ) -> list[Stated]:
        """The facts of documents, each document's in their order; without kinds all of them."""
        found: list[Stated] = []
        for ids in _batches(document_ids):
            asked = self._stated().where(FactRow.document_id.in_(ids))
            found += await self._read(asked.where(FactRow.kind.in_(kinds)) if kinds else asked)
        return found

    async def names(self, base_ids: Sequence[str], kind: FactKind, limit: int = 20) -> list[Common]:
        """The most frequent values of a kind, those of most documents first."""
        documents = func.count(func.distinct(FactRow.document_id))
        asked = select(FactRow.key, func.min(FactRow.value), documents)
        chosen = (
            self._of(asked)
            .where(Document.base_id.in_(base_ids), FactRow.kind == kind, FactRow.key != "")
            .group_by(FactRow.key)
            .order_by(documents.desc(), FactRow.key)
            .limit(limit)
        )
        return [Common(*row) for row in await self._session.execute(chosen)]

    def _stated(self) -> Select[*tuple[Any, ...]]:
        on_page = and_(
            PageText.document_id == FactRow.document_id,
            PageText.edition == FactRow.edition,
            PageText.ordinal == FactRow.page_ordinal,
        )
        asked: Select[*tuple[Any, ...]] = select(FactRow.document_id, PageText.number, *OF_FACT)
        asked = self._of(asked.outerjoin(PageText, on_page))
        return asked.order_by(Document.path, FactRow.document_id, FactRow.ordinal)

    def _of(self, asked: Select[*_Columns]) -> Select[*_Columns]:
        """The same of visible documents that are found, as the answering edition has it."""
        return (
            asked.join(Document, Document.id == FactRow.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == FactRow.base_id)
            .where(
                self._visible,
                FactRow.edition == KnowledgeBase.edition,
                Document.state == "ready",
            )
        )

    async def _read(self, asked: Select[*tuple[Any, ...]]) -> list[Stated]:
        rows = await self._session.execute(asked)
        return [Stated(row[0], row[1], Fact(*row[2:])) for row in rows]


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[first : first + AT_ONCE] for first in range(0, len(values), AT_ONCE))
