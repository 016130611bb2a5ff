"""Files of vectors that other tools read, and what is refused of those that come back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from folioscope.features.transfers.export_format import FAISS, NPZ, ExportInvalid
from folioscope.features.transfers.vector_files import VectorReader, vectors_written

IDS = np.array([7, 3, 900_000_000_000], np.int64)


def unit_vectors(count: int, dimensions: int = 8) -> NDArray[np.float32]:
    numbers = np.random.default_rng(1).standard_normal((count, dimensions)).astype(np.float32)
    lengths: NDArray[np.float32] = np.linalg.norm(numbers, axis=1, keepdims=True)
    return numbers / lengths


def written(folder: Path, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> Path:
    (folder / "vectors").mkdir()
    with vectors_written(folder, ids, vectors.shape[1]) as add:
        for part in np.array_split(vectors, 2):
            add(part)
    return folder


def test_faiss_and_numpy_read_what_is_written(tmp_path: Path) -> None:
    vectors = unit_vectors(3)
    folder = written(tmp_path, IDS, vectors)
    index = faiss.read_index(str(folder / FAISS))
    assert (type(index), index.ntotal, index.metric_type) == (
        faiss.IndexFlatIP,
        3,
        faiss.METRIC_INNER_PRODUCT,
    )
    for row in range(3):
        assert index.search(vectors[row : row + 1], 1)[1].item() == row
    with np.load(folder / NPZ, allow_pickle=False) as loaded:
        assert np.array_equal(loaded["vectors"], vectors)
        assert np.array_equal(loaded["ids"], IDS)


def test_the_index_is_byte_for_byte_what_faiss_writes(tmp_path: Path) -> None:
    vectors = unit_vectors(3)
    folder = written(tmp_path, IDS, vectors)
    index = faiss.IndexFlatIP(8)
    index.add(vectors)
    faiss.write_index(index, str(tmp_path / "by-faiss"))
    assert (folder / FAISS).read_bytes() == (tmp_path / "by-faiss").read_bytes()


def test_files_of_no_vectors_can_be_read(tmp_path: Path) -> None:
    folder = written(tmp_path, IDS[:0], np.empty((0, 0), np.float32))
    assert faiss.read_index(str(folder / FAISS)).ntotal == 0
    assert len(reader((folder / NPZ).read_bytes(), (0, 0)).ids) == 0


def reader(content: bytes, shape: tuple[int, int] = (3, 8)) -> VectorReader:
    return VectorReader(io.BytesIO(content), len(content), shape)


def test_rows_are_read_back_in_portions(tmp_path: Path) -> None:
    vectors = unit_vectors(3)
    found = reader((written(tmp_path, IDS, vectors) / NPZ).read_bytes())
    assert np.array_equal(found.ids, IDS)
    assert np.array_equal(np.concatenate([found.next(1), found.next(0), found.next(2)]), vectors)


def saved(compressed: bool = False, **arrays: Any) -> bytes:
    """What NumPy itself saves."""
    target = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(target, **arrays)
    return target.getvalue()


def test_what_numpy_saves_is_read_too() -> None:
    vectors = unit_vectors(3)
    assert np.array_equal(reader(saved(ids=IDS, vectors=vectors)).next(3), vectors)


class Planted:
    """Runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("/tmp/folioscope-was-here"),))


NOT_IT: dict[str, bytes] = {
    "objects": saved(ids=IDS, vectors=np.array([[Planted()] * 8] * 3, object)),
    "ids that are objects": saved(ids=np.array([Planted()] * 3), vectors=unit_vectors(3)),
    "compressed": saved(compressed=True, ids=IDS, vectors=unit_vectors(3)),
    "fewer": saved(ids=IDS[:2], vectors=unit_vectors(2)),
    "wider": saved(ids=IDS, vectors=unit_vectors(3, 9)),
    "larger numbers": saved(ids=IDS, vectors=unit_vectors(3).astype(np.float64)),
    "columns first": saved(ids=IDS, vectors=np.asfortranarray(unit_vectors(3))),
    "an id twice": saved(ids=IDS[[0, 0, 1]], vectors=unit_vectors(3)),
    "no ids": saved(vectors=unit_vectors(3)),
    "no zip": b"PK\x03\x04 and no more",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", NOT_IT)
def test_anything_but_numbers_of_that_shape_is_refused(kind: str) -> None:
    with pytest.raises(ExportInvalid, match=r"vectors/vectors\.npz"):
        reader(NOT_IT[kind])
    assert not Path("/tmp/folioscope-was-here").exists()


@pytest.mark.parametrize("number", [np.nan, np.inf, 0.0, 3e38])
def test_a_row_that_is_no_unit_vector_is_refused(number: float) -> None:
    vectors = unit_vectors(3)
    vectors[1] = number
    with pytest.raises(ExportInvalid, match="row 1"):
        reader(saved(ids=IDS, vectors=vectors)).next(3)


def test_a_damaged_byte_is_noticed() -> None:
    content = bytearray(saved(ids=IDS, vectors=unit_vectors(3)))
    content[content.index(IDS.tobytes())] ^= 1
    with pytest.raises(ExportInvalid):
        reader(bytes(content))


def test_a_file_that_says_it_is_larger_than_it_is_is_refused() -> None:
    content = saved(ids=IDS, vectors=unit_vectors(3))
    cut = content[: content.index(b"PK\x01\x02")][:-40] + content[content.index(b"PK\x01\x02") :]
    with pytest.raises(ExportInvalid):
        reader(cut).next(3)


def test_a_password_is_refused() -> None:
    content = bytearray(saved(ids=IDS, vectors=unit_vectors(3)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        assert archive.namelist() == ["ids.npy", "vectors.npy"]
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ExportInvalid):
        reader(bytes(content))
