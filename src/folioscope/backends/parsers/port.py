"""The port for parsers: a file in, documents of pages with text and line boxes out.

Parsers run in a child process with limits (see ``outbound.process``); what they return crosses a
pipe as JSON, so every value type here is plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: ``text[start:end]`` and where it stands.

    ``box`` is (left, top, right, bottom) in points from the top left corner of the page, or None
    where the format has no layout.
    """

    start: int
    end: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``number`` starts at 1; None in formats without pages.

    ``anchor`` names the place in formats that have no pages but parts (a JSON pointer).
    """

    text: str
    number: int | None = None
    width: float | None = None
    height: float | None = None
    lines: tuple[Line, ...] = ()
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """One document as read from a file.

    ``key`` tells the documents of one file apart (a JSONL record's id); it is empty where the file
    is one document. ``kind`` is ``document``, ``resume`` or ``record``.
    """

    pages: tuple[Page, ...]
    kind: str = "document"
    key: str = ""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A part of a file that could not be read, and why, while the rest could."""

    key: str
    code: str
    message: str


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


class Parser(Protocol):
    """Reads one family of files."""

    def parse(self, path: Path, limits: Limits) -> Reading:
        """Read the file.

        Raises ``Unreadable`` (an ``Invalid``), whose code and message say what is wrong with it.
        """
        ...
