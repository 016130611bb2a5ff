"""What has changed in a watched folder since it was last taken in, and what that asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from folioscope.features.watches.listing import Listing, Seen, Trouble, is_under

WAITING, TAKEN, REFUSED, GONE = "waiting", "taken", "refused", "gone"
"""What is stored of a file; what became of one that was taken, its documents tell."""
UNREADABLE = frozenset({"path_unreadable", "file_unreadable"})
"""Why a file was refused that is tried at every look: to be allowed to read changes no time."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A file as it was when it was last taken in."""

    key: str
    label: str
    version: tuple[int, int, int]
    digest: str | None
    state: str
    code: str | None


Rows = Mapping[str, Followed]


@dataclass(frozen=True, slots=True)
class Changes:
    """How a folder differs from what is stored of it."""

    changed: dict[str, Seen]
    vanished: dict[str, Followed]
    troubled: dict[str, Trouble]

    def __bool__(self) -> bool:
        return bool(self.changed or self.vanished or self.troubled)


def compare(rows: Rows, found: Listing) -> Changes:
    """What is new or otherwise, and what is not there any more.

    What lies in a folder that cannot be looked into has not vanished.
    """
    changed = {
        key: seen
        for key, seen in found.files.items()
        if (row := rows.get(key)) is None or _differs(row, seen)
    }
    hidden = frozenset(trouble.label for trouble in found.troubles.values())
    vanished = {
        key: row
        for key, row in rows.items()
        if key not in found.files
        and key not in found.troubles
        and row.state != GONE
        and not (hidden and is_under(row.label, hidden))
    }
    troubled = {
        key: trouble
        for key, trouble in found.troubles.items()
        if (row := rows.get(key)) is None or (row.state, row.code) != (REFUSED, trouble.code)
    }
    return Changes(changed, vanished, troubled)


def _differs(row: Followed, seen: Seen) -> bool:
    is_done = row.state == TAKEN or (row.state == REFUSED and row.code not in UNREADABLE)
    return not is_done or row.version != seen.version or row.label != seen.label


def settled(first: Changes, second: Changes) -> Changes:
    """What both of two looks agree on; the rest is still being changed."""
    return Changes(
        {key: seen for key, seen in second.changed.items() if first.changed.get(key) == seen},
        {key: row for key, row in second.vanished.items() if key in first.vanished},
        second.troubled,
    )


def is_another_folder(rows: Rows, found: Listing, root: str | None) -> bool:
    """Whether a folder took the place of the one that was followed, and has none of its files.

    So it looks when a drive is not mounted.
    """
    known = [key for key, row in rows.items() if row.digest is not None and row.state != GONE]
    return bool(known) and root not in (None, found.root) and found.files.keys().isdisjoint(known)


def known_by_version(rows: Rows, changed: Iterable[Seen]) -> dict[str, str]:
    """Contents that need no reading: of files that were renamed, moved or linked."""
    digests = {
        (row.version, _kind(row.label)): row.digest
        for row in rows.values()
        if row.digest is not None and row.state == TAKEN and row.version[0]
    }
    found = ((seen.key, digests.get((seen.version, _kind(seen.label)))) for seen in changed)
    return {key: digest for key, digest in found if digest is not None}


@dataclass(frozen=True, slots=True)
class Move:
    """Documents that are to have another file's name: those of one content, or all."""

    old: str
    new: str
    digest: str | None = None


@dataclass(slots=True)
class Plan:
    """What is to be done with documents: ``again`` are files whose content must be read anew."""

    moves: list[Move] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    again: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Content:
    """A file of the folder by what is in it now; ``is_read`` if that was read this time."""

    key: str
    label: str
    digest: str
    is_read: bool


def plan(
    rows: Rows,
    vanished: Mapping[str, Followed],
    contents: Sequence[Content],
    elsewhere: Mapping[str, str],
) -> Plan:
    """What becomes of documents whose file is gone or holds something else.

    They go to a file of the same content, here or (``elsewhere``) in another watched folder of the
    base. ``contents`` are the files that changed and are known.
    """
    made, now = Plan(), {content.key: content for content in contents}
    holders = _holders(rows, vanished, now)
    for key, row in rows.items():
        if row.digest is None or row.state == GONE:
            continue
        if key in vanished:
            _leave(made, row, holders.get(row.digest, ()), elsewhere)
        elif key in now:
            _change(made, row, now[key], holders.get(row.digest, ()))
    return made


def departing(
    rows: Rows, vanished: Mapping[str, Followed], contents: Sequence[Content]
) -> list[str]:
    """The contents that some file held and does not hold any more."""
    digests = {row.digest for row in vanished.values()}
    for content in contents:
        row = rows.get(content.key)
        if row is not None and row.digest != content.digest:
            digests.add(row.digest)
    return sorted(digest for digest in digests if digest is not None)


def _holders(
    rows: Rows, vanished: Mapping[str, Followed], now: Mapping[str, Content]
) -> dict[str, list[Content]]:
    holders: defaultdict[str, list[Content]] = defaultdict(list)
    for key, row in rows.items():
        stays = key not in vanished and key not in now and row.state != GONE
        if row.digest and row.version[0] and stays:
            holders[row.digest].append(Content(key, row.label, row.digest, is_read=False))
    for content in now.values():
        holders[content.digest].append(content)
    return dict(holders)


def _leave(
    made: Plan, row: Followed, holders: Sequence[Content], elsewhere: Mapping[str, str]
) -> None:
    """The file is gone: another one of the content has its documents, or nobody has."""
    alike = [content.label for content in holders if _kind(content.label) == _kind(row.label)]
    other = elsewhere.get(row.digest or "")
    if other is not None and _kind(other) == _kind(row.label):
        alike.append(other)
    if alike and row.version[0]:
        made.moves.append(Move(row.label, row.label if row.label in alike else min(alike)))
    else:
        made.withdrawn.append(row.label)
        made.again |= {content.key for content in holders if not content.is_read}


def _change(made: Plan, row: Followed, now: Content, holders: Sequence[Content]) -> None:
    """The file holds something else, or only has another label."""
    if row.digest == now.digest:
        if row.label != now.label:
            made.moves.append(Move(row.label, now.label))
        return
    alike = [content.label for content in holders if _kind(content.label) == _kind(row.label)]
    if alike and row.version[0]:
        made.moves.append(Move(row.label, min(alike), row.digest))


def _kind(label: str) -> str:
    return PurePosixPath(label).suffix.lower()
