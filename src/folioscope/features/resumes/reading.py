"""From the pages of a CV to a profile."""

from __future__ import annotations

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.fact_keys import key_of
from folioscope.features.knowledge.fact_lines import told
from folioscope.features.resumes.fields import Fields
from folioscope.features.resumes.locating import Region, located, region
from folioscope.features.resumes.profile import Profile
from folioscope.features.resumes.read_entries import read_entries
from folioscope.features.resumes.read_people import read_basics
from folioscope.features.resumes.read_skills import read_skills
from folioscope.features.resumes.read_studies import read_studies

PROFILE_VERSION = 2
"""Of the rules; to be raised when they find something else in the same pages."""


def regions_of(document: Parsed) -> list[Region]:
    """The parts of a document, or its pages where it has none, as values are looked for in them."""
    pages = document.pages
    parts = [(part.page_ordinal, part.start, part.end) for part in document.parts or ()]
    whole = [(ordinal, 0, len(page.text)) for ordinal, page in enumerate(pages)]
    return [region(at, pages[at].text, start, end) for at, start, end in parts or whole]


def profile_read(document: Parsed) -> Profile:
    """What a CV says, as a JSON Resume, each field with where it stands.

    A file that is a résumé as data is one already, whatever else it holds.
    """
    if document.resume is not None:
        return Profile(document.resume, located(document.resume, regions_of(document)))
    lines = told(document)
    fields = Fields()
    name = read_basics(lines, document.title, fields)
    read_entries(lines, fields, key_of("person", name))
    read_studies(lines, fields)
    read_skills(lines, fields)
    return fields.profile()
