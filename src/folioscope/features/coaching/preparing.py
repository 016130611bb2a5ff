"""The base of a session: built from the two texts of its snapshot, or loaded where it is there."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from folioscope.errors import Conflict, Invalid
from folioscope.features.coaching.repository import private_bases
from folioscope.features.coaching.sessions import Coached, Sessions
from folioscope.features.knowledge import service as knowledge
from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.document_repository import SingleDocuments
from folioscope.features.knowledge.incoming import Shelf, put_all
from folioscope.features.knowledge.purposes import COACHING
from folioscope.features.knowledge.repository import (
    BaseExists,
    Bases,
    DocumentNotFound,
)
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.service import Caller


class TextRefused(Invalid):
    """A résumé or a job that is too long to be taken in."""

    code = "coaching_text_refused"


class BaseNameTaken(Conflict):
    """A base of other documents has the name that a session's base would have."""

    code = "coaching_base_name_taken"


class TextsMissing(Conflict):
    """The texts of a session are not in its base any more."""

    code = "coaching_texts_missing"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a session searches: a base, and the ids of its two texts in it."""

    base_id: str
    documents: Sequence[str]


@asynccontextmanager
async def stored(
    shelf: Shelf, unneeded: UnneededFiles, texts: Sequence[tuple[str, str]]
) -> AsyncIterator[Sequence[Incoming]]:
    """Texts by name as stored files, kept until the block is left; then those that rows name."""
    digests: set[str] = set()
    named = [(name, partial(io.BytesIO, text.encode())) for name, text in texts]
    try:
        async with put_all(shelf, named) as brought:
            digests = {file.digest for file in brought.files}
            if brought.refused:
                raise TextRefused(brought.refused[0].message)
            yield brought.files
    finally:
        await unneeded.forget_unnamed(digests)


async def prepare(
    caller: Caller, name: str, files: Sequence[Incoming], made: BaseDefaults
) -> Prepared:
    """Have the texts in the base of that name. What is there is loaded, the rest is built."""
    base = await _base(caller.session, caller.principal, name, made)
    added = await knowledge.add_files(caller, base, files)
    return Prepared(base.id, [one.document_id for one in added.files])


async def is_prepared(session: Session, principal: Principal, coached: Coached) -> bool:
    """Whether the texts of a session are in its base still, and none of them failed."""
    documents = SingleDocuments(session, principal)
    try:
        placed = [await documents.get(document_id) for document_id in coached.documents]
    except DocumentNotFound:
        return False
    return all(one.base.id == coached.base_id and one.document.state != "failed" for one in placed)


async def remove_unused(
    caller: Caller, sessions: Sessions, unneeded: UnneededFiles, keep: str = ""
) -> None:
    """Delete the bases that no session searches any more, but for one."""
    used = await sessions.bases() | {keep}
    bases = Bases(caller.session, caller.principal)
    for base in await private_bases(caller.session, caller.principal):
        if base.id not in used:
            await bases.remove(base)
    await unneeded.forget_unneeded(caller.session, caller.principal)


async def _base(
    session: Session, principal: Principal, name: str, made: BaseDefaults
) -> KnowledgeBase:
    bases = Bases(session, principal)
    base = await bases.find_own(name)
    if base is None:
        try:
            return await knowledge.create_base(
                session, principal, name, replace(made, purpose=COACHING)
            )
        except BaseExists:  # somebody was faster
            base = await bases.get(name)
    if base.purpose != COACHING:
        msg = f"A knowledge base of your own is named “{name}”; delete it, or name it otherwise."
        raise BaseNameTaken(msg)
    return base
