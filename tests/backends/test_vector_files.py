"""What is on disk for FAISS and Chroma, and what becomes of it when it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import (
    CollectionGone,
    Collections,
    DimensionsDiffer,
    Place,
    Stand,
    VectorIndex,
    VectorIndexes,
    VectorIndexUnreadable,
    VectorsNotFinite,
)

STAND = Stand("base", 1, 5)
IDS = np.arange(1_000, dtype=np.int64) * 3 + 7


def unit(count: int, dimensions: int = 24) -> NDArray[np.float32]:
    made = np.random.default_rng(count).standard_normal((count, dimensions))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


VECTORS = unit(len(IDS))


@pytest.fixture
def faiss() -> VectorIndexes:
    found: VectorIndexes = load("vectors", "faiss")
    return found


@pytest.fixture(params=[10**9, 500], ids=["one list", "many lists"])
def index(request: pytest.FixtureRequest) -> VectorIndex:
    made: VectorIndex = load("vectors", "faiss")(IDS, VECTORS, request.param)
    return made


def test_an_index_that_was_saved_answers_as_before(
    index: VectorIndex, faiss: VectorIndexes, tmp_path: Path
) -> None:
    index.save(tmp_path / "index")
    again = faiss.open_index(tmp_path / "index")
    assert len(again) == len(index)
    assert again.dimensions == 24
    for allowed, removed in [(None, None), (IDS[::2], None), (None, IDS[3:4]), (IDS[:9], IDS[:4])]:
        found, expected = (each.search(VECTORS[3], 5, allowed, removed) for each in (again, index))
        assert found.ids.tolist() == expected.ids.tolist()
        assert found.scores.tolist() == expected.scores.tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", "cut off"),
    "only a part of the header": (lambda data: data[:20], "cut off"),
    "without its end": (lambda data: data[:-1], "not as it was written"),
    "with more at its end": (lambda data: data + b"\0", "not as it was written"),
    "a bit of an id": (lambda data: _flipped(data, 60), "not as it was written"),
    "a bit of a vector": (lambda data: _flipped(data, len(data) - 99), "not as it was written"),
    "a bit of the count": (lambda data: _flipped(data, 20), "not as it was written"),
    "newer": (lambda data: data[:8] + b"\2" + data[9:], "version 2"),
    "something else": (lambda data: b"\x80\x04" + data, "no index"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_t15_a_damaged_file_is_refused_by_name(
    index: VectorIndex, faiss: VectorIndexes, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "index"
    index.save(path)
    change, why = DAMAGES[damage]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(VectorIndexUnreadable, match=f"“index”.*{why}"):
        faiss.open_index(path)


def test_a_file_that_is_not_there_is_refused_by_name(faiss: VectorIndexes, tmp_path: Path) -> None:
    with pytest.raises(VectorIndexUnreadable, match="“none”"):
        faiss.open_index(tmp_path / "none")


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_vectors_with_a_number_that_is_none_make_no_index(
    faiss: VectorIndexes, number: float
) -> None:
    vectors = VECTORS.copy()
    vectors[7, 7] = number
    with pytest.raises(VectorsNotFinite):
        faiss(IDS, vectors)


def test_ids_may_come_in_any_order(faiss: VectorIndexes) -> None:
    order = np.random.default_rng(1).permutation(len(IDS))
    index = faiss(IDS[order], VECTORS[order])
    assert index.search(VECTORS[3], 1, None).ids.tolist() == [IDS[3]]
    assert index.search(VECTORS[3], 1, IDS[5:6]).ids.tolist() == [IDS[5]]


def test_removing_all_that_lies_near_leaves_what_lies_farther(index: VectorIndex) -> None:
    near = index.search(VECTORS[3], 900, None).ids
    left = index.search(VECTORS[3], 50, None, near)
    assert len(left.ids) == 50
    assert not np.isin(left.ids, near).any()


def test_a_query_of_other_dimensions_is_refused(index: VectorIndex) -> None:
    with pytest.raises(DimensionsDiffer, match=r"23 numbers.*24"):
        index.search(VECTORS[3][:23], 1, None)


class Folder:
    """A folder of Chroma, opened and closed as processes do one after the other."""

    def __init__(self, path: Path) -> None:
        pytest.importorskip("chromadb")
        self.path = path

    def open(self) -> Collections:
        opened: Collections = load("vectors", "chroma")(Place(self.path, None, "here"))
        return opened

    def files(self) -> list[Path]:
        return sorted(path for path in self.path.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "chroma")
    collections = made.open()
    collections.fill(STAND, IDS, VECTORS)
    collections.close()
    return made


def found(collections: Collections) -> list[int]:
    return [int(each) for each in collections.search(STAND, VECTORS[3], 2, None).ids]


def test_a_folder_that_was_closed_has_everything_again(folder: Folder) -> None:
    collections = folder.open()
    assert found(collections)[0] == IDS[3]
    assert collections.editions() == {("base", 1)}
    collections.close()


@pytest.mark.parametrize("damage", ["flipped", "cut off", "gone", "killed", "newer"])
def test_t15_a_folder_that_is_not_as_it_was_left_is_filled_anew(
    folder: Folder, damage: str
) -> None:
    note = folder.path / "closed.json"
    victim = next(path for path in folder.files() if path.name == "data_level0.bin")
    data = victim.read_bytes()
    if damage == "flipped":
        victim.write_bytes(_flipped(data, len(data) // 2))
    elif damage == "cut off":
        victim.write_bytes(data[:-100])
    elif damage == "gone":
        victim.unlink()
    elif damage == "killed":
        note.unlink()
    else:
        note.write_text(note.read_text().replace('"chromadb": "', '"chromadb": "9'))
    collections = folder.open()
    with pytest.raises(CollectionGone):
        found(collections)
    collections.fill(STAND, IDS, VECTORS)
    assert found(collections)[0] == IDS[3]
    collections.close()


def test_vectors_under_the_ids_of_others_are_replaced(folder: Folder) -> None:
    """As after a backup was restored: the database counts on, and gives ids again."""
    others = unit(len(IDS) + 1)[:-1]
    collections = folder.open()
    collections.fill(STAND, IDS, others)
    (best,) = collections.search(STAND, others[3], 1, None).ids
    assert best == IDS[3]
    collections.close()


def test_what_the_rows_do_not_know_is_deleted_but_not_what_came_later(folder: Folder) -> None:
    later = Stand("base", 1, 6)
    collections = folder.open()
    collections.change(later, IDS[:1] + 1, VECTORS[:1], IDS[:0])
    collections.keep(STAND, IDS[:10])
    left = collections.search(STAND, VECTORS[0], 50, None).ids
    assert set(left.tolist()) == {*IDS[:10].tolist(), int(IDS[0]) + 1}
    collections.close()


def test_a_collection_of_another_make_is_made_anew(folder: Folder) -> None:
    collections = folder.open()
    wide = unit(5, 30)
    collections.fill(STAND, IDS[:5], wide)
    assert collections.search(STAND, wide[2], 9, None).ids[0] == IDS[2]
    assert len(collections.search(STAND, wide[2], 9, None).ids) == 5
    collections.close()
