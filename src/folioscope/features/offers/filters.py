"""Which offers are wanted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OfferFilters:
    """What offers are narrowed to; empty means anything, more than one of a kind any of them.

    ``boards`` are ids or names; ``companies`` and ``titles`` are parts of names. Salaries are by
    the year, in whatever currency an offer has unless one is named. ``posted_since`` and
    ``posted_before`` go by when an offer was first seen where a board does not tell its date.
    """

    state: str | None = "open"
    boards: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    posted_since: datetime | None = None
    posted_before: datetime | None = None
    least_salary: float | None = None
    most_salary: float | None = None
    currency: str | None = None

    @property
    def takes_all_documents(self) -> bool:
        """Whether every open offer fits, of whatever board: those have documents, others none."""
        usual = OfferFilters()
        return all(getattr(self, each.name) == getattr(usual, each.name) for each in fields(self))


OPEN = OfferFilters()
