"""Citations and claims on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from folioscope.features.grounding.location import Match

Span = tuple[int, int]
"""From the first letter to the one after the last. Letters are code points."""

Box = Annotated[
    tuple[float, float, float, float],
    Field(description="left, top, right, bottom in points from the top left corner"),
]
Boxes = Annotated[list[Box], Field(description="the lines of the quote on the page")]


class Citation(TypedDict):
    """A source of an answer, and the words of it that bear out what is said with its number."""

    n: Annotated[int, Field(description="the number that stands in the text as [n]")]
    kb: Annotated[str, Field(description="name of the knowledge base")]
    document: Annotated[str, Field(description="name of the document")]
    document_id: str
    path: Annotated[str, Field(description="under which the file came")]
    source: Annotated[str, Field(description="the same as path")]
    page: Annotated[int | None, Field(description="from 1; null in formats without pages")]
    chunk_id: Annotated[str, Field(description="id of the passage")]
    quote: Annotated[str | None, Field(description="null where none was looked up")]
    quote_start: Annotated[int | None, Field(description="letters of the page's text")]
    quote_end: int | None
    verified: Annotated[bool, Field(description="whether the quote bears out at least one claim")]
    boxes: Boxes


class Claim(TypedDict):
    """Something that an answer asserts, with a number, and the words it rests on."""

    start: Annotated[int, Field(description="letters of the text of the answer")]
    end: int
    n: Annotated[int, Field(description="the number it carries")]
    verified: bool
    match: Annotated[
        Match | None, Field(description="how the quote has its words; null if it has not")
    ]
    page: int | None
    quote: str
    quote_start: Annotated[int, Field(description="letters of the page's text")]
    quote_end: int
    boxes: Boxes
