"""What an export of a knowledge base consists of: its files, and what stands in each of them."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
)

from folioscope.errors import Invalid
from folioscope.features.knowledge.blind_spans import MaskKind
from folioscope.features.knowledge.facts import FactKind
from folioscope.features.knowledge.schemas import BlindSetting
from folioscope.platform.api.texts import Text, storable

FORMAT: Final = "folioscope knowledge base"
VERSION = 1

METADATA = "metadata.json"
DOCUMENTS = "documents.jsonl"
RECORDS = "vectors/records.jsonl"
NPZ = "vectors/vectors.npz"
FAISS = "vectors/index.faiss"
ORIGINALS = "files/"
LISTED = (DOCUMENTS, RECORDS, NPZ, FAISS)
NEEDED = (DOCUMENTS, RECORDS, NPZ)
"""The index can be made of the vectors, and is not opened by an import: it is not needed."""
NAME = re.compile(
    rf"{re.escape(METADATA)}|{'|'.join(map(re.escape, LISTED))}|{ORIGINALS}[0-9a-f]{{64}}"
)

MOST_DOCUMENTS = 1_000_000
MOST_CHUNKS = 10_000_000
METADATA_BYTES = 64 * 1024
# A document may have 20 million characters of up to four bytes, and a line about each 80 of them.
DOCUMENT_BYTES = 160 * 1024 * 1024
RECORD_BYTES = 1024 * 1024
MOST_VALUES = 6_000_000  # of one line, since a few bytes of JSON can take a hundred of memory

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Number = int | float


def _kept(value: JsonValue) -> JsonValue:
    """Refuse what no database can keep as JSON."""
    match value:
        case str():
            storable(value)
        case float() if not math.isfinite(value):
            msg = "holds a number that is none"
            raise ValueError(msg)
        case dict():
            for name, each in value.items():
                storable(name)
                _kept(each)
        case list():
            for each in value:
                _kept(each)
        case _:
            pass
    return value


Known = dict[str, Annotated[JsonValue, AfterValidator(_kept)]]
EntryLine = dict[Literal["organization", "position", "dates"], Text]
PartLine = tuple[Count, Count, Annotated[Text, Field(max_length=16)] | None, EntryLine | None]
"""``(start, end, section, entry)`` of the text of a page of a CV."""


class ExportInvalid(Invalid):
    """An export that is damaged, was made by hand, or is none."""

    code = "export_invalid"


class ExportTooNew(Invalid):
    """An export by a later version of this program."""

    code = "export_too_new"


class _Line(BaseModel):
    """Strict, since it may come from anybody; what later versions add is passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", allow_inf_nan=False)


class Metadata(_Line):
    """``metadata.json``. ``sha256`` has every other file but the originals, named by their own."""

    format: Literal["folioscope knowledge base"]
    format_version: int
    name: Annotated[Text, Field(max_length=200)]
    embedding_model: Annotated[Text, Field(max_length=500)]
    dimensions: int = Field(ge=0, le=65_536)
    metric: Literal["inner_product"]
    chunk_size: int = Field(ge=1, le=100_000)
    chunk_overlap: int = Field(ge=0, le=100_000)
    language: Annotated[Text, Field(max_length=8)] | None = None
    blind: BlindSetting | None = None
    document_count: int = Field(ge=0, le=MOST_DOCUMENTS)
    chunk_count: int = Field(ge=0, le=MOST_CHUNKS)
    last_updated: datetime
    exported_at: datetime
    exported_by: Annotated[Text, Field(max_length=100)]
    original_files: bool
    sha256: dict[str, Digest] = Field(max_length=len(LISTED))


class PageLine(_Line):
    """A page. Each line is ``[start, end, left, top, right, bottom]``, or has no box.

    ``parts`` are those of a CV; the first page of a résumé that is data has all of it in
    ``resume``. Exports of earlier versions have neither.
    """

    number: Count | None
    anchor: Annotated[Text, Field(max_length=400)] | None
    width: float | None
    height: float | None
    text: Text
    lines: list[list[Number | bool | None]]
    parts: list[PartLine] | None = None
    resume: Known | None = None


