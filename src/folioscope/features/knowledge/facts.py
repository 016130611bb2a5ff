"""What a document says of a person, as facts that can be counted and compared.

Each is read from the text and knows where it stands there, so that it can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

FactKind = Literal[
    "person", "place", "language", "skill", "role", "degree", "certificate", "experience"
]
KINDS: tuple[FactKind, ...] = get_args(FactKind)
FACTS_VERSION = 1
"""Of the rules; to be raised when they find something else in the same text."""


NOT_READ = 0
"""Of the rules where nobody has looked, or nothing could be read."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: ``pages[page_ordinal].text[start:end]`` states it.

    ``value`` is as it is written, ``key`` folded so that equal things are equal (“PostgreSQL” and
    “Postgres” have one key, “anglais” and “English” too). What the other fields mean by kind:

    - person: the name the document is of. place: city in ``key``, ``detail["country"]`` ISO code.
    - language: ``key`` is its ISO 639-1 code, ``level`` is native or A1 to C2, None if not told.
    - skill: ``months`` is how long it was used, from the roles that name it; None if not known.
    - role: a position; ``detail["organization"]``; ``since`` and ``until`` (None: until today);
      ``months`` it lasted.
    - degree: ``level`` is secondary, vocational, bachelor, master or doctorate;
      ``detail["organization"]``, ``detail["area"]``; ``until`` when it was got.
    - certificate: ``until`` when it was got. experience: ``months`` of all roles, overlaps once.

    Months are counted from year 0: ``12 * year + month - 1``. What went on when it was read has no
    ``until``; its ``months`` are those up to ``detail["counted"]``, a month as digits.
    """

    kind: FactKind
    key: str
    value: str
    page_ordinal: int
    start: int
    end: int
    months: int | None = None
    since: int | None = None
    until: int | None = None
    level: str | None = None
    detail: Mapping[str, str] | None = None
    source: Literal["rules", "llm"] = "rules"
