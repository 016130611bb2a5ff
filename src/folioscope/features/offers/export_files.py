"""Files of offers, written row after row: CSV, JSON lines, Parquet, and vectors for NumPy."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from folioscope.errors import Invalid
from folioscope.features.offers.export_formats import Format
from folioscope.features.offers.export_rows import AMOUNTS, FIELDS, MOMENTS, as_cells, as_json

if TYPE_CHECKING:
    import pyarrow as pa

Rows = Sequence[Mapping[str, Any]]
Add = Callable[[Rows], None]
"""Writes the next rows."""


class ParquetMissing(Invalid):
    """Parquet is asked for, and the package that writes it is not installed."""

    code = "parquet_not_installed"


def rows_written(kind: Format, path: Path) -> AbstractContextManager[Add]:
    """Write rows into a file of that kind, other than vectors; it is whole when this ends."""
    return {"csv": _csv, "jsonl": _json_lines, "parquet": _parquet}[kind](path)


def write_vectors(path: Path, rows: Rows, vectors: NDArray[np.float32], model: str) -> None:
    """Write an ``.npz`` that NumPy reads without unpickling anything.

    ``embeddings`` has a unit vector for each of ``ids``, ``model`` the name of what made them, and
    ``metadata`` the bytes of a JSON line for each, in which ``embedded`` is what the vector is of.
    """
    lines = b"".join(json.dumps(as_json(row)).encode() + b"\n" for row in rows)
    with path.open("wb") as file:
        np.savez(
            file,
            ids=np.array([row["source_id"] for row in rows], dtype=np.str_),
            embeddings=vectors,
            model=np.array(model),
            metadata=np.frombuffer(lines, np.uint8),
        )


@contextmanager
def _csv(path: Path) -> Iterator[Add]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(FIELDS)
        yield lambda rows: writer.writerows(map(as_cells, rows))


@contextmanager
def _json_lines(path: Path) -> Iterator[Add]:
    with path.open("w", encoding="utf-8") as file:

        def add(rows: Rows) -> None:
            file.writelines(json.dumps(as_json(row), ensure_ascii=False) + "\n" for row in rows)

        yield add


@contextmanager
def _parquet(path: Path) -> Iterator[Add]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        msg = "Parquet needs an extra: pip install 'folioscope[parquet]'."
        raise ParquetMissing(msg) from error
    schema = _schema()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:

        def add(rows: Rows) -> None:
            writer.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema))

        yield add


def _schema() -> pa.Schema:
    import pyarrow as pa

    place = pa.struct([(part, pa.string()) for part in ("city", "region", "country")])
    kinds = dict.fromkeys(FIELDS, pa.string())
    kinds |= dict.fromkeys(AMOUNTS, pa.float64())
    kinds |= dict.fromkeys(MOMENTS, pa.timestamp("us", tz="UTC"))
    kinds |= {"locations": pa.list_(place), "tags": pa.list_(pa.string())}
    return pa.schema(list(kinds.items()))
