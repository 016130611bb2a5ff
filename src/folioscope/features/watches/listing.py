"""What lies in a watched folder: every file with its size and time, none of them opened."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from folioscope.errors import BackendFailed
from folioscope.features.knowledge.folders import PASSED_OVER
from folioscope.features.knowledge.labels import MAX_PATH, PathInvalid, file_path
from folioscope.features.knowledge.reaching import reach_folder

MAX_LABEL_BYTES = 2000  # what an index of PostgreSQL takes beside the other columns
SIGNED = 2**63 - 1
LEADS_OUT = "is a link that leads out of the watched folder"


class FolderUnreachable(BackendFailed):
    """A watched folder that is gone, or cannot be looked into, as a whole."""

    code = "folder_unreachable"


@dataclass(frozen=True, slots=True)
class Seen:
    """A regular file of a supported kind as it was when it was looked at."""

    key: str
    label: str
    path: str
    size: int
    mtime_ns: int
    inode: int

    @property
    def version(self) -> tuple[int, int, int]:
        """Changes with the content, and stays when the file is given another name."""
        return self.size, self.mtime_ns, self.inode


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in the folder that cannot be followed, and why."""

    key: str
    label: str
    code: str
    message: str


@dataclass(slots=True)
class Listing:
    """All that lies in a folder. ``root`` is the identity of the folder itself."""

    root: str
    files: dict[str, Seen] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    skipped: int = 0

    def fingerprint(self) -> str:
        """Is the same as long as nothing changes."""
        # A sum knows no order, and is made in steps that let other threads have their turn.
        total = sum(_number(f"{each.key}{each.code}") for each in self.troubles.values())
        for seen in self.files.values():
            total += _number(f"{seen.key}{seen.version}{seen.label}")
        return f"{total % 2**128:032x}"


def _number(told: str) -> int:
    return int.from_bytes(blake2b(told.encode(), digest_size=16).digest())


def look(folder: Path, extensions: frozenset[str], real: Path | None = None) -> Listing:
    """List the folder and all below it; ``FolderUnreachable`` when it cannot be entered itself.

    A link is followed within the folder only, and no folder is entered twice. ``real`` is what the
    folder was resolved to, if somebody has looked whether that may be listed.
    """
    real = real or Path(os.path.realpath(folder))
    try:
        about = _about(real)
    except OSError as error:
        msg = f"{folder} cannot be looked into: {error.strerror}."
        raise FolderUnreachable(msg) from error
    search = _Search(str(folder), str(real), extensions, Listing(_identity(about)))
    search.folders.append(str(folder))
    while search.folders or search.linked:
        # Links come last, so that a file has the name under which it lies.
        search.enter(search.folders.pop() if search.folders else search.linked.pop())
    return _told_apart(search.found)


def _about(real: Path) -> os.stat_result:
    opened = reach_folder(real)
    try:
        return os.fstat(opened)
    finally:
        os.close(opened)


def _identity(about: os.stat_result) -> str:
    return f"{about.st_dev}:{about.st_ino}"


