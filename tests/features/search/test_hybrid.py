"""Search over real bases: what is found, in which order, and what must never be."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text

from folioscope.backends.vectors.port import Ranking
from folioscope.features.knowledge.change_repository import load_changes
from folioscope.features.knowledge.repository import BaseNotFound
from folioscope.features.knowledge.service import delete_base
from folioscope.features.search.hits import Hit
from folioscope.features.search.hybrid import DEPTH, Searcher, search
from folioscope.features.search.wanted import Filters, Wanted
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.held import Filling, Held
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Seen
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope
from tests.features.search.opened_library import Library

ADA = "Ada runs Kubernetes in production."
BOB = "Bob bakes sourdough bread."
EVE = "Eve paints boats and bakes bread."
RESUME = {"basics": {"name": "Grace Hopper", "summary": "Writes compilers and bakes bread."}}


@dataclass
class RebuildingDense:
    """Ranks as the one inside does, and has the base rebuilt right after the first time."""

    inside: Dense
    library: Library
    rankings: int = 0

    def gather(self) -> Filling | None:
        return self.inside.gather()

    def reopened(self, path: Path) -> Held | None:
        return self.inside.reopened(path)

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        found = await self.inside.nearest(seen, vector, k)
        self.rankings += 1
        if self.rankings == 1:
            await self.library.rebuild("kb", "wider")
        return found

    def forget(self) -> None:
        self.inside.forget()

    async def purge(self, base_id: str) -> None:
        await self.inside.purge(base_id)

    async def aclose(self) -> None:
        await self.inside.aclose()


async def test_a_hit_is_a_span_of_the_page_it_names(library: Library) -> None:
    long = " ".join(f"Sentence {number} tells of bread." for number in range(200))
    await library.fill("kb", {"long.txt": long, "a/ada.txt": ADA})
    hits = await library.search("bread", k=100)
    assert len({hit.chunk_id for hit in hits}) == len(hits) > 5
    async with library.folioscope.database.read() as session:
        pages = await session.execute(text("SELECT document_id, ordinal, text FROM pages"))
        found = {(row[0], row[1]): row[2] for row in pages}
    for hit in hits:
        assert found[hit.document_id, hit.page_ordinal][hit.start : hit.end] == hit.text
    (ada,) = [hit for hit in hits if hit.path == "a/ada.txt"]
    assert (ada.document, ada.kb, ada.page, ada.text) == ("ada.txt", "kb", None, ADA)


async def test_the_best_come_first_and_no_more_than_asked_for(library: Library) -> None:
    await library.fill("kb", {"ada.txt": ADA, "bob.txt": BOB, "eve.txt": EVE})
    hits = await library.search("sourdough bread")
    assert [hit.path for hit in hits] == ["bob.txt", "eve.txt", "ada.txt"]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[0] <= 1
    for k in (1, 2, 3, 50):
        assert await library.search("sourdough bread", k=k) == hits[:k]


async def test_bases_are_searched_as_one_even_if_their_models_differ(library: Library) -> None:
    one = await library.fill("one", {"ada.txt": ADA, "bread.txt": BOB})
    two = await library.fill("two", {"bread.txt": EVE}, model="wider")
    everywhere = await library.search("bakes bread")
    assert {(hit.kb, hit.path) for hit in everywhere[:2]} == {
        ("one", "bread.txt"),
        ("two", "bread.txt"),
    }
    assert len(everywhere) == 3
    assert {hit.kb for hit in await library.search("bread", two)} == {"two"}
    assert {hit.kb for hit in await library.search("bread", "two", one)} == {"one", "two"}


async def test_a_base_that_is_named_twice_counts_once(library: Library) -> None:
    base_id = await library.fill("kb", {"ada.txt": ADA, "bob.txt": BOB})
    once = await library.search("sourdough", "kb")
    assert await library.search("sourdough", "kb", base_id, "kb") == once


async def test_filters_narrow_by_id_path_name_and_kind(library: Library) -> None:
    await library.fill(
        "kb",
        {
            "a/cv.txt": BOB,
            "b/cv.txt": EVE,
            "grace.json": json.dumps(RESUME),
            "offers.jsonl": '{"id": "7", "title": "Baker", "text": "Bakes bread at night."}',
        },
    )
    await library.fill("other", {"a/cv.txt": "Other bread."})

    async def narrowed(*documents: str, kinds: tuple[str, ...] = ()) -> set[str]:
        return set(await library.paths("bread", "kb", filters=Filters(documents, kinds)))

    everything = {"a/cv.txt", "b/cv.txt", "grace.json", "offers.jsonl#7"}
    assert await narrowed() == everything
    assert await narrowed("a/cv.txt") == {"a/cv.txt"}
    assert await narrowed("cv.txt") == {"a/cv.txt", "b/cv.txt"}
    (bob,) = await library.search("bread", "kb", filters=Filters(("a/cv.txt",)))
    assert await narrowed(bob.document_id, "grace.json") == {"a/cv.txt", "grace.json"}
    assert await narrowed(kinds=("resume",)) == {"grace.json"}
    assert await narrowed(kinds=("record", "resume")) == {"grace.json", "offers.jsonl#7"}
    assert await narrowed(kinds=("document",)) == {"a/cv.txt", "b/cv.txt"}
    assert await narrowed("cv.txt", kinds=("resume",)) == set()
    assert await narrowed("cv", "%", "a/", "A/CV.TXT") == set()


async def test_a_filter_finds_what_is_far_down_without_it(library: Library) -> None:
    crowd = "\n".join(
        json.dumps({"id": str(number), "title": "", "text": f"bread bread {number}"})
        for number in range(DEPTH + 20)
    )
    await library.fill("kb", {"crowd.jsonl": crowd, "ada.txt": ADA})
    assert "ada.txt" not in await library.paths("bread", k=100)
    assert await library.paths("bread", filters=Filters(("ada.txt",))) == ["ada.txt"]


async def test_changes_are_seen_by_the_very_next_search(library: Library) -> None:
    await library.fill("kb", {"bob.txt": BOB})
    (before,) = await library.search("bread")
    await library.add("kb", {"eve.txt": EVE})
    assert set(await library.paths("bread")) == {"bob.txt", "eve.txt"}
    await library.remove("kb", "bob.txt")
    assert await library.paths("bread") == ["eve.txt"]
    await library.remove("kb", "eve.txt")
    assert await library.paths("bread") == []
    await library.add("kb", {"bob.txt": BOB})
    (after,) = await library.search("bread")
    assert (after.text, after.path) == (before.text, before.path)
    assert int(after.chunk_id) > int(before.chunk_id)


async def test_a_program_that_is_opened_anew_finds_the_same(settings: Settings) -> None:
    found: list[list[Hit]] = []
    for is_first in (True, False):
        async with open_folioscope(settings) as folioscope:
            library = Library(folioscope)
            if is_first:
                await library.fill("kb", {"ada.txt": ADA, "bob.txt": BOB})
                await library.add("kb", {"eve.txt": EVE})
                await library.remove("kb", "ada.txt")
            found.append(await library.search("who bakes bread?"))
    told = [[(hit.chunk_id, hit.path, hit.text) for hit in hits] for hits in found]
    assert told[0] == told[1]
    assert {hit.path for hit in found[0]} == {"bob.txt", "eve.txt"}


async def test_a_base_that_gets_another_model_meanwhile_is_seen_as_a_whole(
    library: Library,
) -> None:
    await library.fill("kb", {"bob.txt": BOB, "eve.txt": EVE})
    known = library.folioscope.searcher.indexes

    async def load(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        """The rows as they are once the base, which was chosen before, is rebuilt."""
        await library.rebuild("kb", "wider")
        async for changes in load_changes(library.folioscope.database, base_id, edition, revision):
            yield changes

    searcher = replace(library.folioscope.searcher, indexes=Indexes(load, known.dense))
    found = await search(searcher, LOCAL, Wanted("sourdough bread"))
    assert [hit.path for hit in found.hits] == ["bob.txt", "eve.txt"]


async def test_a_base_that_is_rebuilt_between_ranking_and_reading_is_ranked_again(
    library: Library,
) -> None:
    await library.fill("kb", {"bob.txt": BOB, "eve.txt": EVE})
    embeddings = library.folioscope.searcher.embeddings
    dense = RebuildingDense(library.folioscope.searcher.indexes.dense, library)
    load = partial(load_changes, library.folioscope.database)
    searcher = Searcher(library.folioscope.database, embeddings, Indexes(load, dense))
    found = await search(searcher, LOCAL, Wanted("sourdough bread"))
    assert dense.rankings == 2
    assert [hit.path for hit in found.hits] == ["bob.txt", "eve.txt"]


async def test_what_has_changed_is_never_answered_from_before(library: Library) -> None:
    async def told() -> list[tuple[str, str]]:
        return [(hit.path, hit.text) for hit in await library.search("sourdough bread", "kb")]

    await library.fill("kb", {"bob.txt": BOB})
    assert await told() == await told() == [("bob.txt", BOB)]
    await library.add("kb", {"bob.txt": EVE})
    assert await told() == [("bob.txt", EVE)]
    await library.rebuild("kb", "wider")
    assert await told() == [("bob.txt", EVE)]
    await library.remove("kb", "bob.txt")
    assert await told() == []


async def test_what_is_anothers_is_never_found(library: Library) -> None:
    ada, bob = await library.user("ada"), await library.user("bob")
    own = await ada.fill("kb", {"mine.txt": "Ada's secret bread."})
    others = await bob.fill("kb", {"his.txt": "Bob's secret bread."})
    assert await ada.paths("secret bread") == await ada.paths("bread", "kb") == ["mine.txt"]
    for query in ("secret bread", ""):
        for bases in ((others,), ("kb", others)):
            with pytest.raises(BaseNotFound):
                await ada.search(query, *bases)
    (his,) = await bob.search("bread")
    filters = Filters((his.document_id, "his.txt"))
    assert await ada.search("bread", filters=filters) == []
    assert set(await library.paths("bread")) == {"mine.txt", "his.txt"}
    assert await library.paths("bread", own) == ["mine.txt"]


@pytest.mark.parametrize("query", ["bread", "", " \n"])
async def test_an_unknown_base_is_told_whatever_is_asked(library: Library, query: str) -> None:
    await library.fill("kb", {"bob.txt": BOB})
    with pytest.raises(BaseNotFound, match="“nope”"):
        await library.search(query, "kb", "nope")


async def test_a_deleted_base_is_gone_and_its_name_means_the_next(library: Library) -> None:
    await library.fill("kb", {"bob.txt": BOB})
    assert await library.paths("bread") == ["bob.txt"]
    async with library.folioscope.database.write() as session:
        await delete_base(session, LOCAL, "kb")
    assert await library.search("bread") == []
    with pytest.raises(BaseNotFound):
        await library.search("bread", "kb")
    await library.fill("kb", {"eve.txt": EVE})
    assert await library.paths("bread", "kb") == ["eve.txt"]
