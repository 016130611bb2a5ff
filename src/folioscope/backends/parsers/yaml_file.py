"""YAML: a résumé becomes a page an entry, anything else stays the text it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from folioscope.backends.parsers.characters import page_of
from folioscope.backends.parsers.port import Limits, Parsed, Reading, Refused
from folioscope.backends.parsers.rendercv import rendercv_in
from folioscope.backends.parsers.resume_pages import resumes_in
from folioscope.backends.parsers.text import read_text
from folioscope.backends.parsers.yaml_values import NotYaml, load_all


def parse(path: Path, limits: Limits) -> Reading:
    """Read a résumé, or several, or YAML of another kind as its text."""
    text = read_text(path, limits)
    as_text = (Parsed((page_of(text),)),)
    try:
        values = [value for value in load_all(text) if value is not None]
    except NotYaml as error:
        message = f"is not proper YAML ({error}), and was read as plain text"
        return Reading(as_text, (Refused("structure", "damaged", message),))
    found = [resumes_in(value) or rendercv_in(value) for value in values]
    return Reading(tuple(_numbered(found)) if found and all(found) else as_text)


def _numbered(found: list[tuple[Parsed, ...]]) -> Iterator[Parsed]:
    """Answer the résumés of all documents of a file, told apart where there are several."""
    for index, resumes in enumerate(found):
        for resume in resumes:
            key = "-".join(filter(None, (str(index), resume.key)))
            yield resume if len(found) == 1 else replace(resume, key=key)
