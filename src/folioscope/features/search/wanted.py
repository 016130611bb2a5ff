"""What a search is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, get_args

KindName = Literal["document", "resume", "record", "offer"]
KINDS: tuple[KindName, ...] = get_args(KindName)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; empty means anything.

    Documents are ids, paths or names, exactly; ``paths`` are patterns with ``*`` and ``?``. The
    last three are of people, by what their CVs state: any of the skills, of the languages spoken,
    and of the countries lived in, by any of their names.
    """

    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return not any(getattr(self, each.name) for each in fields(self))


ANYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query, and how it is to be searched for.

    ``bases`` are ids or the caller's own names; None means all that the caller may see. Of each
    document come at most ``per_document`` hits; None lets the search decide. ``neighbours`` is how
    many passages before and after each hit are added to it. ``rerank`` None is as is usual.
    """

    query: str
    bases: Sequence[str] | None = None
    k: int = 8
    filters: Filters = ANYTHING
    rerank: bool | None = None
    per_document: int | None = None
    neighbours: int = 0
    explain: bool = False
