"""Which section of a CV a line is the heading of, by its words, in six languages.

The words are in ``lexicon/sections.toml`` and are compared folded. To the names of a section any
of its qualifiers may be added.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from folioscope.features.sections.folding import fold, squeeze

SectionName = Literal[
    "summary",
    "experience",
    "education",
    "skills",
    "languages",
    "projects",
    "certificates",
    "publications",
    "awards",
    "volunteering",
    "interests",
    "references",
    "contact",
]
SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
MAX_WORDS = 7
MAX_LENGTH = 60
SPACED_OUT = 3.0  # letters a word of spaced-out type has, on average, at the most
MIN_QUALIFIER = 4

_DECORATION = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBER = re.compile(r"^(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s+")
_AGAIN = re.compile(
    r"[\s(\[–-]+(?:cont(?:inued|'d|d)?|suite|fortsetzung|continuacion|segue|continuacao)\W*$"
)
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_JOINED_BY = re.compile(r"\s*[&/|+,·•]\s*|\s+(?:and|et|und|y|e|ed|sowie|or)\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line says as a heading: the section it opens, None for one that has no name here.

    In a narrow column a heading may go on in the next line.
    """

    section: SectionName | None
    lines: int = 1


def _phrases(listed: str) -> list[str]:
    return [squeeze(phrase) for phrase in listed.split(",")]


_LEXICON = tomllib.loads(
    (Path(__file__).parent / "lexicon" / "sections.toml").read_text(encoding="utf-8")
)
_EXACT: dict[str, SectionName | None] = {
    **dict.fromkeys(_phrases(_LEXICON["phrases"]["unnamed"]), None),
    **{phrase: name for name in SECTIONS for phrase in _phrases(_LEXICON["names"][name])},
}
_QUALIFIERS = frozenset(fold(_LEXICON["words"]["qualifiers"]).split())
_FOREIGN = frozenset(_phrases(_LEXICON["phrases"]["foreign"]))
_NEVER_ALONE = frozenset(_phrases(_LEXICON["phrases"]["never_alone"]))


def heading_of(line: str) -> Heading | None:
    """What a line says as the heading of a section; None when it is no such heading."""
    plain = _undecorated(line) if len(line) <= 2 * MAX_LENGTH else ""
    if not plain or (squeeze(plain) in _NEVER_ALONE and not line.isupper()):
        return None
    return _looked_up(plain) or _of_several(plain)


def is_foreign(line: str) -> bool:
    """Whether a line is a heading of an offer, a paper or a report rather than of a CV."""
    return len(line) <= MAX_LENGTH and squeeze(_undecorated(line)) in _FOREIGN


def _undecorated(line: str) -> str:
    """The folded words of a line, without bullets, colons, numbers and “(continued)”."""
    plain = _DECORATION.sub("", fold(line.strip().lstrip("#")))
    return _DECORATION.sub("", _NUMBER.sub("", _AGAIN.sub("", plain)))


def _looked_up(plain: str) -> Heading | None:
    """A phrase itself, or what is left of it without the words that only qualify it."""
    squeezed = squeeze(plain)
    if squeezed in _EXACT:
        core = squeezed
    elif is_spaced_out(plain):
        core = next((rest for rest in _unqualified(squeezed) if rest in _EXACT), "")
    else:
        core = squeeze("".join(word for word in _WORDS.findall(plain) if word not in _QUALIFIERS))
    return Heading(_EXACT[core]) if core in _EXACT else None


def _of_several(plain: str) -> Heading | None:
    """“Skills and interests” opens the first of the two."""
    parts = [part for part in _JOINED_BY.split(plain) if part]
    if len(parts) < 2 or len(plain) > MAX_LENGTH or len(_WORDS.findall(plain)) > MAX_WORDS:
        return None
    meant = [_looked_up(part) for part in parts]
    named = [one.section for one in meant if one is not None and one.section]
    return Heading(named[0]) if None not in meant and named else None


def is_spaced_out(line: str) -> bool:
    """Whether a line is set with spaces between its letters, as in E X P E R I E N C E."""
    words = line.split()
    return len(words) > 2 and sum(map(len, words)) < SPACED_OUT * len(words)


def _unqualified(squeezed: str) -> Iterator[str]:
    """What is left of words without spaces when one that qualifies is taken from either end."""
    for length in range(MIN_QUALIFIER, len(squeezed)):
        if squeezed[:length] in _QUALIFIERS:
            yield squeezed[length:]
        if squeezed[-length:] in _QUALIFIERS:
            yield squeezed[:-length]
