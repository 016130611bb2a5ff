"""What runs in the limited child process: choose the parser, read, write the reading out.

It imports every parser, so that the fork server has them all before it forks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from folioscope.backends.parsers import (
    docx,
    eml,
    html_page,
    json_resume,
    jsonl,
    markdown,
    pdf,
    text,
    yaml_file,
)
from folioscope.backends.parsers.formats import check_content, format_of
from folioscope.backends.parsers.port import Limits, Parser, Unreadable
from folioscope.backends.parsers.screening import screened
from folioscope.backends.parsers.wire import encode, encode_failure

PARSERS: dict[str, Parser] = {
    "pdf": pdf.parse,
    "docx": docx.parse,
    "text": text.parse,
    "markdown": markdown.parse,
    "html": html_page.parse,
    "json": json_resume.parse,
    "jsonl": jsonl.parse,
    "yaml": yaml_file.parse,
    "eml": eml.parse,
}


def read(request: dict[str, Any]) -> Iterator[bytes]:
    """Read the file at ``path``, called ``name``, within ``limits``."""
    path = Path(request["path"])
    try:
        kind = format_of(request["name"])
        check_content(path, kind)
        reading = screened(PARSERS[kind](path, Limits(**request["limits"])))
    except Unreadable as failure:
        yield encode_failure(failure)
        return
    yield from encode(reading)
