"""A posting of a board as the columns of an offer, and what tells two states of one apart."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from folioscope.backends.job_boards.port import Posting, Salary, Where

MOST_TEXT = 200_000  # characters
MOST_TAGS = 50
A_YEAR: Mapping[str, float] = {"hour": 1820, "day": 220, "week": 52, "month": 12, "year": 1}
"""How often each period is worked in a year, at 35 hours a week and 220 days."""
LENGTHS = {"title": 500, "company": 300, "url": 2000, "city": 200, "sector": 200, "language": 8}
OF_CONTENT = (
    "title",
    "company",
    "text",
    "url",
    "locations",
    "remote",
    "contract",
    "sector",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "posted_at",
    "starts_at",
    "expires_at",
    "language",
    "tags",
    "contacts",
)
"""What makes an offer another one; that so many looked at it does not."""


def columns_of(posting: Posting) -> dict[str, Any]:
    """The columns of an offer that a posting tells, with the digest of its content.

    ``raw`` is as it came: it has to be made ``storable`` where it is stored.
    """
    first = posting.locations[0] if posting.locations else Where()
    known = {
        "title": " ".join(posting.title.split()) or "?",
        "company": posting.company,
        "text": posting.text.strip()[:MOST_TEXT],
        "url": _address(posting.url),
        "locations": [_location(where) for where in posting.locations],
        "city": first.city,
        "country": _country(first),
        "remote": posting.remote,
        "contract": posting.contract,
        "sector": posting.sector,
        **_pay(posting.salary),
        "posted_at": _moment(posting.posted_at),
        "starts_at": _moment(posting.starts_at),
        "expires_at": _moment(posting.expires_at),
        "language": posting.language,
        "tags": _tags(posting),
        "contacts": [contact for contact in posting.contacts if contact.strip()],
    }
    columns: dict[str, Any] = storable(_cut(known))
    return {**columns, "raw": posting.raw, "digest": _digest(columns)}


def hashed(source_id: str) -> str:
    """An id at a board, which may be an address that names somebody, as it is kept when erased."""
    return hashlib.sha256(source_id.encode()).hexdigest()


def folded(text: str) -> str:
    """A name as names are compared: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def storable(value: Any) -> Any:
    """The same without what no database stores: the letter NUL, and halves of letters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value


def _cut(known: dict[str, Any]) -> dict[str, Any]:
    for name, most in LENGTHS.items():
        if known[name] is not None:
            # The address is whole or none: half of one leads elsewhere.
            fits = len(known[name]) <= most
            known[name] = known[name] if fits else None if name == "url" else known[name][:most]
    return known


def _address(url: str | None) -> str | None:
    """A web address; one of another kind might do something where it is followed."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def _location(where: Where) -> dict[str, str | None]:
    return {
        "city": where.city,
        "region": where.region,
        "country": _country(where),
        "key": folded(where.city or ""),
    }


def _country(where: Where) -> str | None:
    code = (where.country or "").upper()
    return code if re.fullmatch("[A-Z]{2}", code) else None


def _pay(salary: Salary | None) -> dict[str, Any]:
    """What is paid; nothing is not an amount. By the year it is the middle of the range."""
    minimum, maximum = (_amount(salary.minimum), _amount(salary.maximum)) if salary else (None,) * 2
    ends = [end for end in (minimum, maximum) if end is not None]
    times = A_YEAR.get(salary.period or "") if salary else None
    currency = (salary.currency or "").upper() if salary else ""
    return {
        "salary_min": minimum,
        "salary_max": maximum,
        "salary_currency": currency if re.fullmatch("[A-Z]{3}", currency) else None,
        "salary_period": salary.period if salary and ends else None,
        "salary_yearly": round(sum(ends) / len(ends) * times, 2) if ends and times else None,
    }


def _amount(amount: float | None) -> float | None:
    return float(amount) if amount is not None and 0 < amount < 1e12 else None


def _moment(moment: datetime | None) -> datetime | None:
    """A moment of no zone is taken for one of UTC."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _tags(posting: Posting) -> list[str]:
    hours = {True: ("full-time",), False: ("part-time",), None: ()}[posting.full_time]
    tags = (" ".join(tag.split())[:100] for tag in (*posting.tags, *hours))
    return [tag for tag in dict.fromkeys(tags) if tag][:MOST_TAGS]


def _digest(columns: Mapping[str, Any]) -> str:
    content = [columns[name] for name in OF_CONTENT]
    text = json.dumps(content, default=datetime.isoformat, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
