"""A conversation as Markdown, in which nothing that was said passes for a part of the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from folioscope.features.grounding.citations import marks

if TYPE_CHECKING:
    from folioscope.features.chat.repository import Said
    from folioscope.features.chat.tables import Thread

UNTITLED = "Untitled conversation"
NAME_LENGTH = 60
DEEPEST_INDENT = 3  # beyond it a line would be code

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Headings, code, HTML, entities, links, footnotes, tables, formulas; emphasis is the answers' own.
_MARKUP = re.compile(r"[\\`<>\[\]|&~$]|(?<!\S)#")
_MARKUP_AND_EMPHASIS = re.compile(rf"[*_]|{_MARKUP.pattern}")
# A line of nothing else would be a rule, or make a heading or a table of the line before it.
_RULE = re.compile(r"(?m)^( *)([-=*_:])(?=[-=*_: ]*$)")
# What follows a note could make a definition or a link of it.
_NOTE = re.compile("\0(\\d+)\0([:(])?")


def markdown(thread: Thread, messages: Sequence[Said]) -> str:
    """The turns of a conversation, with citations as footnotes that are numbered throughout."""
    title = _one_line(thread.title or "") or UNTITLED
    begun, last = _moment(thread.created_at), _moment(thread.updated_at)
    blocks = [f"# {title}", f"Begun {begun}, last activity {last}. Conversation `{thread.id}`."]
    notes: list[str] = []
    questions = 0
    for message in messages:
        if message.role == "user":
            questions += 1
            heading, body = f"## Question {questions}", _literal(message.content)
        else:
            numbers = {c["n"]: len(notes) + at for at, c in enumerate(message.citations, 1)}
            bare = _without_source(message)
            heading, body = "### Answer", _answer(message.content, numbers) + bare
            notes += [_note(numbers[c["n"]], c) for c in message.citations]
        broken_off = ", broken off" if message.status == "cancelled" else ""
        blocks += [heading, f"*{_moment(message.created_at)}{broken_off}*", body]
        if message.run_status is not None:
            blocks.append(_one_line(f"(no answer: {no_answer(message.run_status, message.error)})"))
    return "\n\n".join([*blocks, *(["---", *notes] if notes else [])]) + "\n"


def no_answer(run_status: str, error: Mapping[str, Any] | None) -> str:
    """Why a question has none."""
    return str(error["message"]) if error else f"the run is {run_status}"


def file_name(thread: Thread, extension: str) -> str:
    """A name of letters, digits and dashes, which every system and header takes."""
    plain = unicodedata.normalize("NFKD", thread.title or "").encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:NAME_LENGTH].strip("-")
    return f"{words or 'conversation'}-{thread.id[:8]}.{extension}"


def _answer(text: str, numbers: Mapping[int, int]) -> str:
    """An answer whose marks are footnotes, and whose emphasis and lists are kept."""
    referenced = "".join(_with_notes(_clean(text), numbers))
    escaped = _escaped(referenced, _MARKUP)
    return _NOTE.sub(lambda note: f"[^{note[1]}]" + (f"\\{note[2]}" if note[2] else ""), escaped)


def _with_notes(text: str, numbers: Mapping[int, int]) -> Iterator[str]:
    end = 0
    for position, group in groupby(marks(text), key=attrgetter("position")):
        known = [numbers[mark.number] for mark in group if mark.number in numbers]
        if known:
            yield text[end:position]
            yield from (f"\0{number}\0" for number in known)
            end = text.index("]", position) + 1
    yield text[end:]


def _without_source(message: Said) -> str:
    """The sentences of an answer that name none, below it."""
    spans = (message.grounding or {}).get("unsupported", [])
    quoted = [f"“{_one_line(message.content[start:end])}”" for start, end in spans]
    return f"\n\n*Without a source:* {'; '.join(quoted)}" if quoted else ""


def _note(number: int, citation: Mapping[str, Any]) -> str:
    document, path, page = citation["document"], citation["path"], citation["page"]
    place = document if path == document else f"{document} ({path})"
    where = _one_line(place if page is None else f"{place}, page {page}")
    quote = "" if citation["quote"] is None else f": “{_one_line(citation['quote'])}”"
    doubt = "" if citation["verified"] else " (does not bear it out word for word)"
    return f"[^{number}]: {where}{quote}{doubt}"


def _literal(text: str) -> str:
    """Text that is shown as it is, asterisks and all."""
    return _escaped(_clean(text), _MARKUP_AND_EMPHASIS)


def _one_line(text: str) -> str:
    return _literal(" ".join(_clean(text).split()))


def _escaped(text: str, special: re.Pattern[str]) -> str:
    lines = (special.sub(r"\\\g<0>", line) for line in text.split("\n"))
    return _RULE.sub(r"\1\\\2", "\n".join(map(_indented, lines)))


def _indented(line: str) -> str:
    blanks = line.expandtabs(4).rstrip()
    text = blanks.lstrip()
    return " " * min(len(blanks) - len(text), DEEPEST_INDENT) + text


def _clean(text: str) -> str:
    """Text with one kind of line break and no control characters."""
    return _CONTROL.sub("", "\n".join(text.splitlines()))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
