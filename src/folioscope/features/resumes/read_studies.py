"""Studies, certificates, awards and publications."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.features.knowledge.fact_careers import written
from folioscope.features.knowledge.fact_lines import Told, blocks, lines_of, runs
from folioscope.features.knowledge.fact_months import written_month
from folioscope.features.knowledge.fact_studies import certificates, studied_in
from folioscope.features.resumes.fields import Fields
from folioscope.features.resumes.read_entries import put_dates
from folioscope.features.sections.typography import BULLET, unmarked

LONGEST_ITEM = 300


def read_studies(lines: Sequence[Told], fields: Fields) -> None:
    """Everything under “education”, “certificates”, “awards”, “publications” and “interests”."""
    _read_education(lines, fields)
    for fact in certificates(lines):
        at = ("certificates", fields.count("certificates"))
        fields.put(unmarked(fact.value), fact, *at, "name")
        fields.put((fact.detail or {}).get("organization"), fact, *at, "issuer")
        fields.put(written_month(fact.until), fact, *at, "date")
    for section, key in (("awards", "title"), ("publications", "name"), ("interests", "name")):
        _read_items(lines, section, key, fields)


def _read_education(lines: Sequence[Told], fields: Fields) -> None:
    own = [line for line in lines if line.section == "education"]
    for entry, of in runs(own):
        at = ("education", fields.count("education"))
        study = studied_in(entry, of)
        organization = study.organization if study else entry.organization
        if not (study or organization):
            continue
        if organization:
            fields.put(unmarked(organization), written(of, organization), *at, "institution")
        if study:
            fields.put(unmarked(study.kind), study.place, *at, "studyType")
            fields.put(unmarked(study.area), study.place, *at, "area")
        put_dates(entry, of, fields, at)


def _read_items(lines: Sequence[Told], section: str, key: str, fields: Fields) -> None:
    for piece in blocks(lines_of(lines, section)):
        bullet = BULLET.match(piece.text)
        item = piece.part(bullet.end() if bullet else 0, len(piece.text))
        if item.text and len(item.words) <= LONGEST_ITEM:
            at = (section, fields.count(section))
            fields.put(unmarked(item.words), item, *at, key)
