"""The SQL of search: which chunks may be found, what stands in them, and beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from folioscope.features.knowledge.fact_keys import country_of, key_of
from folioscope.features.knowledge.facts import FactKind
from folioscope.features.knowledge.tables import Chunk, Document, FactRow, KnowledgeBase, PageText
from folioscope.features.search.beside import Neighbour
from folioscope.features.search.hits import Hit
from folioscope.features.search.wanted import Filters
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read
from folioscope.platform.principal import Principal

# As they are in a hit, but for the score, and without the vector.
FIELDS = (
    Chunk.id,
    Chunk.document_id,
    Document.name,
    Document.path,
    Chunk.page,
    Chunk.page_ordinal,
    Chunk.start,
    Chunk.end,
    KnowledgeBase.name,
    Chunk.text,
    Chunk.section,
    Chunk.entry,
    Chunk.context,
    Document.kind,
    KnowledgeBase.model,
    Chunk.edition,
    Chunk.ordinal,
)
SHOWN = (
    select(*FIELDS)
    .join(Document, Document.id == Chunk.document_id)
    .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
    .where(Chunk.edition == KnowledgeBase.edition, Chunk.revision > 0, Document.state == "ready")
)
BESIDE = (
    Chunk.id,
    Chunk.ordinal,
    Chunk.page,
    Chunk.page_ordinal,
    Chunk.start,
    Chunk.end,
    Chunk.section,
    Chunk.text,
)
Near = dict[str, dict[int, Neighbour]]
"""Passages of documents, by the document's id and their ordinal."""


