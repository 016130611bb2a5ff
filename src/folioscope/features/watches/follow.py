"""What follows of a look at a folder: files are taken in, documents moved or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.features.knowledge import service
from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.repository import Bases
from folioscope.features.watches.changes import (
    GONE,
    REFUSED,
    TAKEN,
    WAITING,
    Changes,
    Content,
    Followed,
    Plan,
    Rows,
    departing,
    plan,
)
from folioscope.features.watches.listing import Listing, Seen, Trouble
from folioscope.features.watches.reading import Read
from folioscope.features.watches.scan_repository import FollowedDocuments, Looks
from folioscope.features.watches.target import Looked, Looking, Outcome, Target
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

CHANGING = {"code": "changing", "message": "It is still being written."}


@dataclass(frozen=True)
class Ripe:
    """All that is known of a folder by now.

    ``calm`` are the changes that stand still, ``known`` the contents that need no reading, and
    ``rest`` is how many files are still to be read after those that were ``read``.
    """

    rows: Rows
    found: Listing
    calm: Changes
    unsettled: Sequence[str]
    known: Mapping[str, str]
    read: Read
    rest: int

    @property
    def contents(self) -> list[Content]:
        """The changed files whose content is known."""
        changing = {seen.key for seen in self.read.changing}
        found = [
            Content(key, self._label(key), each, is_read=False) for key, each in self.known.items()
        ]
        return found + [
            Content(key, self._label(key), stored.digest, is_read=True)
            for key, stored in self.read.stored.items()
            if key not in changing
        ]

    @property
    def vanished(self) -> Mapping[str, Followed]:
        """Files that are gone; none as long as one that is still to be read may be one of them."""
        return {} if self.rest else self.calm.vanished

    def _label(self, key: str) -> str:
        return self.calm.changed[key].label


async def follow(looking: Looking, session: Session, target: Target, ripe: Ripe) -> Looked:
    """Do what follows, unless a run works on the base: it would lose documents that are moved."""
    looks = await target.held(session)
    documents = FollowedDocuments(session, target.principal, target.watch.base_id)
    run_id = await documents.run_at_work()
    if run_id is not None:
        looked = Looked("waits", run_id, ripe.found.root)
    else:
        contents = ripe.contents
        left = departing(ripe.rows, ripe.vanished, contents)
        elsewhere = await looks.elsewhere(target.watch, left)
        made = plan(ripe.rows, ripe.vanished, contents, elsewhere)
        await documents.rearrange(made.moves, made.withdrawn)
        run = await _take_in(looking, session, target, _incoming(ripe, contents, made))
        await looks.change(target.watch.id, _known_rows(ripe, contents, made))
        await _store_others(looks, target.watch.id, ripe)
        looked = Looked(_outcome(ripe, made, run), run.id if run else None, ripe.found.root)
    await target.conclude(looks, looked, ripe.found)
    return looked


def _incoming(ripe: Ripe, contents: Sequence[Content], made: Plan) -> list[Incoming]:
    """What was read, but for what has its documents already."""
    moved = {move.new for move in made.moves}
    return [
        Incoming(content.label, content.digest, ripe.read.stored[content.key].size)
        for content in contents
        if content.is_read and content.label not in moved
    ]


async def _take_in(
    looking: Looking, session: Session, target: Target, incoming: Sequence[Incoming]
) -> Run | None:
    if not incoming:
        return None
    base = await Bases(session, target.principal).get(target.watch.base_id)
    caller = Caller(session, target.principal, looking.wakeups)
    added = await service.add_files(caller, base, incoming)
    if added.run is not None:
        added.run.input = {**added.run.input, "watch_id": target.watch.id}
    return added.run


def _known_rows(ripe: Ripe, contents: Sequence[Content], made: Plan) -> list[dict[str, Any]]:
    """What is to be stored of files that have a row: all that changed, and those that are gone."""
    changed = ripe.calm.changed
    taken = [
        {**row_of(changed[each.key]), "state": TAKEN, "digest": each.digest} for each in contents
    ]
    refused = [
        {**row_of(changed[key]), "state": REFUSED, "code": each.code, "message": each.message}
        for key, each in ripe.read.refused.items()
    ]
    keys = [*ripe.unsettled, *(seen.key for seen in ripe.read.changing)]
    unsettled = [{"key": key, "state": WAITING, **CHANGING} for key in keys]
    gone = [
        {"key": key, "state": GONE, "digest": None}
        for key, row in ripe.vanished.items()
        if row.digest is not None
    ]
    again = [{"key": key, "state": WAITING, "digest": None} for key in made.again]
    return [*taken, *refused, *unsettled, *gone, *again]


async def _store_others(looks: Looks, watch_id: str, ripe: Ripe) -> None:
    """Store what cannot be followed, and forget what never was."""
    troubled = [_row_of_trouble(trouble) for trouble in ripe.calm.troubled.values()]
    await looks.add(watch_id, [row for row in troubled if row["key"] not in ripe.rows])
    await looks.change(watch_id, [row for row in troubled if row["key"] in ripe.rows])
    never = [key for key, row in ripe.vanished.items() if row.digest is None]
    await looks.forget_gone(watch_id, never)


def row_of(seen: Seen) -> dict[str, Any]:
    """A file as it is stored."""
    return {
        "key": seen.key,
        "label": seen.label,
        "size": seen.size,
        "mtime_ns": seen.mtime_ns,
        "inode": seen.inode,
    }


def _row_of_trouble(trouble: Trouble) -> dict[str, Any]:
    return {
        "key": trouble.key,
        "label": trouble.label,
        "size": 0,
        "mtime_ns": 0,
        "inode": 0,
        "state": REFUSED,
        "code": trouble.code,
        "message": trouble.message,
    }


def _outcome(ripe: Ripe, made: Plan, run: Run | None) -> Outcome:
    if run is not None:
        return "started"
    if ripe.rest or made.again:
        return "more"
    return "changing" if ripe.unsettled or ripe.read.changing else "done"
