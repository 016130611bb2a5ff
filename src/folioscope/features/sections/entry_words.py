"""Words by which a job, a degree or an organization is known, in six languages.

The words are in ``lexicon/entries.toml`` and are compared folded.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from folioscope.features.sections.folding import fold
from folioscope.late_patterns import late_pattern


def _pattern(listed: str) -> re.Pattern[str]:
    """Any of the words; an asterisk at one end of a word stands for more letters there."""
    words = sorted({fold(word) for word in listed.split()}, key=len, reverse=True)
    patterns = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return late_pattern(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


_LEXICON = tomllib.loads(
    (Path(__file__).parent / "lexicon" / "entries.toml").read_text(encoding="utf-8")
)
_POSITION = _pattern(_LEXICON["positions"])
_DEGREE = _pattern(_LEXICON["degrees"])
_ORGANIZATION = _pattern(_LEXICON["organizations"])


def is_position(name: str, section: str) -> bool:
    """Whether a name is that of a job; in education, of a degree."""
    folded = fold(name)
    if section == "education":
        return _DEGREE.search(folded) is not None
    return _POSITION.search(folded) is not None


def is_organization(name: str) -> bool:
    """Whether a name is that of a firm, a school or another body."""
    return _ORGANIZATION.search(fold(name)) is not None
