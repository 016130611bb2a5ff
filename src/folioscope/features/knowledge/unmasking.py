"""Seeing a document of a blind base as it came: its owner, who asks for it, and it is noted."""

from __future__ import annotations

from typing import Literal

from folioscope.errors import Forbidden
from folioscope.features.audit.reading import note_glance, note_read
from folioscope.features.audit.repository import AuditLog
from folioscope.features.knowledge.document_repository import Placed, SingleDocuments
from folioscope.features.knowledge.repository import Bases
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal

Seen = Literal["name", "file", "page"]
"""What of a document somebody wants to see: the name of its file, the file, a picture of a page."""


class DocumentMasked(Forbidden):
    """What would show somebody of whom a blind base tells nothing."""

    code = "document_masked"


def is_masked(placed: Placed) -> bool:
    """Whether a document is of a blind base."""
    return placed.base.blind is not None


async def placed_unmasked(
    database: Database, principal: Principal, document_id: str, seen: Seen, *, is_wanted: bool
) -> Placed:
    """The document, to be shown as it came; of a blind base only if that is wanted.

    Raises ``DocumentMasked`` if not, ``DocumentNotFound``, and ``BaseReadOnly`` of a base that is
    only shared: its masks are taken off for its owner alone. What is seen is in the log before it
    is shown.
    """
    async with database.read() as session:
        placed = await SingleDocuments(session, principal).get(document_id)
    if not is_masked(placed):
        if seen == "file":
            about = ("document", placed.document.id)
            await note_read(database, principal, about, placed.document.owner_id)
        elif seen == "page":
            await note_look(database, principal, placed)
        return placed
    if not is_wanted:
        msg = (
            f"“{placed.document.name}” is in the blind base “{placed.base.name}”: its file and the "
            "pictures of its pages show whose it is. Ask for it unmasked, which is written down."
        )
        raise DocumentMasked(msg)
    async with database.write() as session:
        await Bases(session, principal).get(placed.base.id, "own")
        await note_unmasked(AuditLog(session, principal), placed, seen)
    return placed


async def require_unmasked(
    database: Database, principal: Principal, reference: str, *, is_wanted: bool
) -> None:
    """See that all files of a base may leave it; of a blind one only if that is wanted.

    Raises ``DocumentMasked`` if not, ``BaseNotFound``, and ``BaseReadOnly`` of one that is shared.
    """
    async with database.read() as session:
        base = await Bases(session, principal).get(reference, "own")
    if base.blind is None:
        return
    if not is_wanted:
        msg = (
            f"“{base.name}” is blind, and its files show whose they are. Leave them out, or ask "
            "for them unmasked, which is written down."
        )
        raise DocumentMasked(msg)
    async with database.write() as session:
        log = AuditLog(session, principal)
        await log.note("unmask", ("kb", base.id), base.owner_id, {"seen": "file"})


async def note_look(database: Database, principal: Principal, placed: Placed) -> None:
    """Write down, once a day, that somebody reads pages or facts of another's document.

    To visitors of a public link it was published, and what is masked tells of nobody.
    """
    if principal.kind != "visitor" and not is_masked(placed):
        about = ("document", placed.document.id)
        await note_glance(database, principal, about, placed.document.owner_id)


async def note_unmasked(log: AuditLog, placed: Placed, seen: Seen) -> None:
    """Write down that a document of a blind base was seen as it came."""
    await log.note(
        "unmask", ("document", placed.document.id), placed.document.owner_id, {"seen": seen}
    )
