"""What the rows of a base tell its indexes."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.backends.vectors.port import Ids, Vectors


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a base up to a revision: chunks with their vectors, and removed ids.

    ``model`` made all vectors of the edition. They have no numbers where they stay in the database.
    ``languages`` are those of the texts, one each, None where unknown.
    """

    base_id: str
    model: str
    edition: int
    revision: int
    ids: Ids
    vectors: Vectors
    texts: tuple[str, ...]
    languages: tuple[str | None, ...]
    removed: frozenset[int]
