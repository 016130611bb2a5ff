"""Documents as a base keeps them, which may be otherwise than they were read."""

from __future__ import annotations

from dataclasses import replace

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.purposes import OFFERS

OFFER = "offer"


def as_kept(parsed: Parsed, purpose: str) -> Parsed:
    """The document for a base of that purpose: what a board offers is never taken for a CV."""
    if purpose == OFFERS:
        return replace(parsed, kind=OFFER, parts=())
    return parsed
