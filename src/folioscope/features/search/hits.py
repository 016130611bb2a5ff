"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with where it stands: ``page_text[start:end]`` of a page of a document.

    ``section`` and ``entry`` say where in a CV that is.
    """

    chunk_id: str
    document_id: str
    document: str
    path: str
    page: int | None
    page_ordinal: int
    start: int
    end: int
    kb: str
    text: str
    score: float
    section: str | None = None
    entry: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; empty means anything. Paths and names are exact."""

    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return not (self.documents or self.kinds or self.sections)


ANYTHING = Filters()
