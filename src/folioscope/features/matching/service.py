"""What a request asks of requirements and of explanations, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from folioscope.features.matching.asked import Asked, Note, asked_by
from folioscope.features.matching.matrix import Job
from folioscope.features.matching.repository import Edits
from folioscope.features.matching.requirements import (
    Requirement,
    as_data,
    from_data,
    no_more_than_allowed,
)
from folioscope.features.matching.tables import EditedRequirements
from folioscope.features.offers.contacts import without_contacts
from folioscope.features.offers.repository import Offers
from folioscope.features.offers.tables import Offer
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

KEPT_READINGS, LONGEST_KEPT = 2048, 20_000  # texts, and letters of one
OUTDATED = "offer_changed"


@dataclass(frozen=True, slots=True)
class Demands:
    """A job with what is to be told of its requirements; ``is_edited`` if somebody set them."""

    job: Job
    notes: tuple[Note, ...]
    is_edited: bool = False


_kept_reading = lru_cache(maxsize=KEPT_READINGS)(asked_by)


def read_text(title: str, text: str) -> Asked:
    """What the text of a job asks for; kept, since the same offers are compared again and again."""
    return (_kept_reading if len(text) <= LONGEST_KEPT else asked_by)(title, text)


async def demands_of(session: Session, principal: Principal, offer_id: str) -> Demands:
    """What an offer asks for, as it was edited or else as it is read; ``OfferNotFound``."""
    return (await demands_of_all(session, principal, [offer_id]))[0]


async def demands_of_all(
    session: Session, principal: Principal, offer_ids: Sequence[str]
) -> list[Demands]:
    """What each of the offers asks for, in their order; ``OfferNotFound``."""
    offers = await Offers(session, principal).get_all(offer_ids)
    return await demands_of_offers(session, principal, offers)


async def demands_of_offers(
    session: Session, principal: Principal, offers: Sequence[Offer]
) -> list[Demands]:
    """What each of the offers asks for, in their order."""
    edits = await Edits(session, principal).of([offer.id for offer in offers])
    return [_demands(offer, edits.get(offer.id)) for offer in offers]


def demands_of_text(title: str, text: str) -> Demands:
    """What the text of a job asks for."""
    read = read_text(title, text)
    return Demands(Job(None, title, None, read.requirements), read.notes)


async def edit(
    session: Session, principal: Principal, offer_id: str, requirements: Sequence[Requirement]
) -> Demands:
    """Have an offer ask for this from now on; ``OfferNotFound``, ``TooManyRequirements``."""
    no_more_than_allowed(len(requirements))
    offer = await Offers(session, principal).get(offer_id)
    row = EditedRequirements(
        offer_id=offer.id,
        owner_id=offer.owner_id,
        requirements=as_data(requirements),
        digest=offer.digest,
    )
    await Edits(session, principal).put(row)
    return _demands(offer, row)


async def read_again(session: Session, principal: Principal, offer_id: str) -> Demands:
    """Have an offer ask for what its text says again; ``OfferNotFound``."""
    offer = await Offers(session, principal).get(offer_id)
    await Edits(session, principal).remove(offer.id)
    return _demands(offer, None)


def text_of_offer(offer: Offer) -> str:
    """The text that requirements are read from: without people, mails and numbers."""
    return without_contacts(offer.text, map(str, offer.contacts))


def _demands(offer: Offer, edited: EditedRequirements | None) -> Demands:
    title = without_contacts(offer.title, map(str, offer.contacts))
    read: Asked = read_text(title, text_of_offer(offer))
    if edited is None:
        job = Job(offer.id, title, offer.company, read.requirements)
        return Demands(job, read.notes)
    stored: list[dict[str, Any]] = edited.requirements
    job = Job(offer.id, title, offer.company, from_data(stored))
    notes: tuple[Note, ...] = ()
    if edited.digest != offer.digest:
        told = "The offer has changed since its requirements were edited. Look at them again."
        notes = (Note(OUTDATED, told),)
    return Demands(job, notes, is_edited=True)
