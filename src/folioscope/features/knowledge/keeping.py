"""Documents as a base keeps them, which may be otherwise than they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from folioscope.backends.parsers.port import Parsed, Reading, Refused, Unreadable, UnreadableCode
from folioscope.features.knowledge.blind import Blinding, blinded, blinding_of
from folioscope.features.knowledge.facts import Fact
from folioscope.features.knowledge.purposes import OFFERS

OFFER = "offer"
BLIND = "blind"
"""The key under which a run that changes how a base masks has it in its input."""

NOT_MASKED: UnreadableCode = "not_masked"
PERSONAL = frozenset({"person", "place"})


def as_kept(parsed: Parsed, purpose: str) -> Parsed:
    """The document for a base of that purpose: what a board offers is never taken for a CV."""
    if purpose == OFFERS:
        return replace(parsed, kind=OFFER, parts=())
    return parsed


def blinding_in(stored: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> Blinding | None:
    """How documents are masked by a run of that input: as it says, or else as the base is."""
    return blinding_of(wanted.get(BLIND, stored))


def name_for_reading(source: str, blinding: Blinding | None) -> str:
    """What a file is called while it is read, in messages too; of a blind base only its kind."""
    return source if blinding is None else f"candidate{PurePosixPath(source).suffix}"


def masked(reading: Reading, blinding: Blinding | None, source: str) -> Reading:
    """What was read of a file as a blind base keeps it, before any model is shown it.

    A document of which something of a person is still seen after masking is refused; raises
    ``Unreadable`` where it is the only one of its file.
    """
    if blinding is None:
        return reading
    documents: list[Parsed] = []
    refused = [_unnamed(refusal) for refusal in reading.refused]
    for parsed in reading.documents:
        document, left = blinded(parsed, blinding, source)
        if not left:
            documents.append(document)
        elif parsed.key:
            refused.append(Refused(parsed.key, NOT_MASKED, _still_seen(left)))
        else:
            raise Unreadable(NOT_MASKED, _still_seen(left))
    return Reading(tuple(documents), tuple(refused))


def facts_kept(facts: Sequence[Fact], *, is_blind: bool) -> tuple[Fact, ...]:
    """The facts of a document; of a blind one not whose it is and where they live."""
    return tuple(fact for fact in facts if not (is_blind and fact.kind in PERSONAL))


def _unnamed(refusal: Refused) -> Refused:
    """The same without the key of a record, by which people may be named."""
    message = refusal.message.replace(refusal.key, "…") if refusal.key else refusal.message
    return replace(refusal, message=message)


def _still_seen(left: Sequence[str]) -> str:
    return (
        f"This document cannot be masked: its {', '.join(left)} would still be seen. Hand it in as "
        "a text file, or keep it in a base that is not blind."
    )
