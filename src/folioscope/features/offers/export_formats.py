"""The formats that offers are written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Format = Literal["csv", "jsonl", "parquet", "npz"]
MEDIA_TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "npz": "application/octet-stream",
}
