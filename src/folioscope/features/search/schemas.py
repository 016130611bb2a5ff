"""Searching on the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.search.hits import Filters
from folioscope.platform.api.texts import Text


class SearchFilters(BaseModel):
    """What a search is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    documents: list[Text] = Field(
        default=[], max_length=1000, description="ids, paths or names of documents"
    )
    kinds: list[Text] = Field(
        default=[], max_length=10, description="kinds of document: document, resume, record"
    )

    def as_filters(self) -> Filters:
        """The same for the search."""
        return Filters(tuple(self.documents), tuple(self.kinds))


class SearchRequest(BaseModel):
    """A search; without ``kb`` over all bases of the caller."""

    model_config = ConfigDict(extra="forbid")

    query: Text = Field(max_length=32_000)
    kb: Text | list[Text] | None = None
    k: int = Field(8, ge=1, le=100)
    filters: SearchFilters = SearchFilters()

    def bases(self) -> list[str] | None:
        """The bases to search."""
        return [self.kb] if isinstance(self.kb, str) else self.kb


class HitRead(BaseModel):
    """A passage that was found."""

    model_config = ConfigDict(from_attributes=True)

    document: str
    path: str
    page: int | None
    chunk_id: str
    score: float
    text: str
    kb: str
    document_id: str


class SearchAnswer(BaseModel):
    """The passages, best first."""

    hits: list[HitRead]