class Passages:
    """The published passages of bases that a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = may_read(principal, KnowledgeBase.owner_id, KnowledgeBase.id)

    async def allowed(
        self, base_ids: Sequence[str], filters: Filters
    ) -> dict[str, NDArray[np.int64]]:
        """Ids of the chunks that the filters let through, in ascending order, by base.

        Staged ones may be among them: no index knows these.
        """
        # As one text a base: a million rows would take seconds to be told one by one. Nothing but
        # an index is read of the chunks, which have their vectors with them.
        ids = func.aggregate_strings(cast(Chunk.id, String), ",")
        chosen = (
            select(Document.base_id, ids)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .join(
                Chunk,
                (Chunk.document_id == Document.id) & (Chunk.edition == KnowledgeBase.edition),
            )
            .where(
                self._visible, Document.base_id.in_(base_ids), *self._narrowing(base_ids, filters)
            )
            .group_by(Document.base_id)
        )
        found = {row[0]: row[1] for row in await self._session.execute(chosen)}
        return {
            base_id: np.sort(np.fromstring(found.get(base_id, ""), np.int64, sep=","))
            for base_id in base_ids
        }

    def narrowing(self, base_ids: Sequence[str], filters: Filters) -> Iterator[ColumnElement[bool]]:
        """What the filters ask of documents of the bases; not of sections, which passages have."""
        if filters.documents:
            names = filters.documents
            yield or_(Document.id.in_(names), Document.path.in_(names), Document.name.in_(names))
        if filters.kinds:
            yield Document.kind.in_(filters.kinds)
        if filters.languages:
            yield func.coalesce(KnowledgeBase.language, Document.language).in_(filters.languages)
        if filters.paths:
            yield or_(*map(self._is_like, filters.paths))
        for kind, which in _stated(filters):
            yield Document.id.in_(_stating(base_ids, kind, which))

    def _narrowing(
        self, base_ids: Sequence[str], filters: Filters
    ) -> Iterator[ColumnElement[bool]]:
        yield from self.narrowing(base_ids, filters)
        if filters.sections:
            yield Chunk.section.in_(filters.sections)

    def _is_like(self, pattern: str) -> ColumnElement[bool]:
        """Whether a path fits, large letters or small making a difference on either engine."""
        if self._session.get_bind().dialect.name == "sqlite":
            return Document.path.op("GLOB")(pattern.replace("[", "[[]"))
        escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Document.path.like(escaped.replace("*", "%").replace("?", "_"), escape="\\")

    async def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """The chunks with those ids, in the order given.

        This join decides what is seen: whatever an index still holds, a chunk whose document is
        not ready, not the caller's, or of another edition, is not among them.
        """
        chosen = SHOWN.where(self._visible, Chunk.id.in_([id_ for id_, _ in scored]))
        found = {row[0]: row for row in await self._session.execute(chosen)}
        return [_hit(found[id_], score) for id_, score in scored if id_ in found]

    async def letters(self, base_ids: Sequence[str], filters: Filters) -> int:
        """How much text there is in what may be found."""
        chosen = self._in(base_ids, filters).subquery()
        total = await self._session.scalar(select(func.sum(func.length(chosen.c.text))))
        return int(total or 0)

    async def in_order(self, base_ids: Sequence[str], filters: Filters) -> list[Hit]:
        """All that may be found, as it is to be read."""
        order = (KnowledgeBase.name, Document.path, Document.id, Chunk.ordinal)
        rows = await self._session.execute(self._in(base_ids, filters).order_by(*order))
        return [_hit(row, 0.0) for row in rows]

    def _in(self, base_ids: Sequence[str], filters: Filters) -> Select[*tuple[Any, ...]]:
        narrowing = self._narrowing(base_ids, filters)
        return SHOWN.where(self._visible, Chunk.base_id.in_(base_ids), *narrowing)

    async def editions(self, base_ids: Sequence[str]) -> dict[str, int]:
        """Which edition of each of the bases answers now."""
        chosen = select(KnowledgeBase.id, KnowledgeBase.edition).where(
            self._visible, KnowledgeBase.id.in_(base_ids)
        )
        return {row[0]: row[1] for row in await self._session.execute(chosen)}

    async def beside(self, hits: Sequence[Hit], most: int) -> Near:
        """The passages that lie up to so many before and after the hits in their documents."""
        places = {
            (hit.document_id, hit.edition, hit.ordinal + step)
            for hit in hits
            for step in range(-most, most + 1)
            if step
        }
        of_edition = tuple_(Chunk.document_id, Chunk.edition, Chunk.ordinal)
        chosen = (
            select(Chunk.document_id, *BESIDE)
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .where(self._visible, of_edition.in_(sorted(places)), Chunk.revision > 0)
        )
        near: Near = defaultdict(dict)
        for row in await self._session.execute(chosen):
            one = _neighbour(row)
            near[row[0]][one.ordinal] = one
        return near

    async def lines(self, hits: Sequence[Hit]) -> dict[str, list[list[float]]]:
        """The lines of the page of each hit, by chunk id: start, end and, if known, box."""
        chosen = (
            select(Chunk.id, PageText.lines)
            .join(
                PageText,
                (PageText.document_id == Chunk.document_id)
                & (PageText.edition == Chunk.edition)
                & (PageText.ordinal == Chunk.page_ordinal),
            )
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .where(self._visible, Chunk.id.in_([hit.id for hit in hits]))
        )
        return {str(row[0]): row[1] for row in await self._session.execute(chosen)}


def _stated(filters: Filters) -> Iterator[tuple[FactKind, ColumnElement[bool]]]:
    """Which facts of which kinds are asked for."""
    if filters.skills:
        yield "skill", FactRow.key.in_([key_of("skill", name) for name in filters.skills])
    if filters.spoken:
        yield "language", FactRow.key.in_([key_of("language", name) for name in filters.spoken])
    if filters.countries:
        codes = [country_of(name) or name for name in filters.countries]
        yield "place", FactRow.detail["country"].as_string().in_(codes)


def _stating(base_ids: Sequence[str], kind: FactKind, which: ColumnElement[bool]) -> Select[str]:
    """The documents that state such a fact in the edition that answers."""
    base = aliased(KnowledgeBase)
    return (
        select(FactRow.document_id)
        .join(base, (base.id == FactRow.base_id) & (base.edition == FactRow.edition))
        .where(FactRow.base_id.in_(base_ids), FactRow.kind == kind, which)
    )


def _hit(row: Sequence[Any], score: float) -> Hit:
    fields: list[Any] = [str(row[0]), *row[1:10], round(score, 6), *row[10:]]
    return Hit(*fields)


def _neighbour(row: Sequence[Any]) -> Neighbour:
    return Neighbour(str(row[1]), *row[2:])
