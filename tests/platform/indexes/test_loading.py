"""Changes in slices: together they are one revision, whatever happens between two of them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from folioscope.features.knowledge import change_repository
from folioscope.features.knowledge.change_repository import load_changes, load_mark
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.changes import Changes
from tests.platform.indexes.stored_chunks import StoredBase, make_base
from tests.scripted_embeddings import HashingEmbeddings

TEXTS = tuple(f"fruit{number}" for number in range(10))


@pytest.fixture
async def base(database: Database, monkeypatch: pytest.MonkeyPatch) -> StoredBase:
    """A base beside another one, whose rows are read four at a time."""
    monkeypatch.setattr(change_repository, "SLICE", 4)
    base = await make_base(database, "fruits", *TEXTS[:5])
    await make_base(database, "tools", "hammer", "saw")
    await base.add(*TEXTS[5:])
    return base


async def changes_of(base: StoredBase, edition: int | None, revision: int) -> list[Changes]:
    return [one async for one in load_changes(base.database, base.id, edition, revision)]


async def test_slices_bring_every_chunk_once(base: StoredBase) -> None:
    slices = await changes_of(base, None, 0)
    assert [len(each.ids) for each in slices] == [4, 4, 2]
    assert [text for each in slices for text in each.texts] == list(TEXTS)
    assert {(each.edition, each.revision, each.total) for each in slices} == {(1, 2, 10)}
    if base.database.is_sqlite:
        vectors = np.concatenate([each.vectors for each in slices])
        assert np.array_equal(vectors, base.model.embed_passages(TEXTS))


async def test_what_came_since_comes_alone_and_what_went_is_told_first(base: StoredBase) -> None:
    await base.remove(TEXTS[1])
    slices = await changes_of(base, 1, 1)
    assert [text for each in slices for text in each.texts] == list(TEXTS[5:])
    assert [len(each.removed) for each in slices] == [1, 0]
    (nothing,) = await changes_of(base, 1, 3)
    assert (len(nothing.ids), nothing.removed, nothing.total) == (0, frozenset(), 0)


async def test_what_goes_between_two_slices_is_told_by_the_next_changes(base: StoredBase) -> None:
    gone = (await base.ids(TEXTS[9])).tolist()
    loaded: list[Changes] = []
    async for one in load_changes(base.database, base.id, None, 0):
        if not loaded:
            await base.remove(TEXTS[0], TEXTS[9])
            await base.add("a plum")
        loaded.append(one)
    assert [text for each in loaded for text in each.texts] == list(TEXTS[:9])
    (since,) = await changes_of(base, 1, loaded[-1].revision)
    assert since.texts == ("a plum",)
    assert set(gone) < since.removed
    assert len(since.removed) == 2


async def test_a_base_that_is_gone_has_one_empty_slice(base: StoredBase) -> None:
    (nothing,) = [one async for one in load_changes(base.database, "0" * 32, 1, 7)]
    assert (len(nothing.ids), nothing.edition, nothing.revision) == (0, 1, 7)


async def test_a_mark_stays_while_later_revisions_come_and_tells_others_apart(
    base: StoredBase,
) -> None:
    mark = partial(load_mark, base.database, base.id)
    first = await mark(2)
    assert first is not None
    await base.add("a plum")
    await base.remove(TEXTS[1])
    again = await mark(2)
    assert again is not None
    assert (again.digest, again.count, again.latest) == (first.digest, first.count - 1, 4)
    digests = {found.digest for at in (1, 2, 3, 4) if (found := await mark(at)) is not None}
    assert len(digests) == 4
    assert await mark(5) is None
    assert await load_mark(base.database, "0" * 32) is None


async def test_another_edition_has_another_mark(base: StoredBase) -> None:
    before = await load_mark(base.database, base.id)
    await base.switch(HashingEmbeddings(96, "other"), *TEXTS)
    after = await load_mark(base.database, base.id)
    assert before is not None
    assert after is not None
    assert (before.edition, after.edition) == (1, 2)
    assert before.digest != after.digest
