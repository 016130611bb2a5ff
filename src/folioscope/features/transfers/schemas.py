"""An import on the wire."""

from __future__ import annotations

from typing_extensions import TypedDict


class ImportResult(TypedDict):
    """The base that an export became."""

    kb_id: str
    name: str
    documents: int
    chunks: int


class ImportFinal(TypedDict):
    """The end of an import."""

    result: ImportResult
