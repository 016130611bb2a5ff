"""Searching on the wire."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from folioscope.features.knowledge.fact_keys import country_of, key_of, known_names
from folioscope.features.search.wanted import Filters, KindName, Wanted
from folioscope.features.sections.headings import SectionName
from folioscope.platform.api.texts import Text
from folioscope.platform.indexes.languages import LANGUAGES


def _known(language: str) -> str:
    """The language as documents have it."""
    code = language.strip().lower()
    if code not in LANGUAGES:
        msg = f"“{language}” is not among the languages: {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    return code


Language = Annotated[Text, AfterValidator(_known)]


def _spoken(language: str) -> str:
    """The code of a language that people speak, by its name or its code."""
    code = key_of("language", language)
    if code not in known_names("language").values():
        msg = f"“{language}” is not the name of a language that is known here"
        raise ValueError(msg)
    return code


def _country(name: str) -> str:
    """The code of a country, by its name or its code."""
    code = country_of(name) or country_of(name.upper())
    if code is None:
        msg = f"“{name}” is not the name of a country that is known here"
        raise ValueError(msg)
    return code


Skill = Annotated[Text, Field(min_length=1, max_length=200)]
SpokenLanguage = Annotated[Text, AfterValidator(_spoken)]
Country = Annotated[Text, AfterValidator(_country)]


class SearchFilters(BaseModel):
    """What a search is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    documents: list[Text] = Field(
        default=[], max_length=1000, description="ids, paths or names of documents"
    )
    kinds: list[KindName] = Field(
        default=[], max_length=10, description="kinds of document; record is one of JSONL"
    )
    sections: list[SectionName] = Field(
        default=[], max_length=20, description="sections of CVs, which other documents do not have"
    )
    languages: list[Language] = Field(
        default=[], max_length=50, description="languages of documents, such as en or fr"
    )
    paths: list[Text] = Field(
        default=[], max_length=100, description="patterns of paths, such as offers/*.pdf"
    )

    skills: list[Skill] = Field(
        default=[], max_length=50, description="CVs of people with any of these skills"
    )
    spoken: list[SpokenLanguage] = Field(
        default=[], max_length=50, description="CVs of people who speak any of these languages"
    )
    countries: list[Country] = Field(
        default=[], max_length=50, description="CVs of people who live in any of these countries"
    )

    @model_validator(mode="before")
    @classmethod
    def _name_the_known(cls, given: Any) -> Any:
        told = given if isinstance(given, dict) else {}
        unknown = [name for name in told if name not in cls.model_fields]
        if unknown:
            name = str(unknown[0]).encode(errors="replace").decode()
            msg = f"there is no filter “{name[:80]}”; there are: {', '.join(cls.model_fields)}"
            raise ValueError(msg)
        return given

    def as_filters(self) -> Filters:
        """The same for the search."""
        return Filters(**{name: tuple(values) for name, values in self})


class SearchRequest(BaseModel):
    """A search; without ``kb`` over all bases of the caller."""

    model_config = ConfigDict(extra="forbid")

    query: Text = Field(max_length=32_000)
    kb: Text | Annotated[list[Text], Field(min_length=1)] | None = None
    k: int = Field(8, ge=1, le=100)
    filters: SearchFilters = SearchFilters()
    rerank: bool | None = Field(
        None, description="judge the best passages once more; as the server is set, if left out"
    )
    per_document: int | None = Field(
        None, ge=1, le=100, description="most hits of one document; the search decides without it"
    )
    neighbours: int = Field(
        0, ge=0, le=3, description="passages before and after each hit that are added to it"
    )
    explain: bool = Field(
        default=False, description="tell of each hit where it stood after each step"
    )

    def bases(self) -> list[str] | None:
        """The bases to search."""
        return [self.kb] if isinstance(self.kb, str) else self.kb

    def as_wanted(self) -> Wanted:
        """The same for the search."""
        return Wanted(
            self.query,
            bases=self.bases(),
            k=self.k,
            filters=self.filters.as_filters(),
            rerank=self.rerank,
            per_document=self.per_document,
            neighbours=self.neighbours,
            explain=self.explain,
        )


class Read(BaseModel):
    """Something that is read from what a search found."""

    model_config = ConfigDict(from_attributes=True)


class EntryRead(BaseModel):
    """An entry of a CV as far as it is known: where, as what, and when."""

    organization: str = ""
    position: str = ""
    dates: str = ""


class DuplicateRead(Read):
    """A passage of another document that says the same as a hit."""

    chunk_id: str
    document_id: str
    document: str
    path: str
    kb: str


class BesideRead(Read):
    """What stands before or after a hit, ``distance`` passages away in the same section."""

    chunk_id: str
    page: int | None
    distance: int
    text: str


class PlaceRead(Read):
    """A rank, from 1, and the score that led there: cosine, BM25, or a share of 1."""

    rank: int
    score: float


class JudgedRead(Read):
    """What a reranker made of a hit."""

    name: str
    score: float
    before: int
    after: int


class ExplanationRead(Read):
    """Where a hit stood after each step; null where it was not among the first.

    ``trust`` is the most that meaning could give to the fused score, words giving the rest;
    ``held_back``: it comes after others because of how many hits its document has.
    """

    model: str
    meaning: PlaceRead | None
    words: PlaceRead | None
    fused: PlaceRead
    trust: float
    rerank: JudgedRead | None
    held_back: bool


class HitRead(Read):
    """A passage that was found; of a CV, with its section and entry.

    ``score`` is how well it fits by meaning and by words, between 0 and 1; reranking does not
    change it.
    """

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
    duplicates: list[DuplicateRead] = []
    before: list[BesideRead] = []
    after: list[BesideRead] = []
    explanation: ExplanationRead | None = None


class NoteRead(Read):
    """What could not be done, though something was found: of one base, or null for all."""

    kb: str | None
    code: str
    message: str


class SearchAnswer(Read):
    """The passages, best first."""

    hits: list[HitRead]
    notes: list[NoteRead] = []
