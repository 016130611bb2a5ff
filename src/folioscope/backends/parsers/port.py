"""The port for parsers: a file in, documents of pages with text and line boxes out.

Parsers run in a child process with limits (see ``outbound.process``); what they return crosses a
pipe as JSON, so every value type here is plain.

A new format is one module with a parser, one line in ``formats`` and one in ``child``.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from folioscope.errors import Conflict, Invalid, NotFound

UnreadableCode = Literal[
    "bad_line",
    "crashed",
    "damaged",
    "duplicate_id",
    "empty_file",
    "empty_record",
    "encrypted",
    "no_text",
    "not_masked",
    "not_text",
    "not_this_format",
    "out_of_memory",
    "timed_out",
    "too_large",
    "too_many_pages",
    "unsupported_kind",
    "zip_bomb",
]
"""Every code with which a file, or a part of one, is refused."""


class Unreadable(Invalid):
    """A file cannot be read, or is not one of ours.

    One class for all of it, since nobody treats a damaged file otherwise than an encrypted one:
    ``code`` is set on each instance.
    """

    code: UnreadableCode

    def __init__(self, code: UnreadableCode, message: str) -> None:
        super().__init__(message)
        self.code = code


FindingKind = Literal[
    "actual_text",
    "annotation",
    "clipped_text",
    "covered_text",
    "hidden_element",
    "hidden_layer",
    "instruction",
    "invisible_characters",
    "invisible_text",
    "low_contrast",
    "metadata",
    "off_page",
    "tiny_text",
    "transparent_text",
    "vanished_text",
]
"""What can be told of a text that people would not see, or that is aimed at a machine."""

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) in points from the top left corner of the page."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that was found hidden in a file and kept out of its pages.

    ``instruction`` alone is of text that is seen, and stays: words that are aimed at a model.
    """

    kind: FindingKind
    text: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: ``text[start:end]`` and where it stands.

    A word broken at the end of a line is whole in the text, so that two lines may touch.
    ``box`` is None where the format has no layout. ``size`` is that of most of its type, in
    points, and ``bold`` whether most of it is, where the format tells.
    """

    start: int
    end: int
    box: Box | None = None
    size: float | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section of a CV, as far as its words say: where, as what, and when."""

    organization: str = ""
    position: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``number`` starts at 1; None in formats without pages.

    ``anchor`` names the place in formats that have no pages but parts (a JSON pointer);
    ``section`` and ``entry`` are set where the format itself tells them.
    """

    text: str
    number: int | None = None
    width: float | None = None
    height: float | None = None
    lines: tuple[Line, ...] = ()
    anchor: str | None = None
    section: str | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """``pages[page_ordinal].text[start:end]`` belongs to a section and, if known, to an entry."""

    page_ordinal: int
    start: int
    end: int
    section: str | None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Masked:
    """``pages[page_ordinal].text[start:end]`` is a mask; ``kind`` is what was there."""

    kind: str
    page_ordinal: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """One document as read from a file.

    ``key`` tells the documents of one file apart (a JSONL record's id); it is empty where the file
    is one document. ``kind`` is ``document``, ``resume`` or ``record``. ``parts`` are those of a
    CV, in order, which cover all of its text; empty where it is none, None while nobody has looked.
    ``language`` is an ISO 639-1 code, None where it is not known. ``masks`` are those of a blind
    base; no parser knows of them. ``resume`` is the whole value of a file that is a résumé as data,
    in the shape of a JSON Resume.
    """

    pages: tuple[Page, ...]
    kind: str = "document"
    key: str = ""
    title: str | None = None
    findings: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] | None = None
    language: str | None = None
    masks: tuple[Masked, ...] = ()
    resume: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A part of a file that could not be read, and why, while the rest could."""

    key: str
    code: UnreadableCode
    message: str


WITHOUT_TEXT = "pages-without-text"
"""The key of the refusal of those pages of a file that are pictures, while others hold text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that came out of one file."""

    documents: tuple[Parsed, ...]
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    pages: int = 1000
    text_chars: int = 20_000_000
    unpacked_bytes: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recognition:
    """In which languages text is recognised, as Tesseract names them, and where their data is.

    Without a folder it is looked for where systems keep it.
    """

    languages: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of a page that is wanted.

    ``scale`` 1 is 72 dots an inch; what would be too large is drawn smaller. ``marked`` are boxes
    to be shown as with a highlighter.
    """

    page: int
    scale: float
    marked: tuple[Box, ...] = ()


class PageMissing(NotFound):
    """A page beyond the last one of a file."""

    code = "page_not_found"


class NoPictures(Conflict):
    """A picture of a page of a file whose format has no pages."""

    code = "no_pictures"


class Parser(Protocol):
    """Reads one format, inside a limited child process."""

    def __call__(self, path: Path, limits: Limits) -> Reading:
        """Read the file.

        Raises ``Unreadable``, whose code and message say what is wrong with it. The message does
        not name the file, whose name the parser does not know.
        """
        ...


class DocumentReader(Protocol):
    """Reads any file of the formats it knows."""

    @property
    def names(self) -> frozenset[str]:
        """The extensions it reads, in lower case, with their dot."""
        ...

    async def read(self, path: Path, name: str) -> Reading:
        """Read the file at ``path``; ``name`` is what people call it, and tells its format.

        Raises ``Unreadable`` with a message that names the file and the cause. Cancelling the
        caller ends the reading.
        """
        ...

    async def draw(
        self, stored: AbstractContextManager[Path], name: str, drawing: Drawing
    ) -> bytes:
        """Draw a page of the file called ``name`` as a PNG.

        ``stored`` is entered when its turn comes: only a few pictures are drawn at once. Raises
        ``NoPictures``, ``PageMissing`` or ``Unreadable``, whose messages name the file.
        """
        ...
