"""An offer in words, as it is searched and as models read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

CONTRACTS = {
    "permanent": "permanent",
    "fixed_term": "fixed term",
    "internship": "internship",
    "apprenticeship": "apprenticeship",
    "freelance": "freelance",
    "temporary": "temporary",
    "vie": "VIE (international volunteering in a company)",
    "via": "VIA (international volunteering in an administration)",
}
REMOTE = {"none": "on site", "hybrid": "partly remote", "full": "remote"}


class Told(Protocol):
    """What is told of an offer."""

    title: str
    company: str | None
    text: str
    locations: list[Any]
    remote: str
    contract: str | None
    sector: str | None
    salary_min: float | None
    salary_max: float | None
    salary_currency: str | None
    salary_period: str | None
    posted_at: datetime | None
    starts_at: datetime | None
    expires_at: datetime | None
    tags: list[Any]


def in_words(offer: Told) -> str:
    """The whole offer as Markdown: its title, what is known of it line by line, its text."""
    known = "\n".join(f"- {name}: {value}" for name, value in facts_of(offer))
    parts = (f"# {one_line(offer.title)}", known, _text(offer.text))
    return "\n\n".join(part for part in parts if part) + "\n"


def facts_of(offer: Told) -> Iterator[tuple[str, str]]:
    """What is known of an offer apart from its text, named; what the board does not tell is not."""
    told = {
        "Company": offer.company,
        "Place": "; ".join(places(offer.locations)),
        "Remote": REMOTE.get(offer.remote),
        "Contract": CONTRACTS.get(offer.contract or ""),
        "Sector": offer.sector,
        "Salary": salary(offer),
        "Starts": _day(offer.starts_at),
        "Posted": _day(offer.posted_at),
        "Apply until": _day(offer.expires_at),
        "Tags": ", ".join(map(str, offer.tags)),
    }
    yield from ((name, one_line(value)) for name, value in told.items() if value)


def places(locations: Sequence[Mapping[str, Any]]) -> list[str]:
    """The places of work, each once."""
    names = (
        ", ".join(
            dict.fromkeys(where[part] for part in ("city", "region", "country") if where[part])
        )
        for where in locations
    )
    return [name for name in dict.fromkeys(names) if name]


def salary(offer: Told) -> str:
    """What is paid, “” where it is not told."""
    ends = [end for end in (offer.salary_min, offer.salary_max) if end is not None]
    if not ends:
        return ""
    amounts = "–".join(dict.fromkeys(_amount(end) for end in ends))
    bound = ""
    if len(ends) == 1:
        bound = "from " if offer.salary_max is None else "up to "
    period = f" {per(offer.salary_period)}" if offer.salary_period else ""
    return f"{bound}{amounts} {offer.salary_currency or ''}".rstrip() + period


def per(period: str) -> str:
    """The unit of what is paid."""
    return f"an {period}" if period == "hour" else f"a {period}"


def one_line(text: str) -> str:
    """Text that ends no line and begins no heading."""
    return " ".join(text.split()).lstrip("#> ")


def _text(text: str) -> str:
    """The text of a board as prose and lists: what looks like a heading of ours is none."""
    return re.sub(r"(?m)^[ \t]*#{1,6}[ \t]+", "", text.replace("\r\n", "\n")).strip()


def _amount(amount: float) -> str:
    return f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
