"""How long something lasted, in words."""

from __future__ import annotations

YEAR = 12


def in_words(months: int) -> str:
    """So many months as years and months: “4 years 2 months”."""
    years, rest = divmod(months, YEAR)
    told = [
        f"{count} {unit}{'s' if count != 1 else ''}"
        for count, unit in ((years, "year"), (rest, "month"))
        if count
    ]
    return " ".join(told) or "0 months"
