"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folioscope.features.search.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A passage of another document that says the same as a hit, and stands for itself nowhere."""

    chunk_id: str
    document_id: str
    document: str
    path: str
    kb: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands before or after a hit; nothing of it is in the hit, or in another one of these.

    ``distance`` counts passages: 1 is the very next one.
    """

    chunk_id: str
    page: int | None
    distance: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with where it stands: ``page_text[start:end]`` of a page of a document.

    ``section`` and ``entry`` say where in a CV that is, ``context`` whose or of what it is, in the
    words that are searched with the text. ``ordinal`` counts the passages of a document's edition.
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
    context: str = ""
    kind: str = "document"
    model: str = ""
    edition: int = 1
    ordinal: int = 0
    duplicates: tuple[Duplicate, ...] = ()
    before: tuple[Beside, ...] = ()
    after: tuple[Beside, ...] = ()
    explanation: Explanation | None = None

    @property
    def id(self) -> int:
        """The key of the passage."""
        return int(self.chunk_id)

    @property
    def searchable(self) -> str:
        """What was embedded and indexed."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    def as_duplicate(self) -> Duplicate:
        """The same as one of another hit."""
        return Duplicate(self.chunk_id, self.document_id, self.document, self.path, self.kb)


@dataclass(frozen=True, slots=True)
class Note:
    """What a search could not do, though it found something: of a base, or of the whole."""

    kb: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a search, best first, and what it could not do."""

    hits: tuple[Hit, ...] = ()
    notes: tuple[Note, ...] = ()
