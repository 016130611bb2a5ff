"""What many offers come to in figures: where, in what, when, for how much, asking for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median, quantiles
from typing import Any

MOST_GROUPS = 15
MOST_MONTHS = 24
BINS = 12
FEWEST_PAID = 3  # salaries of one currency that are told of as a group


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of an offer.

    ``skills`` are those that its text names; None where nobody has looked.
    """

    country: str | None
    company: str | None
    sector: str | None
    contract: str | None
    remote: str
    posted_at: datetime | None
    salary_yearly: float | None
    salary_currency: str | None
    skills: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Pay:
    """Yearly salaries in one currency: how many, their quartiles, and a histogram.

    ``bins`` are the lower ends, each as wide as the others; ``counts`` how many are in each.
    """

    currency: str
    count: int
    lower: float
    middle: float
    upper: float
    bins: Sequence[float]
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of offers, the largest first; the months in their order, “2026-11”.

    ``read`` is of how many the texts were looked through for skills.
    """

    offers: int
    read: int = 0
    by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    pay: Sequence[Pay] = ()


GROUPS = ("country", "sector", "company", "contract", "remote")


def figures_of(offers: Sequence[Counted]) -> Figures:
    """The figures of offers; what a board does not tell is in no group."""
    by: dict[str, Mapping[str, int]] = {
        name: _largest(getattr(offer, name) for offer in offers) for name in GROUPS
    }
    by["skill"] = _largest(skill for offer in offers for skill in offer.skills or ())
    read = sum(offer.skills is not None for offer in offers)
    return Figures(len(offers), read, by, _months(offers), _pay(offers))


def _largest(values: Iterable[Any]) -> dict[str, int]:
    counted = Counter(value for value in values if value)
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return dict(ordered[:MOST_GROUPS])


def _months(offers: Sequence[Counted]) -> dict[str, int]:
    """The last months in which any was posted, those between without one too."""
    counted = Counter(
        12 * offer.posted_at.year + offer.posted_at.month - 1
        for offer in offers
        if offer.posted_at is not None
    )
    if not counted:
        return {}
    last = max(counted)
    first = max(min(counted), last - MOST_MONTHS + 1)
    return {
        f"{month // 12}-{month % 12 + 1:02}": counted[month] for month in range(first, last + 1)
    }


def _pay(offers: Sequence[Counted]) -> list[Pay]:
    by_currency: dict[str, list[float]] = {}
    for offer in offers:
        if offer.salary_yearly and offer.salary_currency:
            by_currency.setdefault(offer.salary_currency, []).append(offer.salary_yearly)
    told = [(code, paid) for code, paid in by_currency.items() if len(paid) >= FEWEST_PAID]
    return [_pay_in(code, paid) for code, paid in sorted(told, key=lambda each: -len(each[1]))]


def _pay_in(currency: str, paid: Sequence[float]) -> Pay:
    lower, _, upper = quantiles(paid, n=4, method="inclusive")
    least, most = min(paid), max(paid)
    width = (most - least) / BINS or 1.0
    counts = [0] * BINS
    for amount in paid:
        counts[min(int((amount - least) / width), BINS - 1)] += 1
    bins = [least + width * at for at in range(BINS)]
    return Pay(currency, len(paid), lower, median(paid), upper, bins, counts)
