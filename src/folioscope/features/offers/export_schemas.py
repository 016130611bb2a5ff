"""Files and figures of offers on the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from folioscope.features.offers.export_formats import Format
from folioscope.features.offers.schemas import Narrowing


class ExportWanted(Narrowing):
    """Which offers to write into a file, and how.

    ``npz`` has the vectors of those that are embedded, for NumPy, and needs one model.
    """

    format: Format = "csv"


class PayRead(BaseModel):
    """Yearly salaries in a currency: quartiles, and how many are in each bin from its low end."""

    model_config = ConfigDict(from_attributes=True)

    currency: str
    count: int
    lower: float
    middle: float
    upper: float
    bins: list[float]
    counts: list[int]


class OfferFigures(BaseModel):
    """Offers in figures, the largest groups first; what boards do not tell is in no group.

    Skills are looked for in the texts of the newest ones, of which there are ``read``.
    """

    model_config = ConfigDict(from_attributes=True)

    offers: int
    read: int
    by: dict[str, dict[str, int]] = Field(
        description="by country, sector, company, contract, remote and skill"
    )
    months: dict[str, int]
    pay: list[PayRead]


def told(narrowing: Narrowing) -> dict[str, str]:
    """The filters that were given, by name, as people read them."""
    given: dict[str, Any] = narrowing.model_dump(
        mode="json", exclude_defaults=True, include=set(Narrowing.model_fields)
    )
    return {
        name.replace("_", " "): ", ".join(value) if isinstance(value, list) else str(value)
        for name, value in given.items()
    }
