"""A store of vectors and what they are of, as NumPy's ``.npz``, of which nothing is unpickled."""

from __future__ import annotations

import json
import lzma
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from folioscope.errors import Invalid

MOST_ARRAYS = 100
MOST_BYTES = 4 * 1024**3
MOST_ROWS = 1_000_000
MOST_DIMENSIONS = 65_536
VECTORS = ("embeddings", "vectors", "embedding", "vecs")
METADATA = ("metadata", "offers", "rows")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    EOFError,
    KeyError,
    RuntimeError,
)


class StoreInvalid(Invalid):
    """A file of vectors that is none, is damaged, or holds what cannot be read safely."""

    code = "vector_store_invalid"


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """A unit vector for each row; a row has what is told of an offer, by whatever names.

    ``model`` made the vectors, if the file tells.
    """

    vectors: NDArray[np.float32]
    rows: Sequence[Mapping[str, Any]]
    model: str | None


def read_store(path: Path, rows_path: Path | None = None) -> Store:
    """Read the file; the rows from a file of JSON or JSON lines where one is given."""
    arrays, pickled = _arrays(path)
    vectors = _vectors(path, arrays)
    if rows_path is not None:
        rows = rows_of_json(rows_path.read_bytes(), str(rows_path))
    else:
        rows = _rows(path, arrays, pickled, len(vectors))
    if len(rows) != len(vectors):
        msg = f"There are {len(vectors)} vectors and {len(rows)} rows of what they are of."
        raise StoreInvalid(msg)
    return Store(vectors, rows, _text_of(arrays.get("model")))


def rows_of_json(content: bytes, name: str) -> list[Mapping[str, Any]]:
    """The objects of a JSON list, or of JSON lines."""
    try:
        text = content.decode("utf-8-sig")
        told = json.loads(text) if text.lstrip().startswith("[") else _lines(text)
    except (ValueError, RecursionError) as error:
        raise StoreInvalid(f"{name} holds neither a JSON list nor JSON lines.") from error
    if not all(isinstance(row, dict) for row in told):
        raise StoreInvalid(f"{name} holds rows that are no objects.")
    return list(told)


def _lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def _arrays(path: Path) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """The arrays by name, and the names of those that hold Python objects and are not read."""
    arrays: dict[str, NDArray[Any]] = {}
    pickled: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_ARRAYS or sum(one.file_size for one in members) > MOST_BYTES:
                raise StoreInvalid(f"{path.name} holds more than {MOST_BYTES >> 30} GB of arrays.")
            for member in members:
                name = member.filename.removesuffix(".npy")
                array = _array(archive, member)
                if array is None:
                    pickled.append(name)
                else:
                    arrays[name] = array
    except _DAMAGED as error:
        raise StoreInvalid(f"{path.name} is no whole .npz file of NumPy.") from error
    return arrays, pickled


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any] | None:
    """An array whose head promises what is there; None for one of Python objects."""
    with archive.open(member) as file:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, is_fortran, kind = read(file)
        if kind.hasobject:
            return None
        count = math.prod(shape)
        content = file.read(count * kind.itemsize + 1)
        if len(content) != count * kind.itemsize:
            raise ValueError("the head of an array promises something else than follows")
    flat = np.frombuffer(content, kind)
    return flat.reshape(shape, order="F" if is_fortran else "C")


def _vectors(path: Path, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
    flat = {name: one for name, one in arrays.items() if one.ndim == 2 and one.dtype.kind == "f"}
    named = [name for name in VECTORS if name in flat] or list(flat)
    if not named or (len(named) > 1 and named[0] not in VECTORS):
        msg = f"{path.name} has no array “embeddings” of one vector a row: {_told(arrays)}."
        raise StoreInvalid(msg)
    vectors = flat[named[0]].astype(np.float32)
    if not 0 < len(vectors) <= MOST_ROWS or not 0 < vectors.shape[1] <= MOST_DIMENSIONS:
        raise StoreInvalid(f"{path.name} has {vectors.shape} vectors, which are too few or many.")
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    wrong = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if len(wrong):
        raise StoreInvalid(f"Row {wrong[0]} of “{named[0]}” is no vector of finite numbers.")
    unit: NDArray[np.float32] = (vectors / lengths[:, None]).astype(np.float32)
    return unit


def _rows(
    path: Path, arrays: Mapping[str, NDArray[Any]], pickled: Sequence[str], count: int
) -> list[Mapping[str, Any]]:
    for name in METADATA:
        text = _text_of(arrays.get(name))
        if text is not None:
            return rows_of_json(text.encode(), f"“{name}”")
    columns = {
        name: [_plain(value) for value in one.tolist()]
        for name, one in arrays.items()
        if one.ndim == 1 and len(one) == count and one.dtype.kind in "USif"
    }
    if any(one.dtype.kind in "US" for name, one in arrays.items() if name in columns):
        return [
            dict(zip(columns, values, strict=True))
            for values in zip(*columns.values(), strict=True)
        ]
    if pickled:
        msg = (
            f"“{pickled[0]}” in {path.name} holds Python objects, and reading those could run "
            "whatever somebody put there. Give what the vectors are of, in their order, as JSON "
            "with --rows FILE; where you trust the file, make that with json.dump in Python."
        )
        raise StoreInvalid(msg)
    raise StoreInvalid(f"{path.name} does not hold the texts that its vectors are of.")


def _text_of(array: NDArray[Any] | None) -> str | None:
    """The text of an array that is one text, or the bytes of one."""
    if array is None:
        return None
    if array.ndim == 0 and array.dtype.kind == "U":
        return str(array)
    if array.ndim == 1 and array.dtype == np.uint8:
        return array.tobytes().decode("utf-8", "replace")
    return None


def _plain(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _told(arrays: Mapping[str, NDArray[Any]]) -> str:
    return ", ".join(f"“{name}” {one.dtype} {one.shape}" for name, one in arrays.items()) or "none"
