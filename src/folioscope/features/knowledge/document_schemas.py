"""Single documents on the wire: what was read of them and found in them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.knowledge.blind_spans import MaskKind
from folioscope.features.knowledge.facts import FactKind
from folioscope.features.knowledge.schemas import DocumentHead


class FindingRead(BaseModel):
    """A text that people would not see, or that is aimed at a model."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    page: int | None
    box: list[float] | None = Field(description="left, top, right, bottom in points")
    text: str
    hidden: bool = Field(description="whether it is kept out of search and answers")
    explanation: str


class SectionRead(BaseModel):
    """Where a section of a CV, or an entry of one, begins."""

    model_config = ConfigDict(from_attributes=True)

    section: str
    entry: dict[str, str] | None
    page: int | None
    chunk_id: str = Field(description="the first passage of it")


class FactRead(BaseModel):
    """Something that a CV states, and where: from ``start`` to ``end`` of the text of a page."""

    model_config = ConfigDict(from_attributes=True)

    kind: FactKind
    key: str = Field(description="equal for equal things, however they are written")
    value: str = Field(description="as it is written")
    months: int | None = Field(description="how long it lasted or was used, by now")
    since: str | None = Field(description="the first month, as YYYY-MM")
    until: str | None = Field(description="the last month; null if it goes on or is not told")
    level: str | None
    detail: dict[str, str]
    page: int | None
    page_ordinal: int
    start: int
    end: int


class FactsRead(BaseModel):
    """The facts of a CV; ``facts_version`` is 0 where none were looked for or could be read."""

    document_id: str
    facts_version: int
    facts: list[FactRead]


class DocumentDetail(DocumentHead):
    """A document with its file, its sections and what was found in it."""

    kb_id: str
    kb: str
    file: str = Field(description="the name the file came under, or what stands for it")
    bytes: int
    digest: str | None = Field(description="SHA-256 of the file; null where it is masked")
    masked: bool = Field(description="of a blind base: its file and pictures are shown if asked so")
    chunks: int
    created_at: datetime
    sections: list[SectionRead]
    finding_count: int
    findings: list[FindingRead] = Field(description="the first 1000")


class LineRead(BaseModel):
    """A line of a page: letters ``start`` to ``end`` of its text, and where they stand."""

    start: int
    end: int
    box: list[float] = Field(description="left, top, right, bottom in points from the top left")


class MarkRead(BaseModel):
    """Letters ``start`` to ``end`` of the text of a page."""

    model_config = ConfigDict(from_attributes=True)

    start: int
    end: int


class MaskRead(MarkRead):
    """Where a blind base masked something, and what was there."""

    kind: MaskKind


class PageRead(BaseModel):
    """The text of a page, as it is searched and quoted, and where it stands.

    Letters are counted in Unicode code points.
    """

    document_id: str
    page: int | None = Field(description="its number, where the format has pages")
    place: int = Field(description="its number, or its place where the format has no pages")
    anchor: str | None = Field(description="a JSON pointer, where the format has parts")
    text: str
    pages: int = Field(description="how many the document has")
    width: float | None = Field(description="of the page in points, where the format has pages")
    height: float | None
    lines: list[LineRead] = Field(description="those of which is known where they stand")
    marked: list[MarkRead] = Field(description="what the passage is of this page, if any")
    masks: list[MaskRead] = Field(description="what a blind base masked on this page")
