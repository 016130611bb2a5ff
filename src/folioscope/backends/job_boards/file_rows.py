"""A row of a file of offers as a posting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from folioscope.backends.job_boards.contracts import contract_of, is_full_time
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import (
    Malformed,
    each,
    line,
    paragraphs,
    required,
    salary_of,
)
from folioscope.backends.job_boards.places import places_of, remote_of
from folioscope.backends.job_boards.port import Contract, Posting, Remote, Salary, Where

_TEXTS = ("text", "description", "description_text", "description_html")
_REMOTE: Mapping[str, Remote] = {"none": "none", "hybrid": "hybrid", "full": "full"}
_CONTRACTS: Mapping[str, Contract] = {
    "permanent": "permanent",
    "fixed_term": "fixed_term",
    "internship": "internship",
    "apprenticeship": "apprenticeship",
    "freelance": "freelance",
    "temporary": "temporary",
    "vie": "vie",
    "via": "via",
}


def read_row(raw: Mapping[str, Any]) -> Posting:
    """The posting of a row, whose id may be its ``source_id``, ``id`` or ``url``."""
    id_key = next((key for key in ("source_id", "id", "url") if line(raw.get(key))), None)
    if id_key is None:
        raise Malformed("It has no “id”, “source_id” or “url”, so it could not be known again.")
    known = required(raw, id_key, "title")
    contract = line(raw.get("contract")) or line(raw.get("employment_type"))
    remote = line(raw.get("remote"))
    return Posting(
        source_id=known.source_id,
        title=known.title,
        text=paragraphs(next((raw[key] for key in _TEXTS if raw.get(key)), None)),
        raw=raw,
        url=line(raw.get("url")),
        company=line(raw.get("company")),
        locations=_places(raw),
        remote=_REMOTE.get((remote or "").lower(), remote_of(remote)),
        contract=_CONTRACTS.get((contract or "").lower(), contract_of(contract)),
        full_time=is_full_time(contract),
        sector=line(raw.get("sector")),
        salary=_salary(raw),
        posted_at=read_moment(raw.get("posted_at")),
        starts_at=read_moment(raw.get("starts_at")),
        expires_at=read_moment(raw.get("expires_at")),
        language=line(raw.get("language")),
        tags=_tags(raw.get("tags")),
    )


def _places(raw: Mapping[str, Any]) -> tuple[Where, ...]:
    told = [place for one in each(raw.get("locations")) for place in _places_in(one)]
    if told:
        return tuple(dict.fromkeys(told))
    place = Where(line(raw.get("city")), line(raw.get("region")), country_told(raw.get("country")))
    return (place,) if place != Where() else places_of(raw.get("location"))


def _places_in(told: object) -> tuple[Where, ...]:
    if not isinstance(told, Mapping):
        return places_of(told)
    city, region = line(told.get("city")), line(told.get("region"))
    place = Where(city, region, country_told(told.get("country")))
    return (place,) if place != Where() else ()


def _salary(raw: Mapping[str, Any]) -> Salary | None:
    told = raw.get("salary")
    if isinstance(told, Mapping):
        ends = (told.get("min"), told.get("max"), told.get("currency"), told.get("period"))
    else:
        keys = ("salary_min", "salary_max", "salary_currency", "salary_period")
        ends = (raw.get(keys[0]), raw.get(keys[1]), raw.get(keys[2]), raw.get(keys[3]))
    return salary_of(*ends)


def _tags(told: object) -> tuple[str, ...]:
    parts = re.split(r"\s*[;|]\s*", told) if isinstance(told, str) else each(told)
    return tuple(tag for tag in map(line, parts) if tag)
