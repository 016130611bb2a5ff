"""A schema.org JobPosting as a posting."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from folioscope.backends.job_boards.contracts import contract_of, is_full_time
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.linked_data import is_a
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import (
    MOST_OF_ID,
    Malformed,
    each,
    line,
    paragraphs,
    salary_of,
    within,
)
from folioscope.backends.job_boards.places import places_of
from folioscope.backends.job_boards.port import Posting, Remote, Salary, Where

_MORE = ("responsibilities", "qualifications", "skills", "experienceRequirements")


def read_job_posting(address: str, raw: Mapping[str, Any]) -> Posting:
    """The posting, found on the page at ``address``."""
    title = line(raw.get("title")) or line(raw.get("name"))
    if title is None:
        raise Malformed("It has no title (“title”).")
    kinds = tuple(each(raw.get("employmentType")))
    url = _url(address, raw)
    more = (raw.get(key) for key in _MORE if isinstance(raw.get(key), str))
    return Posting(
        source_id=_id(url, raw, title),
        title=title,
        text=paragraphs(raw.get("description"), *more),
        raw=raw,
        url=url or address,
        company=_name(raw.get("hiringOrganization")),
        locations=_places(raw),
        remote=_remote(raw),
        contract=contract_of(*kinds),
        full_time=is_full_time(*kinds),
        sector=line(next(iter(each(raw.get("industry"))), None)),
        salary=_salary(raw.get("baseSalary")),
        posted_at=read_moment(raw.get("datePosted")),
        starts_at=read_moment(raw.get("jobStartDate")),
        expires_at=read_moment(raw.get("validThrough")),
        contacts=_contacts(raw),
    )


def _id(url: str | None, raw: Mapping[str, Any], title: str) -> str:
    """Its address; else its identifier; else what tells it from others of its page."""
    identifier = raw.get("identifier")
    told = url or line(within(identifier, "value")) or line(identifier)
    if told is None:
        told = "|".join((title, _name(raw.get("hiringOrganization")) or "", str(_places(raw))))
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    return told if len(told) <= MOST_OF_ID else hashlib.sha256(told.encode()).hexdigest()


def _url(address: str, raw: Mapping[str, Any]) -> str | None:
    told = line(raw.get("url"))
    try:
        return urljoin(address, told) if told else None
    except ValueError:
        return None


def _name(organisation: object) -> str | None:
    return line(within(organisation, "name")) or line(organisation)


def _places(raw: Mapping[str, Any]) -> tuple[Where, ...]:
    read: list[Where] = []
    for place in each(raw.get("jobLocation")):
        address = within(place, "address")
        if isinstance(address, str):
            read += places_of(address)
            continue
        country = within(address, "addressCountry")
        read.append(
            Where(
                line(within(address, "addressLocality")),
                line(within(address, "addressRegion")),
                country_told(line(within(country, "name")) or country),
            )
        )
    return tuple(dict.fromkeys(place for place in read if place != Where()))


def _remote(raw: Mapping[str, Any]) -> Remote:
    kinds = [str(kind).upper() for kind in each(raw.get("jobLocationType"))]
    return "full" if "TELECOMMUTE" in kinds else "unknown"


def _salary(told: object) -> Salary | None:
    value = within(told, "value")
    single = within(value, "value") or (value if not isinstance(value, Mapping) else None)
    return salary_of(
        within(value, "minValue") or single,
        within(value, "maxValue") or single,
        within(told, "currency") or within(value, "currency"),
        within(value, "unitText") or within(told, "unitText"),
    )


def _contacts(raw: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for contact in each(raw.get("applicationContact")):
        if isinstance(contact, Mapping) and not is_a(contact, "Organization"):
            found += [line(contact.get(key)) for key in ("name", "email", "telephone")]
    return tuple(told for told in found if told)
