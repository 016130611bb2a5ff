"""A CV that somebody shows without keeping it: read in a limited child, and forgotten."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from folioscope.backends.parsers.port import DocumentReader, Parsed
from folioscope.features.resumes.profile import Profile
from folioscope.features.resumes.reading import profile_read
from folioscope.features.resumes.stored_pages import RESUME
from folioscope.features.resumes.values import part_of, text_of
from folioscope.features.sections.parts import parts_of

MOST_RESUMES = 100  # of one file


@dataclass(frozen=True, slots=True)
class Found:
    """A profile, whether its document was recognised as a CV, and the numbers of its pages."""

    name: str
    is_resume: bool
    profile: Profile
    numbers: dict[int, int | None]


@dataclass(frozen=True, slots=True)
class FileRead:
    """The résumés in a file, and in sentences what of it could not be read."""

    resumes: Sequence[Found]
    refused: Sequence[str]


async def read_file(reader: DocumentReader, name: str, content: bytes) -> FileRead:
    """The profiles of a file; ``Unreadable`` says what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cv"
        await asyncio.to_thread(path.write_bytes, content)
        reading = await reader.read(path, name)
    documents = reading.documents[:MOST_RESUMES]
    found = [await asyncio.to_thread(_found, parsed) for parsed in documents]
    return FileRead(found, [refused.message for refused in reading.refused])


def _found(parsed: Parsed) -> Found:
    parts = parts_of(parsed)
    profile = profile_read(replace(parsed, parts=parts))
    name = text_of(part_of(profile.resume, "basics").get("name")) or parsed.title or ""
    numbers = {ordinal: page.number for ordinal, page in enumerate(parsed.pages)}
    return Found(name, bool(parts) or parsed.kind == RESUME, profile, numbers)