@dataclass(slots=True)
class _Search:
    folder: str
    real: str
    extensions: frozenset[str]
    found: Listing
    folders: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    entered: set[str] = field(default_factory=set)

    def enter(self, path: str) -> None:
        real = os.path.realpath(path)
        if not self._is_inside(real):  # it may be another than the one that was looked at
            self._trouble(path, "link_leads_out", LEADS_OUT)
            return
        try:
            opened = reach_folder(Path(real))
            try:
                self._list(path, opened)
            finally:
                os.close(opened)
        except FileNotFoundError:
            return  # it was there a moment ago
        except OSError as error:
            self._trouble(path, "folder_unreadable", f"cannot be looked into ({error.strerror})")

    def _list(self, path: str, opened: int) -> None:
        identity = _identity(os.fstat(opened))
        if identity in self.entered:
            return
        self.entered.add(identity)
        with os.scandir(opened) as entries:
            for entry in entries:
                if not entry.name.startswith(PASSED_OVER):
                    self._look_at(entry, os.path.join(path, entry.name))  # noqa: PTH118

    def _look_at(self, entry: os.DirEntry[str], path: str) -> None:
        if entry.is_symlink() and not self._is_inside(os.path.realpath(path)):
            self._trouble(path, "link_leads_out", LEADS_OUT)
            return
        try:
            about = entry.stat()
        except FileNotFoundError:
            self.found.skipped += 1  # a link to nothing
        except OSError as error:
            told = f"cannot be looked at ({error.strerror})"
            self._trouble(path, "path_unusable", told)
        else:
            self._sort_in(entry, path, about)

    def _sort_in(self, entry: os.DirEntry[str], path: str, about: os.stat_result) -> None:
        if stat.S_ISDIR(about.st_mode):
            (self.linked if entry.is_symlink() else self.folders).append(path)
        elif stat.S_ISREG(about.st_mode) and _extension(entry.name) in self.extensions:
            self._add(path, about)
        else:
            self.found.skipped += 1

    def _add(self, path: str, about: os.stat_result) -> None:
        key = self._key(path)
        try:
            label = _label(path)
        except PathInvalid as error:
            self.found.troubles[key] = Trouble(key, _shown(path), error.code, error.message)
            return
        version = about.st_size, about.st_mtime_ns, about.st_ino & SIGNED
        self.found.files[key] = Seen(key, label, path, *version)

    def _trouble(self, path: str, code: str, told: str) -> None:
        key, label = self._key(path), _shown(path)
        self.found.troubles[key] = Trouble(key, label, code, f"{label} {told}.")

    def _key(self, path: str) -> str:
        relative = os.fsencode(path[len(self.folder) :])
        return blake2b(relative, digest_size=16).hexdigest()

    def _is_inside(self, real: str) -> bool:
        return Path(real).is_relative_to(self.real)


def _extension(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122  # of 50,000 names at a time


def _label(path: str) -> str:
    if path.isascii() and path.isprintable() and "\\" not in path and len(path) <= MAX_PATH:
        return path
    label = file_path(os.fsencode(path).decode("utf-8", "replace"))
    if len(label.encode()) > MAX_LABEL_BYTES:
        msg = f"A file needs a name of at most {MAX_LABEL_BYTES} bytes, not “{label[:80]}…”."
        raise PathInvalid(msg)
    return label


def _shown(path: str) -> str:
    """The label of something that has none, being no file or having too long a name."""
    try:
        return _label(path)
    except PathInvalid:
        text = os.fsencode(path).decode("utf-8", "replace")[:200]
        return "".join(letter if letter.isprintable() else " " for letter in text) + "…"


def _told_apart(found: Listing) -> Listing:
    """Files whose names read alike, such as one name in both Unicode forms, labelled apart.

    The label follows from the names alone, so that a file keeps it from one look to the next.
    """
    alike: defaultdict[str, list[Seen]] = defaultdict(list)
    for seen in found.files.values():
        alike[seen.label].append(seen)
    for group in alike.values():
        for seen in _others(group) if len(group) > 1 else ():
            found.files[seen.key] = replace(seen, label=_marked(seen))
    return found


def _others(group: list[Seen]) -> Iterator[Seen]:
    """Those of the files whose label is not their very name."""
    return (seen for seen in group if seen.path != seen.label)


def _marked(seen: Seen) -> str:
    path, mark = PurePosixPath(seen.label), f" ({seen.key[:6]})"
    room = MAX_PATH - len(seen.label) - len(mark)
    return str(path.with_name(f"{path.stem[: min(room, 0) or None]}{mark}{path.suffix}"))


def is_under(label: str, folders: frozenset[str]) -> bool:
    """Whether something lies in one of the folders, going by their labels."""
    return any(str(parent) in folders for parent in PurePosixPath(label).parents)
