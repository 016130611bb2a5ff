"""The words that tell how job offers ask for something, in several languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from folioscope.features.knowledge.fact_keys import listed
from folioscope.features.sections.folding import fold
from folioscope.late_patterns import late_pattern

_FOLDER = Path(__file__).parent / "lexicon"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


_WORDS: dict[str, Any] = _read("job_words") | _read("families")
SCRIPTS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Letters of writing that puts no blanks between words."""


def phrases(group: str, name: str) -> tuple[str, ...]:
    """The phrases of a name, folded, the longest first."""
    return tuple(sorted(map(fold, listed(_WORDS[group][name])), key=len, reverse=True))


def any_of(found: Iterable[str]) -> str:
    """A pattern of any of the phrases, as words of their own; of folded text."""
    ordered = sorted(found, key=len, reverse=True)
    asian = [phrase for phrase in ordered if re.search(f"[{SCRIPTS}]", phrase)]
    others = [phrase for phrase in ordered if phrase not in asian]
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in others)
    own = rf"(?<![^\W{SCRIPTS}])(?:{words})(?![^\W{SCRIPTS}])" if others else ""
    return "|".join(filter(None, [own, *map(re.escape, asian)]))


def pattern(group: str, name: str) -> re.Pattern[str]:
    """What finds any phrase of a name in folded text."""
    return late_pattern(any_of(phrases(group, name)))


def by_phrase(group: str) -> Mapping[str, str]:
    """The names of a group by their phrases."""
    return MappingProxyType(
        {phrase: name for name in reversed(list(_WORDS[group])) for phrase in phrases(group, name)}
    )


def names(group: str) -> tuple[str, ...]:
    """What a group holds phrases of."""
    return tuple(_WORDS[group])
