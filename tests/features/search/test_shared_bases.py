"""T6: an index holds what is somebody else's, and a search never shows it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from folioscope.features.knowledge.repository import BaseNotFound
from folioscope.features.knowledge.tables import Document
from folioscope.features.search.hits import Hit
from folioscope.features.sharing.tables import Share
from folioscope.platform.database.engine import Database
from tests.features.search.opened_library import Library

SAME = {
    "ada.txt": "Ada Byron ran Kubernetes in production at Acme Corp of Lyon.",
    "grace.txt": "Grace Hopper wrote the first compiler, and then COBOL for everybody.",
    "cv.txt": "Java, Python and SQL since 2012; speaks French, English and some German.",
}
WORDS = " ".join(SAME.values()).replace(".", "").replace(",", "").split()
QUERIES = 1_000


@dataclass(frozen=True)
class Reader:
    """A user with the bases that they may read."""

    library: Library
    bases: frozenset[str]


async def share(database: Database, base_id: str, reader: Library) -> None:
    async with database.write() as session:
        user_id = reader.principal.user_id
        session.add(Share(base_id=base_id, user_id=user_id, access="read"))


async def documents(database: Database) -> Mapping[str, str]:
    """The base of each document."""
    async with database.read() as session:
        rows = await session.execute(select(Document.id, Document.base_id))
        return {row[0]: row[1] for row in rows}


def documents_of(hit: Hit) -> set[str]:
    """The document of a hit, and those that say the same and are named with it."""
    return {hit.document_id, *(each.document_id for each in hit.duplicates)}


@pytest.fixture
async def readers(library: Library) -> list[Reader]:
    """Two with the same texts, and one who has a base of their own and one of the first's."""
    ada, bob, cy = [await library.user(name) for name in ("ada", "bob", "cy")]
    of_ada = frozenset([await ada.fill("cvs", SAME), await ada.fill("more", SAME)])
    of_bob = frozenset([await bob.fill("cvs", SAME)])
    shared, own = sorted(of_ada)[0], await cy.fill("mine", SAME)
    await share(library.folioscope.database, shared, cy)
    return [Reader(ada, of_ada), Reader(bob, of_bob), Reader(cy, frozenset([shared, own]))]


async def test_t06_every_hit_is_of_a_base_that_the_caller_may_read(
    library: Library, readers: list[Reader]
) -> None:
    base_of = await documents(library.folioscope.database)
    everything = sorted(frozenset().union(*(reader.bases for reader in readers)))
    chosen = random.Random(6)  # the same queries each time
    seen: set[str] = set()
    refused = 0
    for _ in range(QUERIES):
        reader = chosen.choice(readers)
        query = " ".join(chosen.sample(WORDS, chosen.randint(1, 6)))
        asked = chosen.sample(everything, chosen.choice((0, 0, 1, 2)))
        if not reader.bases.issuperset(asked):
            refused += 1
            with pytest.raises(BaseNotFound):
                await reader.library.search(query, *asked)
            continue
        hits = await reader.library.search(query, *asked, k=chosen.randint(1, 20))
        found = {base_of[each] for hit in hits for each in documents_of(hit)}
        assert found <= reader.bases & frozenset(asked or everything), (query, asked)
        seen |= found
    assert seen == set(everything)
    assert refused > QUERIES // 10


async def test_all_bases_are_ones_own_and_those_that_are_shared(
    library: Library, readers: list[Reader]
) -> None:
    base_of = await documents(library.folioscope.database)
    for reader in readers:
        hits = await reader.library.search("Kubernetes at Acme", k=50)
        assert {base_of[each] for hit in hits for each in documents_of(hit)} == reader.bases
