"""Searching on the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.search.hits import Filters
from folioscope.features.sections.headings import SectionName
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
    sections: list[SectionName] = Field(
        default=[], max_length=20, description="sections of CVs, which other documents do not have"
    )

    def as_filters(self) -> Filters:
        """The same for the search."""
        return Filters(tuple(self.documents), tuple(self.kinds), tuple(self.sections))


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


class EntryRead(BaseModel):
    """An entry of a CV as far as it is known: where, as what, and when."""

    organization: str = ""
    position: str = ""
    dates: str = ""


class HitRead(BaseModel):
    """A passage that was found; of a CV, with its section and entry."""

    model_config = ConfigDict(from_attributes=True)

    document: str
    path: str
    page: int | None
    chunk_id: str
    score: float
    text: str
    kb: str
    document_id: str
    section: str | None = None
    entry: EntryRead | None = None


class SearchAnswer(BaseModel):
    """The passages, best first."""

    hits: list[HitRead]
