"""What a store of vectors tells of offers, as documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from folioscope.features.offers.contacts import without_contacts
from folioscope.features.offers.wording import one_line

MOST_TEXT = 8_000  # characters of an offer that one vector stands for
TITLES = ("title", "titles", "missionTitle", "name", "job_title")
IDS = ("source_id", "id", "ids", "reference", "url")
TEXTS = (
    ("text", "texts", "description", "descriptions", "document", "documents", "content"),
    ("missionDescription",),
    ("missionProfile",),
)
FACTS = {
    "Company": ("company", "companies", "organizationName"),
    "Place": ("city", "cities", "cityName", "location"),
    "Country": ("country", "countries", "countryName", "countryId"),
    "Contract": ("contract", "missionType"),
    "Sector": ("sector", "activitySectorN1"),
    "Address": ("url", "urls"),
}
_PEOPLE = re.compile(r"contact|recruiter|e-?mail|phone|embedding|vector", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StoredOffer:
    """A document: the name of its file, and its text in Markdown.

    The vector is of ``text[start:]``, before which ``context`` stood.
    """

    file: str
    text: str
    start: int = 0
    context: str = ""


def document_of(row: Mapping[str, Any], number: int) -> StoredOffer | None:
    """The document of a row, without the people in it; None where nothing is told in words."""
    file = _file(row, number)
    embedded = _first(row, ("embedded",))
    if embedded:  # an export of this program, which says what was embedded
        context = row.get("context")
        text = without_contacts(embedded)[:MOST_TEXT].rstrip()
        return StoredOffer(file, f"{text}\n", 0, context if isinstance(context, str) else "")
    people = [str(value) for name, value in row.items() if _PEOPLE.search(name) and value]
    body = without_contacts("\n\n".join(_parts(row)), people)[:MOST_TEXT].strip()
    title = without_contacts(one_line(_first(row, TITLES)), people)
    if not title and not body:
        return None
    facts = ((name, _first(row, keys)) for name, keys in FACTS.items())
    known = "\n".join(f"- {name}: {one_line(value)}" for name, value in facts if value)
    head = "\n\n".join(part for part in (f"# {title}" if title else "", known) if part)
    if not head or not body:
        return StoredOffer(file, f"{head or body}\n")
    return StoredOffer(file, f"{head}\n\n{body}\n", len(head) + 2)


def _file(row: Mapping[str, Any], number: int) -> str:
    """A name that tells what it is, and that no other row has."""
    title = re.sub(r"[^\w .,+&()'-]+", " ", _first(row, TITLES))
    safe = " ".join(title.split())[:100].strip(" .")
    key = re.sub(r"[^\w-]+", "-", _first(row, IDS))[:60].strip("-")
    return f"{safe} {key} {number}.md".strip().replace("  ", " ")


def _parts(row: Mapping[str, Any]) -> Iterator[str]:
    """The texts by their usual names; where there are none, whatever words there are."""
    usual = [text for keys in TEXTS if (text := _first(row, keys))]
    if usual:
        yield from usual
        return
    told = {*TITLES, *IDS, *(key for keys in FACTS.values() for key in keys)}
    for name, value in row.items():
        is_told = name in told or _PEOPLE.search(name)
        if isinstance(value, str) and value.strip() and not is_told:
            yield f"{name}: {value.strip()}"


def _first(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = row.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip().replace("\0", "")
    return ""
