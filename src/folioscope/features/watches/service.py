"""What a request, or a setting, asks of watched folders, in the caller's transaction."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from folioscope.errors import Conflict, Invalid
from folioscope.features.knowledge.incoming import Shelf, allowed_path
from folioscope.features.knowledge.labels import MAX_PATH
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.watches.changes import GONE, departing, plan
from folioscope.features.watches.repository import Watches
from folioscope.features.watches.scan_repository import FollowedDocuments, Looks
from folioscope.features.watches.tables import Watch
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal


class FolderInvalid(Invalid):
    """A path that is no folder that could be watched."""

    code = "folder_invalid"


class WatchedBySetting(Conflict):
    """A folder that the settings name, and that only they can stop being watched."""

    code = "watched_by_setting"


class BaseAtWork(Conflict):
    """A run works on the base, and would not find the documents that are to be removed."""

    code = "kb_at_work"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to watch; ``trusted`` if it may lie anywhere, ``origin`` if a setting names it."""

    path: str
    trusted: bool
    origin: str | None = None


def folder_to_watch(shelf: Shelf, path: str, *, trusted: bool) -> Folder:
    """The folder of that path, which must be there.

    Not trusted it must lie under the allowed roots, and nothing is told of what lies elsewhere.
    """
    if not Path(path).is_absolute():
        msg = f"“{path}” is no absolute path."
        raise FolderInvalid(msg)
    folder = Path(os.path.normpath(path))
    if not trusted:
        allowed_path(folder, shelf.allowed_roots)
    if len(os.fsencode(folder)) > MAX_PATH or not folder.is_dir():
        msg = f"“{path}” is no folder that can be watched."
        raise FolderInvalid(msg)
    return Folder(str(folder), trusted)


async def watch(
    session: Session, principal: Principal, base: KnowledgeBase, folder: Folder
) -> Watch:
    """Have a base follow a folder; one that it follows already is begun anew."""
    watches = Watches(session, principal)
    known = await watches.find(base, folder.path)
    if known is not None:
        known.trusted = known.trusted or folder.trusted
        await watches.begin_anew(known)
        return known
    return await watches.add(_new_watch(principal, base, folder))


def _new_watch(principal: Principal, base: KnowledgeBase, folder: Folder) -> Watch:
    return Watch(
        owner_id=base.owner_id,
        actor_kind=principal.kind,
        actor_id=principal.user_id,
        base_id=base.id,
        path=folder.path,
        trusted=folder.trusted,
        origin=folder.origin,
    )


async def unwatch(
    session: Session, principal: Principal, base: KnowledgeBase, reference: str, *, remove: bool
) -> None:
    """Follow a folder no longer; its documents stay unless they are to be removed with it."""
    watches = Watches(session, principal)
    ended = await watches.get(base, reference)
    if ended.origin is not None:
        msg = f"{ended.path} is watched by the setting FOLIOSCOPE_WATCH; take it out there."
        raise WatchedBySetting(msg)
    if remove:
        await Bases(session, principal).lock(base.id)
        await _remove_documents(session, principal, ended)
    await watches.remove(ended)


async def _remove_documents(session: Session, principal: Principal, ended: Watch) -> None:
    documents = FollowedDocuments(session, principal, ended.base_id)
    run_id = await documents.run_at_work()
    if run_id is not None:
        msg = f"Run {run_id} works on the base. Wait for its end, or cancel it, and try again."
        raise BaseAtWork(msg)
    looks = Looks(session)
    rows = await looks.rows(ended.id)
    leaving = {key: row for key, row in rows.items() if row.state != GONE}
    elsewhere = await looks.elsewhere(ended, departing(rows, leaving, ()))
    made = plan(rows, leaving, (), elsewhere)
    await documents.rearrange(made.moves, made.withdrawn)


async def follow_setting(
    session: Session, principal: Principal, base: KnowledgeBase, folder: Folder
) -> None:
    """Have a folder watched that a setting names."""
    watches = Watches(session, principal)
    known = await watches.find(base, folder.path)
    if known is None:
        await watches.add(_new_watch(principal, base, folder))
    elif known.origin is not None:
        known.origin = folder.origin


async def forget_settings(
    session: Session, principal: Principal, origin: str, wanted: Iterable[tuple[str, str]]
) -> None:
    """End the watches that a setting named once and names no more; their documents stay."""
    watches, named = Watches(session, principal), set(wanted)
    for known in await watches.of_origin(origin):
        if (known.base_id, known.path) not in named:
            await watches.remove(known)
