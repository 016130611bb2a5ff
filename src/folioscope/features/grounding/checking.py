"""What an answer rests on: the sources it cites, and which of its sentences they bear out.

What is made here is what the event ``final`` has, what is stored with the message, and what every
door shows of it later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from folioscope.features.grounding.citations import groups
from folioscope.features.grounding.claims import Claim, Read, read
from folioscope.features.grounding.location import Located, Source, locate
from folioscope.features.grounding.shown import listed, placed

if TYPE_CHECKING:
    from folioscope.features.search.hits import Hit

MOST_TOGETHER, MOST_LENT = 12, 3  # sources that are looked at for one claim
DASH = " \N{EM DASH} "  # between the parts of a passage's context

Lines = Mapping[str, Sequence[Sequence[float]]]
"""The lines of the page of each passage, by its chunk id."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The citations of an answer, and what is told of how well it is grounded."""

    citations: list[dict[str, Any]]
    grounding: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Finding:
    claim: Claim
    number: int
    located: Located

    @property
    def is_verified(self) -> bool:
        return self.located.match is not None


def cited_numbers(text: str, sources: Mapping[int, Hit]) -> list[int]:
    """The sources that an answer cites, in the order in which it does."""
    numbers = (number for group in groups(text) for number in group.numbers)
    return [number for number in dict.fromkeys(numbers) if number in sources]


def checked(text: str, sources: Mapping[int, Hit], lines: Lines) -> Checked:
    """Look up every claim of an answer in the stored text of the passages it cites."""
    numbers = cited_numbers(text, sources)
    answer = read(text)
    stored = {number: _source(sources[number]) for number in numbers}
    found = list(_found(answer.claims, stored, MOST_TOGETHER))
    lent = [one for one in _found(answer.borrowed, stored, MOST_LENT) if one.is_verified]
    citations = [_citation(number, found, sources[number], lines) for number in numbers]
    told = sorted((*found, *lent), key=lambda one: (one.claim.start, one.claim.end))
    claims = [_claim(one, sources[one.number], lines) for one in told]
    verified = sum(citation["verified"] for citation in citations)
    figures = {"passages": len(sources), "citations": len(citations), "verified": verified}
    return Checked(citations, {**figures, **_statements(answer, found, lent), "claims": claims})


def known(citations: Sequence[dict[str, Any]], passages: int) -> Checked:
    """The same of an answer without claims to look up, or whose places are known already."""
    found = checked("", {}, {}).grounding
    figures = {"passages": passages, "citations": len(citations), "verified": len(citations)}
    return Checked(list(citations), {**found, **figures})


def _source(hit: Hit) -> Source:
    whose, _, of_what = hit.context.partition(DASH)
    return Source(hit.text, f"{whose} {hit.document} {hit.path}", of_what)


def _found(claims: Sequence[Claim], stored: Mapping[int, Source], most: int) -> Iterator[_Finding]:
    for claim in claims:
        numbers = [number for number in claim.numbers if number in stored][:most]
        for number in numbers:
            beside = [stored[other] for other in numbers if other != number]
            located = locate(claim.text, stored[number], beside)
            if located is not None:
                yield _Finding(claim, number, located)


def _citation(number: int, found: Sequence[_Finding], hit: Hit, lines: Lines) -> dict[str, Any]:
    """A source with the best of what was found for its number, if anything was."""
    own = [one.located for one in found if one.number == number]
    if not own:
        return listed(number, hit)
    best = max(own, key=lambda located: located.worth)
    place = placed(hit, best.start, best.end, lines.get(hit.chunk_id, ()))
    return {**listed(number, hit), **place, "verified": best.match is not None}


def _claim(one: _Finding, hit: Hit, lines: Lines) -> dict[str, Any]:
    located = one.located
    return {
        "start": one.claim.start,
        "end": one.claim.end,
        "n": one.number,
        "verified": one.is_verified,
        "match": located.match,
        "page": hit.page,
        **placed(hit, located.start, located.end, lines.get(hit.chunk_id, ())),
    }


def _statements(
    answer: Read, found: Sequence[_Finding], lent: Sequence[_Finding]
) -> dict[str, Any]:
    """How many statements there are, and where those stand that nothing bears out."""
    borne = {one.claim.statement for one in (*found, *lent) if one.is_verified}
    cites = {claim.statement for claim in answer.claims}
    places = range(len(answer.statements))
    open_ones = [place for place in places if place not in borne]
    return {
        "statements": len(answer.statements),
        "supported": len(borne),
        "unsupported": [list(answer.statements[at]) for at in open_ones if at not in cites],
        "doubtful": [list(answer.statements[at]) for at in open_ones if at in cites],
        "coverage": round(len(borne) / len(places), 3) if places else 0.0,
        "checked_letters": answer.until,
    }
