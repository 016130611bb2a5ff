"""From what a board sent to a posting: every field in bounds, none invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from folioscope.backends.job_boards.html_text import plain_text
from folioscope.backends.job_boards.port import (
    Posting,
    Salary,
    SalaryPeriod,
    Unreadable,
    Where,
)
from folioscope.backends.visible.invisible import strip_invisible

MOST_OF_ID, MOST_OF_TITLE, MOST_OF_NAME, MOST_OF_URL = 255, 500, 200, 2000
MOST_OF_TEXT = 400_000
MOST_TAGS = 50
MOST_CONTACTS = 50  # each is looked for in the text
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_MAIL_HIDDEN = "[mail]"
_NAME_HIDDEN = "[name]"
_SHORTEST_NAME = 5
_PERIODS: tuple[tuple[str, SalaryPeriod], ...] = (
    ("hour", "hour"),
    ("day", "day"),
    ("week", "week"),
    ("month", "month"),
    ("year", "year"),
    ("annual", "year"),
)


class Malformed(ValueError):
    """A posting that lacks what every posting has."""


@dataclass(frozen=True, slots=True)
class Found:
    """The identity of a posting and its text, from which the rest hangs."""

    source_id: str
    title: str


def read_posting(
    raw: object, read: Callable[[Mapping[str, Any]], Posting], number: int
) -> Posting | Unreadable:
    """One posting in its bounds, or why it cannot be read; ``number`` names one without an id."""
    if not isinstance(raw, Mapping):
        return Unreadable(f"#{number}", "posting_unreadable", "It is no object.")
    try:
        return _bounded(read(raw))
    except Malformed as error:
        told = line(raw.get("id") or raw.get("uuid")) or f"#{number}"
        return Unreadable(told[:MOST_OF_ID], "posting_unreadable", str(error))


def posted_since(found: Posting | Unreadable, since: datetime | None) -> bool:
    """Whether it may have been posted later; also what does not tell when."""
    if since is None or isinstance(found, Unreadable) or found.posted_at is None:
        return True
    return found.posted_at >= since


def required(raw: Mapping[str, Any], id_key: str, title_key: str) -> Found:
    """Id and title; ``Malformed`` where there is none, or an id that is too long."""
    source_id, title = line(raw.get(id_key)), line(raw.get(title_key))
    if source_id is None or len(source_id) > MOST_OF_ID:
        raise Malformed(f"It has no id (“{id_key}”) of {MOST_OF_ID} characters at the most.")
    if title is None:
        raise Malformed(f"It has no title (“{title_key}”).")
    return Found(source_id, title)


def line(told: object) -> str | None:
    """A value on one line; None for what is empty, or is neither text nor a number."""
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    text = str(told)
    is_plain = text.isprintable() and "<" not in text and "&" not in text
    return " ".join((strip_invisible(text) if is_plain else plain_text(text)).split()) or None


def amount(told: object) -> float | None:
    """A number above zero, also as text; None for anything else."""
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    try:
        value = float(told)
    except (ValueError, OverflowError):
        return None
    return value if isfinite(value) and value > 0 else None


def within(told: object, *keys: str) -> Any:
    """What stands under these keys, one in the other; None where anything on the way is not."""
    for key in keys:
        if not isinstance(told, Mapping):
            return None
        told = told.get(key)
    return told


def each(told: object) -> Iterable[Any]:
    """The members of a list; one that stands alone; nothing for None."""
    if isinstance(told, list):
        return told
    return () if told is None else (told,)


def salary_of(least: object, most: object, currency: object, period: object) -> Salary | None:
    """What is paid; None where no number is told."""
    low, high = amount(least), amount(most)
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    code = (line(currency) or "").upper()
    words = (line(period) or "").lower()
    told = next((known for word, known in _PERIODS if word in words), None)
    return Salary(low, high, code if re.fullmatch("[A-Z]{3}", code) else None, told)


def paragraphs(*parts: object) -> str:
    """The texts of the parts that have any, each a paragraph of its own."""
    return "\n\n".join(text for text in map(plain_text, parts) if text)


def _bounded(posting: Posting) -> Posting:
    people = tuple(filter(None, (_cut(told) for told in posting.contacts[:MOST_CONTACTS])))
    text, mails = _without_people(posting.text[:MOST_OF_TEXT], people)
    return replace(
        posting,
        title=posting.title[:MOST_OF_TITLE],
        text=text,
        url=_web_address(posting.url),
        company=_cut(posting.company),
        locations=tuple(_place(place) for place in posting.locations if place != Where()),
        sector=_cut(posting.sector),
        tags=tuple(dict.fromkeys(tag[:MOST_OF_NAME] for tag in posting.tags if tag))[:MOST_TAGS],
        contacts=tuple(dict.fromkeys((*people, *mails)))[:MOST_CONTACTS],
    )


def _without_people(text: str, contacts: Iterable[str]) -> tuple[str, list[str]]:
    """The text without mails and without the people whom the board names, and the mails."""
    mails = _MAIL.findall(text) if "@" in text else []
    text = _MAIL.sub(_MAIL_HIDDEN, text)
    folded = text.casefold()
    for contact in contacts:
        if len(contact) >= _SHORTEST_NAME and contact.casefold() in folded:
            text = re.sub(re.escape(contact), _NAME_HIDDEN, text, flags=re.IGNORECASE)
    return text, mails


def _place(place: Where) -> Where:
    return Where(_cut(place.city), _cut(place.region), place.country)


def _cut(text: str | None) -> str | None:
    return strip_invisible(text)[:MOST_OF_NAME] or None if text else None


def _web_address(url: str | None) -> str | None:
    """An address that a page may link to; nothing else is one."""
    if not url or len(url) > MOST_OF_URL:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
