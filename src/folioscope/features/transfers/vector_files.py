"""Vectors as files that other tools read: NumPy's ``.npz``, and a flat index of FAISS.

Both are written here byte for byte, row after row, so that no matrix is ever whole in memory. Of
the two only the ``.npz`` is read back, and not by NumPy's loader, which could be talked into more
than numbers.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Ids, Vectors
from folioscope.features.transfers.export_format import FAISS, NPZ, ExportInvalid

IDS, VECTORS = "ids.npy", "vectors.npy"
INNER_PRODUCT, TRAINED = 0, 1
MOST_HEADER = 1024
SLACK = 8192  # bytes of a .npz that are neither ids nor vectors
TOLERANCE = 1e-3
DAMAGED = (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, KeyError)

Add = Callable[[Vectors], None]
"""Writes the next rows."""


@contextmanager
def vectors_written(folder: Path, ids: Ids, dimensions: int) -> Iterator[Add]:
    """Write both files of as many vectors as there are ids; all rows are to be added."""
    shape = (len(ids), dimensions)
    with ExitStack() as stack:
        index = stack.enter_context((folder / FAISS).open("wb"))
        index.write(_faiss_head(*shape))
        archive = stack.enter_context(zipfile.ZipFile(folder / NPZ, "w"))
        with archive.open(IDS, "w", force_zip64=True) as file:
            file.write(_npy_head("<i8", (len(ids),)) + ids.astype("<i8").tobytes())
        rows = stack.enter_context(archive.open(VECTORS, "w", force_zip64=True))
        rows.write(_npy_head("<f4", shape))

        def add(vectors: Vectors) -> None:
            content = vectors.astype("<f4").tobytes()
            index.write(content)
            rows.write(content)

        yield add


def _faiss_head(count: int, dimensions: int) -> bytes:
    """What FAISS writes before the rows of an ``IndexFlatIP``."""
    unused = 1 << 20
    told = struct.pack("<iqqqBi", dimensions, count, unused, unused, TRAINED, INNER_PRODUCT)
    return b"IxFI" + told + struct.pack("<Q", count * dimensions)


def _npy_head(kind: str, shape: tuple[int, ...]) -> bytes:
    head = io.BytesIO()
    npy.write_array_header_1_0(head, {"descr": kind, "fortran_order": False, "shape": shape})
    return head.getvalue()


class VectorReader:
    """The rows of a ``.npz`` in their order, each checked to be a unit vector of finite numbers."""

    def __init__(self, file: BinaryIO, size: int, shape: tuple[int, int]) -> None:
        self._count, self._dimensions = shape
        self._read = 0
        if size > 4 * self._count * self._dimensions + 8 * self._count + SLACK:
            raise self._refused()
        try:
            archive = zipfile.ZipFile(file)
            self.ids = self._ids(archive)
            self._rows = self._opened(archive, VECTORS, "<f4", shape)
        except DAMAGED as error:
            raise self._refused() from error

    def next(self, count: int) -> Vectors:
        """The next rows."""
        content = self._take(self._rows, 4 * count * self._dimensions)
        vectors = np.frombuffer(content, "<f4").reshape(count, self._dimensions)
        with np.errstate(all="ignore"):
            lengths = np.einsum("ij,ij->i", vectors, vectors)
        wrong = np.flatnonzero(~(np.abs(lengths - 1) < TOLERANCE))  # also where there is a NaN
        if len(wrong):
            msg = f"{NPZ} holds something else than a unit vector in row {self._read + wrong[0]}."
            raise ExportInvalid(msg)
        self._read += count
        return vectors

    def _ids(self, archive: zipfile.ZipFile) -> NDArray[np.int64]:
        rows = self._opened(archive, IDS, "<i8", (self._count,))
        ids = np.frombuffer(self._take(rows, 8 * self._count), "<i8")
        if len(np.unique(ids)) < len(ids):
            msg = f"{NPZ} has an id twice."
            raise ExportInvalid(msg)
        return ids

    def _opened(
        self, archive: zipfile.ZipFile, name: str, kind: str, shape: tuple[int, ...]
    ) -> IO[bytes]:
        """An array, behind its head, which must be the very one that these numbers have."""
        found = archive.getinfo(name)
        if found.compress_type != zipfile.ZIP_STORED or found.file_size != found.compress_size:
            raise self._refused()
        rows = archive.open(found)
        expected = _npy_head(kind, shape)
        version = rows.read(8)
        length = int.from_bytes(rows.read(2), "little")
        if version != expected[:8] or length > MOST_HEADER:
            raise self._refused()
        if rows.read(length).strip() != expected[10:].strip():
            raise self._refused()
        return rows

    def _take(self, rows: IO[bytes], size: int) -> bytes:
        try:
            content = rows.read(size)
        except DAMAGED as error:
            raise self._refused() from error
        if len(content) != size:
            raise self._refused()
        return content

    def _refused(self) -> ExportInvalid:
        return ExportInvalid(
            f"{NPZ} does not hold {self._count:,} vectors of {self._dimensions} 32-bit floats with "
            "an id each, stored without compression."
        )
