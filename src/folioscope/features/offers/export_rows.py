"""Offers as rows of an export: what a board tells of them, without the people it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from folioscope.features.offers.contacts import without_contacts
from folioscope.features.offers.tables import Offer
from folioscope.features.offers.wording import places

FIELDS = (
    "offer_id",
    "board",
    "source_id",
    "state",
    "title",
    "company",
    "city",
    "country",
    "locations",
    "remote",
    "contract",
    "sector",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "salary_yearly",
    "posted_at",
    "starts_at",
    "expires_at",
    "first_seen_at",
    "changed_at",
    "closed_at",
    "language",
    "tags",
    "url",
    "text",
)
"""The columns of every format, in their order; a board of files reads them again."""
MOMENTS = frozenset(name for name in FIELDS if name.endswith("_at"))
AMOUNTS = frozenset({"salary_min", "salary_max", "salary_yearly"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row_of(offer: Offer, board: str) -> dict[str, Any]:
    """The row of an offer of the board of that name."""
    people = list(map(str, offer.contacts))
    row = {name: getattr(offer, name, None) for name in FIELDS}
    return row | {
        "offer_id": offer.id,
        "board": board,
        "locations": [
            {part: place.get(part) for part in ("city", "region", "country")}
            for place in offer.locations
        ],
        "tags": list(map(str, offer.tags)),
        "title": without_contacts(offer.title, people),
        "text": without_contacts(offer.text, people),
        **{name: _utc(row[name]) for name in MOMENTS},
    }


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its moments written down."""
    return {name: _written(value) for name, value in row.items()}


def as_cells(row: Mapping[str, Any]) -> list[str | float]:
    """The row as cells of a table, none of which a spreadsheet takes for a formula."""
    told = {**as_json(row), "locations": "; ".join(places(row["locations"]))}
    told["tags"] = "; ".join(row["tags"])
    return [value if name in AMOUNTS else _harmless(value) for name, value in told.items()]


def _harmless(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