class FindingLine(_Line):
    """A text that was found hidden, or aimed at a model."""

    kind: Annotated[Text, Field(max_length=32)]
    page: Count | None
    box: Annotated[list[Number], Field(min_length=4, max_length=4)] | None
    text: Text


class FactLine(_Line):
    """A fact; ``pages[page_ordinal].text[start:end]`` states it."""

    kind: FactKind
    key: Annotated[Text, Field(max_length=200)]
    value: Annotated[Text, Field(max_length=400)]
    page_ordinal: Count
    start: Count
    end: Count
    months: Count | None
    since: Count | None
    until: Count | None
    level: Annotated[Text, Field(max_length=16)] | None
    detail: dict[str, Text] | None
    source: Literal["rules", "llm"]


class MaskLine(_Line):
    """What a blind base masked: ``pages[page_ordinal].text[start:end]`` stands for it."""

    kind: MaskKind
    page_ordinal: Count
    start: Count
    end: Count


class FileLine(_Line):
    """The file that a document came in."""

    sha256: Digest
    size: int = Field(ge=0, le=2**40)


class DocumentLine(_Line):
    """A line of ``documents.jsonl``: a document with all of its text."""

    document_id: Annotated[Text, Field(min_length=1, max_length=64)]
    source: Annotated[Text, Field(min_length=1, max_length=1000)]
    path: Annotated[Text, Field(max_length=1500)]
    document: Annotated[Text, Field(max_length=400)]
    key: Annotated[Text, Field(max_length=400)]
    kind: Annotated[Text, Field(max_length=16)]
    title: Text | None
    language: Annotated[Text, Field(max_length=8)] | None = None
    state: Literal["ready", "failed"]
    reason: Known | None
    file: FileLine
    pages: list[PageLine]
    findings: list[FindingLine]
    masks: list[MaskLine] = []
    facts_version: Count = 0
    facts: list[FactLine] = []


class RecordLine(_Line):
    """A line of ``records.jsonl``: a chunk, ``text`` being ``pages[page_ordinal].text[start:end]``.

    Line n is of row n of the vectors and of the index, both counted from 0.
    """

    position: Count
    chunk_id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")]
    kb: Annotated[Text, Field(max_length=200)]
    source: Annotated[Text, Field(max_length=1000)]
    path: Annotated[Text, Field(max_length=1500)]
    document: Annotated[Text, Field(max_length=400)]
    document_id: Annotated[Text, Field(max_length=64)]
    page: Count | None
    page_ordinal: Count
    start: Count
    end: Count
    section: Annotated[Text, Field(max_length=16)] | None
    entry: dict[str, Text] | None
    context: Annotated[Text, Field(max_length=10_000)]
    text: Text

    @property
    def searchable(self) -> str:
        """What the vector is of."""
        return f"{self.context}\n{self.text}" if self.context else self.text


_METADATA = TypeAdapter(Metadata)


def read_metadata(content: bytes) -> Metadata:
    """The metadata of an export that this version can read."""
    found: Metadata = read_line(_METADATA, content, METADATA)
    if found.format_version > VERSION:
        msg = (
            f"The export has format {found.format_version}, and this version of Folioscope reads "
            f"up to {VERSION}. Import it with a newer one."
        )
        raise ExportTooNew(msg)
    return found


def read_line(kind: TypeAdapter[Any], content: bytes, place: str) -> Any:
    """What stands in a line of JSON; ``place`` says where that is, should it be refused."""
    values = content.count(b",") + content.count(b"[") + content.count(b"{")
    if values > MOST_VALUES:
        msg = f"{place} holds more than {MOST_VALUES:,} values."
        raise ExportInvalid(msg)
    try:
        return kind.validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, found["loc"]))
        msg = f"{place} is not as an export has it: {where + ': ' if where else ''}{found['msg']}."
        raise ExportInvalid(msg) from error
