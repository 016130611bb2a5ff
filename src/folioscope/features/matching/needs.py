"""How badly an offer wants what one of its lines asks for."""

from __future__ import annotations

import re
from functools import lru_cache

from folioscope.features.matching.job_lines import Part
from folioscope.features.matching.job_words import pattern
from folioscope.features.matching.requirements import Need

_GATE = pattern("needs", "gate")
_NICE = pattern("needs", "nice")
_MUST = pattern("needs", "must")


def need_of(part: Part, folded: str, *, has_list: bool) -> Need:
    """What a line says of itself, or else what the part of the offer says that it stands in.

    ``has_list`` tells whether the offer has a part for what is asked: what is named elsewhere is
    then only good to have.
    """
    if _NICE.search(folded):
        return "nice"
    if part == "nice":
        return "nice"
    if _GATE.search(folded):
        return "gate"
    if part == "must" or _MUST.search(folded):
        return "must"
    return "nice" if has_list or part == "duties" else "must"


def clause_around(folded: str, start: int, end: int, *, is_listed: bool) -> str:
    """The part of a line that speaks of ``folded[start:end]``.

    In “German fluent, English a plus” these are two. A list of skills is one, unless what stands
    before a comma says for itself how badly it is wanted.
    """
    all_cuts, told = _cuts(folded)
    cuts = [at for at, ends in all_cuts if ends or not is_listed or at >= told]
    first = max((cut for cut in cuts if cut <= start), default=0)
    last = min((cut for cut in cuts if cut >= end), default=len(folded))
    return folded[first:last]


@lru_cache(maxsize=8)
def _cuts(folded: str) -> tuple[tuple[tuple[int, bool], ...], int]:
    """Where a line may be cut, whether there in any case, and where it first says “required”."""
    must = _MUST.search(folded)
    found = tuple((cut.start(), cut[0] == ";") for cut in _CUT.finditer(folded))
    return found, must.end() if must else len(folded) + 1


_CUT = re.compile(r"[,;]|\b(?:but|mais|aber|pero|ma)\b")
