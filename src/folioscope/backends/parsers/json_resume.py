"""JSON: a résumé becomes a page an entry, anything else stays the text it is."""

from __future__ import annotations

import json
from pathlib import Path

from folioscope.backends.parsers.characters import page_of
from folioscope.backends.parsers.port import Limits, Parsed, Reading, Unreadable
from folioscope.backends.parsers.rendercv import rendercv_in
from folioscope.backends.parsers.resume_pages import resumes_in
from folioscope.backends.parsers.text import read_text


def parse(path: Path, limits: Limits) -> Reading:
    """Read a résumé, or a list of them, or JSON of another kind as its text."""
    text = read_text(path, limits)
    value = _loaded(text)
    found = resumes_in(value) or rendercv_in(value)
    return Reading(found or (Parsed((page_of(text),)),))


def _loaded(text: str) -> object:
    try:
        value: object = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise Unreadable("damaged", f"is not valid JSON ({place})") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(
            "damaged", "is JSON beyond reason: nested too deeply or numbers too long"
        ) from error
    return value
