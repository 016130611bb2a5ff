"""A résumé as its document has it now: read when it is first wanted, and again when it is stale."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from folioscope.backends.parsers.port import Parsed
from folioscope.features.resumes.edits import edited, places_kept, without_person
from folioscope.features.resumes.profile import Place, Profile
from folioscope.features.resumes.reading import PROFILE_VERSION, profile_read
from folioscope.features.resumes.repository import Kept, Resumes
from folioscope.features.resumes.stored_pages import parsed_again

LONGEST_NAME = 400


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """A profile with whose it is.

    ``edits`` is what its owner says of it, as a merge patch, and ``read`` what it is without. Of
    one that was written by hand ``document_id`` and ``base_id`` are None.
    """

    id: str
    document_id: str | None
    base_id: str | None
    name: str
    profile: Profile
    edits: Mapping[str, Any] | None
    read: Profile


def is_stale(kept: Kept) -> bool:
    """Whether a résumé was read by other rules, or of other pages, than there are now."""
    if kept.base is None:
        return False
    return (kept.row.version, kept.row.edition) != (PROFILE_VERSION, kept.base.edition)


async def known(resumes: Resumes, kept: Kept) -> KnownProfile:
    """The profile with its edits. Nothing is written: a stale one is read each time."""
    row = kept.row
    read = await read_now(resumes, kept) if is_stale(kept) else _as_stored(kept)
    edits = edits_shown(kept)
    resume = edited(read.resume, edits)
    profile = Profile(resume, places_kept(read.resume, resume, read.places))
    base_id = kept.base.id if kept.base else None
    name = name_of(resume, kept)
    return KnownProfile(row.id, row.document_id, base_id, name, profile, edits, read)


async def bring_up_to_date(resumes: Resumes, kept: Kept) -> None:
    """Read and store a résumé that is stale."""
    if is_stale(kept):
        store(kept, await read_now(resumes, kept))


async def read_now(resumes: Resumes, kept: Kept) -> Profile:
    """What the rules read in the pages of its document."""
    parsed = await document_now(resumes, kept)
    return await asyncio.to_thread(profile_read, parsed)


async def document_now(resumes: Resumes, kept: Kept) -> Parsed:
    """Its document as it was parsed; one without any text for a résumé without a document."""
    if kept.document is None or kept.base is None:
        return Parsed(())
    pages = await resumes.pages(kept.document.id, kept.base.edition)
    return await asyncio.to_thread(parsed_again, pages, kept.document.title)


def store(kept: Kept, profile: Profile, source: str = "rules") -> None:
    """Keep what was read; what its owner says stays beside it."""
    row = kept.row
    row.read, row.places = dict(profile.resume), {at: list(of) for at, of in profile.places.items()}
    row.source, row.version = source, PROFILE_VERSION
    row.edition = kept.base.edition if kept.base else 0
    row.name = name_of(edited(row.read, edits_shown(kept)), kept)


def edits_shown(kept: Kept) -> Mapping[str, Any] | None:
    """What its owner says of it; in a blind base not who it is, said before it was blind too."""
    edits = kept.row.edits
    is_blind = kept.base is not None and kept.base.blind is not None
    return without_person(edits) if edits and is_blind else edits


def name_of(resume: Mapping[str, Any], kept: Kept) -> str:
    """Whose profile it is: the name it says, or else that of its document."""
    basics = resume.get("basics")
    said = basics.get("name") if isinstance(basics, Mapping) else None
    name = said if isinstance(said, str) else ""
    return (name.strip() or (kept.document.name if kept.document else ""))[:LONGEST_NAME]


def _as_stored(kept: Kept) -> Profile:
    return Profile(kept.row.read, {at: Place(*of) for at, of in kept.row.places.items()})
