"""By what texts are known to tell of what is erased, and what then stands in their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from folioscope.features.sections.folding import fold

ERASED = "[erased]"
LEAST_LETTERS = 4  # of what is looked for in texts: “Li” would be found everywhere
_ID = re.compile(r"\b[0-9a-f]{32}(?:[0-9a-f]{32})?\b")
_BREAK = re.compile(r"[\W_]+")
STATES = frozenset({"answerer", "kind", "mode", "stage", "state", "status", "type"})
"""The fields of events and answers in which programs write a word of their own."""
_PLAIN_WORD = re.compile(r"[a-z_]{1,24}")


def phrase(text: str) -> str:
    """The words of a text as they are compared: “Martin, Zoë” is ``martin zoe``."""
    return _BREAK.sub(" ", fold(text)).strip()


def spellings(name: str) -> frozenset[str]:
    """The ways to write a name as phrases: as it is given, and with its last word first or last."""
    words = phrase(name).split()
    turned = (words, words[-1:] + words[:-1], words[1:] + words[:1])
    return frozenset(one for one in map(" ".join, turned) if len(one) >= LEAST_LETTERS)


@dataclass(frozen=True)
class Marks:
    """What tells that a text is about something erased.

    ``ids`` are of documents, résumés and the like; ``phrases`` are words as ``phrase`` has them:
    names of people, their addresses, names of files. They are found as whole words, whatever
    their case and accents and whatever stands between them.
    """

    ids: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()

    def and_files(self, labels: Iterable[str]) -> Marks:
        """Also the names of files, for texts that name files and not what is in them."""
        named = {one for one in map(phrase, labels) if len(one) >= LEAST_LETTERS}
        return Marks(self.ids, self.phrases | named)

    def are_in(self, text: str) -> bool:
        """Whether a text has one of them."""
        return next(self._places(text), None) is not None

    def out_of(self, text: str) -> str:
        """The text with ``ERASED`` in their places."""
        last, kept = 0, []
        for start, end in sorted(self._places(text)):
            if start >= last:
                kept += [text[last:start], ERASED]
            last = max(last, end)
        return "".join([*kept, text[last:]]) if kept else text

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        if self.ids:
            found = _ID.finditer(text)
            yield from (one.span() for one in found if one.group() in self.ids)
        if self._words is not None and self._may_be_in(text):
            # Folding changes no letter's place.
            yield from (one.span() for one in self._words.finditer(fold(text)))

    def _may_be_in(self, text: str) -> bool:
        """Whether it is worth folding a text, which takes ten times as long as this."""
        told = _ascii(text)
        return any(word in told for word in self._rarest)

    @cached_property
    def _rarest(self) -> list[str]:
        """Of each phrase a word without which it is not there."""
        return sorted({_ascii(max(one.split(), key=len)) for one in self.phrases if one})

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        # The longest first: where one begins with another, all of it goes.
        told = sorted(filter(None, self.phrases), key=len, reverse=True)
        each = (r"[\W_]+".join(map(re.escape, one.split())) for one in told)
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(each)})(?![^\W_])") if told else None


def _ascii(text: str) -> str:
    """The letters of a text that are ASCII letters under their accents, and what is ASCII."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return plain.encode("ascii", "ignore").decode().lower()


@dataclass(frozen=True)
class Sought:
    """What is looked for, and by whom: names only in what is of the owners.

    Who has a person erased has no say in what others know of somebody of that name. Ids are of
    what was the eraser's own, whoever's answer has them.
    """

    marks: Marks
    owners: frozenset[int] = frozenset()

    def of(self, owner_id: int | None) -> Marks:
        """What is looked for in a thing of an owner."""
        return self.marks if owner_id in self.owners else self._ids

    @cached_property
    def _ids(self) -> Marks:
        return Marks(self.marks.ids)


def struck(value: Any, marks: Marks) -> Any:
    """JSON, or a text, with ``ERASED`` wherever it had a mark."""
    if isinstance(value, str):
        return marks.out_of(value)
    if isinstance(value, list):
        return [struck(each, marks) for each in value]
    if isinstance(value, dict):
        return {struck(key, marks): struck(each, marks) for key, each in value.items()}
    return value


def cleared(value: Any, marks: Marks) -> Any:
    """JSON in which every object tells nothing any more that has a mark in a text of its own.

    What else stands in such an object, an answer beside the file that it cites, is of the same.
    From lists, of what was found beside other things, marks are only struck.
    """
    if isinstance(value, list):
        return [cleared(each, marks) for each in value]
    if isinstance(value, dict):
        own = [each for each in value.values() if isinstance(each, str)]
        own += [each for each in value.get("cited") or () if isinstance(each, str)]
        if any(map(marks.are_in, own)):
            return emptied(value)
        return {key: cleared(each, marks) for key, each in value.items()}
    return struck(value, marks)


def emptied(value: Any, key: str = "") -> Any:
    """JSON of the same shape that tells nothing: empty lists, and of texts only ids and states."""
    if isinstance(value, str):
        is_state = key in STATES and _PLAIN_WORD.fullmatch(value)
        return value if not value or is_state or _ID.fullmatch(value) else ERASED
    if isinstance(value, list):
        return []
    if isinstance(value, dict):
        return {name: emptied(each, name) for name, each in value.items()}
    return value
