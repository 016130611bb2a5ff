"""The records a question over a pool is answered from: who there is, and what their CVs state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from folioscope.features.knowledge.fact_repository import Facts, Holder, Stated
from folioscope.features.knowledge.facts import Fact, FactKind
from folioscope.features.pool.people import Match, Person, Place
from folioscope.features.pool.query import Condition
from folioscope.features.pool.repository import Pool, Span
from folioscope.features.pool.text import Unread
from folioscope.features.pool.vocabulary import (
    Vocabulary,
    is_distinctive,
    is_known_skill,
    phrases,
)
from folioscope.features.search.hits import Hit
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Filters
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

ALL_NAMES = 1_000_000
_KIND_OF: Mapping[str, FactKind] = {
    "skill": "skill",
    "language": "language",
    "languages": "language",
    "city": "place",
    "country": "place",
    "employer": "role",
    "role": "role",
    "degree": "degree",
    "certificate": "certificate",
    "experience": "experience",
}


@dataclass(frozen=True)
class Records:
    """The CVs of bases that a principal may see. ``this_month`` is up to when is counted."""

    session: Session
    principal: Principal
    base_ids: Sequence[str]
    this_month: int

    @property
    def _facts(self) -> Facts:
        return Facts(self.session, self.principal)

    @property
    def _pool(self) -> Pool:
        return Pool(self.session, self.principal)

    async def vocabulary(self) -> Vocabulary:
        """What the pool names, so that its own words are known in a question."""
        degrees = await self._values("degree")
        return Vocabulary(
            skills=frozenset(await self._keys("skill")),
            cities=frozenset(await self._keys("place")),
            titles=phrases(await self._values("role")),
            employers=phrases(await self._pool.details(self.base_ids, "role", "organization")),
            schools=phrases(await self._pool.details(self.base_ids, "degree", "organization")),
            areas=phrases([*await self._pool.details(self.base_ids, "degree", "area"), *degrees]),
            certificates=phrases(await self._values("certificate")),
            people=phrases(await self._values("person")),
        )

    async def holders(self, filters: Filters) -> tuple[list[Holder], list[Unread]]:
        """The CVs that were read, and the files that were not."""
        allowed = await self._pool.narrowed(self.base_ids, filters)
        found = [
            one
            for one in await self._facts.people(self.base_ids)
            if allowed is None or one.document_id in allowed
        ]
        failed = [one.document_id for one in found if one.state == "failed"]
        reasons = await self._pool.reasons(failed) if failed else {}
        unread = [
            Unread(one.document_id, one.path, one.state, reasons.get(one.document_id, ""))
            for one in found
            if not one.is_read
        ]
        return [one for one in found if one.is_read], unread

    async def people(
        self, holders: Iterable[Holder], conditions: Sequence[Condition]
    ) -> list[Person]:
        """The people with the facts that the conditions are about, and the words looked for."""
        words = await self._words(conditions)
        keys: dict[FactKind, set[str] | None] = {}
        for one in conditions:
            if one.kind == "skill":
                keys["skill"] = (keys.get("skill") or set()) | {one.key}
            elif one.kind != "words":
                keys[_KIND_OF[one.kind]] = None
        facts: defaultdict[str, list[Fact]] = defaultdict(list)
        for kind, wanted in keys.items():
            _sort(facts, await self._facts.matching(self.base_ids, kind, wanted))
        return [
            Person(one, tuple(facts[one.document_id]), words.get(one.document_id, {}))
            for one in holders
        ]

    async def stating(self, holders: Sequence[Holder], kind: FactKind) -> list[Person]:
        """The people with all facts of a kind."""
        facts: defaultdict[str, list[Fact]] = defaultdict(list)
        _sort(facts, await self._facts.matching(self.base_ids, kind))
        return [Person(one, tuple(facts[one.document_id])) for one in holders]

    async def whole(self, holders: Sequence[Holder]) -> list[Person]:
        """The people with all that they state."""
        facts: defaultdict[str, list[Fact]] = defaultdict(list)
        _sort(facts, await self._facts.of([one.document_id for one in holders]))
        return [Person(one, tuple(facts[one.document_id])) for one in holders]

    async def with_names(self, found: Sequence[Match]) -> list[Match]:
        """The matches; those that only an absence bears out with their names, to be cited."""
        bare = [one.person.holder.document_id for one in found if not one.evidence]
        names: defaultdict[str, list[Fact]] = defaultdict(list)
        _sort(names, await self._facts.of(bare, ["person"]))
        return [
            replace(match, person=replace(match.person, facts=(*match.person.facts, *own)))
            if (own := names.get(match.person.holder.document_id))
            else match
            for match in found
        ]

    async def spans(self, document_ids: Sequence[str]) -> dict[str, list[Span]]:
        """The passages of documents."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for span in await self._pool.spans(document_ids):
            found[span.document_id].append(span)
        return found

    async def hits(self, chunk_ids: Sequence[int]) -> list[Hit]:
        """The passages of those ids, in that order."""
        passages = Passages(self.session, self.principal)
        return await passages.hits([(id_, 1.0) for id_ in chunk_ids])

    async def _keys(self, kind: FactKind) -> list[str]:
        return [one.key for one in await self._facts.names(self.base_ids, kind, ALL_NAMES)]

    async def _values(self, kind: FactKind) -> list[str]:
        return [one.value for one in await self._facts.names(self.base_ids, kind, ALL_NAMES)]

    async def _words(self, conditions: Iterable[Condition]) -> dict[str, dict[str, Place]]:
        """Places of words, by document: those asked for, and skills that the lexicon has not."""
        found: defaultdict[str, dict[str, Place]] = defaultdict(dict)
        for one in conditions:
            is_new = one.kind == "skill" and not is_known_skill(one.key)
            if one.kind != "words" and not is_new:
                continue
            within = "skills" if is_new and not is_distinctive(one.text) else None
            for span, start, end in await self._pool.holding(self.base_ids, one.text, within):
                at = span.start + start
                place = Place(span.page_ordinal, at, at + end - start, span.text[start:end])
                found[span.document_id].setdefault(one.text, place)
        return found


def _sort(facts: defaultdict[str, list[Fact]], stated: Iterable[Stated]) -> None:
    for one in stated:
        facts[one.document_id].append(one.fact)
