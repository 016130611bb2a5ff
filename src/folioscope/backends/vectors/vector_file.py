"""An index as a file: a header that says what is in it and its checksum, then FAISS's own bytes.

FAISS trusts what it reads, so it is shown nothing whose checksum is wrong.
"""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

import faiss
import numpy as np

from folioscope.backends.vectors.port import Ids, VectorIndexUnreadable

MAGIC = b"FOLIOVEC"
VERSION = 1
FACTS = struct.Struct("<8sIIQ")  # magic, version, dimensions, count
DIGEST_BYTES = 32  # SHA-256 of the facts and of what follows
READ_BYTES = 1 << 20
SWIG: Any = faiss  # its types know nothing of what its Python adds to it


def write(path: Path, ids: Ids, index: Any) -> None:
    """Write the file beside its place and move it there, so that it is whole or not there."""
    part = path.with_name(f"{path.name}.part")
    facts = FACTS.pack(MAGIC, VERSION, index.d, len(ids))
    digest = hashlib.sha256(facts)
    with part.open("wb") as file:
        file.write(facts + bytes(DIGEST_BYTES))

        def put(data: bytes) -> int:
            digest.update(data)
            return file.write(data)

        put(np.ascontiguousarray(ids).tobytes())
        faiss.write_index(index, SWIG.PyCallbackIOWriter(put, READ_BYTES))
        file.seek(FACTS.size)
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(path: Path) -> tuple[Ids, Any]:
    """The ids and the index, or why they cannot be had."""
    try:
        with path.open("rb") as file:
            dimensions, count = _checked(path, file)
            ids = np.frombuffer(file.read(8 * count), np.int64)
            index = faiss.read_index(SWIG.PyCallbackIOReader(file.read, READ_BYTES))
    except (OSError, RuntimeError) as error:  # RuntimeError is FAISS's own
        raise unreadable(path, str(error)) from error
    if (index.d, index.ntotal, len(ids)) != (dimensions, count, count):
        raise unreadable(path, "it holds something else than its header says")
    return ids, index


def _checked(path: Path, file: BinaryIO) -> tuple[int, int]:
    """Dimensions and count, with the file left where the ids begin."""
    facts, expected = file.read(FACTS.size), file.read(DIGEST_BYTES)
    if len(expected) < DIGEST_BYTES:
        raise unreadable(path, "it is cut off")
    magic, version, dimensions, count = FACTS.unpack(facts)
    if magic != MAGIC:
        raise unreadable(path, "it is no index of vectors")
    if version != VERSION:
        raise unreadable(path, f"it has version {version}, and this program reads {VERSION}")
    digest = hashlib.sha256(facts)
    while data := file.read(READ_BYTES):
        digest.update(data)
    if digest.digest() != expected:
        raise unreadable(path, "it is not as it was written")
    file.seek(FACTS.size + DIGEST_BYTES)
    return dimensions, count


def unreadable(path: Path, why: str) -> VectorIndexUnreadable:
    """The error about a file."""
    return VectorIndexUnreadable(f"The index “{path.name}” cannot be read: {why}.")
