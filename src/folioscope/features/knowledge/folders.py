"""Files to add, found under the paths that a person names: never opened here, only looked at."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from folioscope.features.knowledge.labels import Labels

PASSED_OVER = (".", "~$")
"""How names in folders begin that are hidden, or lock what somebody has open."""


@dataclass(frozen=True, slots=True, order=True)
class FoundFile:
    """A regular file of a supported kind; ``label`` is what it is called from here on."""

    label: str
    path: Path


@dataclass(frozen=True, slots=True, order=True)
class PathProblem:
    """Something that was named, or lies in a folder that was, and cannot be taken in."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that lies under some paths; ``skipped`` counts files of other kinds in folders."""

    files: tuple[FoundFile, ...]
    problems: tuple[PathProblem, ...]
    skipped: int


def is_under(real: Path, roots: Iterable[Path]) -> bool:
    """Whether a path without links lies under one of the roots."""
    return any(real.is_relative_to(root.resolve()) for root in roots)


def walk(
    paths: Iterable[Path], extensions: frozenset[str], roots: Sequence[Path] | None = None
) -> Found:
    """Look for files under ``paths``; ``extensions`` are in lower case, with their dot.

    Where there are ``roots`` no link is followed that leads out of all of them: not even the names
    of what lies there are told.
    A file is listed once, however it was reached by name; a folder is entered once, so that links
    which form a loop come to an end. What cannot be looked at is a problem, and the rest goes on.
    Files whose names read alike, such as one name in both Unicode forms, have different labels.
    """
    search = _Search(extensions, roots)
    for path in paths:
        search.look_at_named(path)
    while search.folders:
        search.enter(search.folders.pop())
    return Found(_told_apart(search.files.values()), tuple(sorted(search.problems)), search.skipped)


def _told_apart(found: Iterable[FoundFile]) -> tuple[FoundFile, ...]:
    labels = Labels()
    # The one whose very name the label is comes first, and keeps it.
    ordered = sorted(
        found, key=lambda file: (file.label, not str(file.path).endswith(file.label), file.path)
    )
    return tuple(FoundFile(labels.give(file.label), file.path) for file in ordered)


@dataclass(slots=True)
class _Search:
    """What has been found so far, and the folders still to enter."""

    extensions: frozenset[str]
    roots: Sequence[Path] | None = None
    working_folder: Path = field(default_factory=Path.cwd)
    files: dict[Path, FoundFile] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    problems: set[PathProblem] = field(default_factory=set)
    entered: set[tuple[int, int]] = field(default_factory=set)
    skipped: int = 0

    def look_at_named(self, path: Path) -> None:
        """Look at a path that was asked for: whatever is wrong with it is told."""
        kind = self._kind(path)
        if kind is None:
            return
        if stat.S_ISDIR(kind):
            self.folders.append(path)
        elif not stat.S_ISREG(kind):
            self._tell(path, "not_a_file", "is neither a file nor a folder")
        elif path.suffix.lower() not in self.extensions:
            listed = ", ".join(sorted(self.extensions))
            what = path.suffix.lower() or "no extension"
            self._tell(
                path, "unsupported_kind", f"is of an unsupported kind ({what}), not {listed}"
            )
        else:
            self._add(path)

    def enter(self, folder: Path) -> None:
        """Look at what lies in a folder, unless that was done already."""
        if self._leads_out(folder):  # it may be another than the one that was looked at
            return
        try:
            about = folder.stat()
            if (about.st_dev, about.st_ino) in self.entered:
                return
            self.entered.add((about.st_dev, about.st_ino))
            names = sorted(os.listdir(folder))  # noqa: PTH208  # only the names
        except OSError as error:
            self._tell_error(folder, error)
            return
        for name in names:
            if not name.startswith(PASSED_OVER):
                self._look_at(folder / name)

    def _look_at(self, path: Path) -> None:
        kind = None if path.is_symlink() and self._leads_out(path) else self._kind(path)
        if kind is None:
            return
        if stat.S_ISDIR(kind):
            self.folders.append(path)
        elif stat.S_ISREG(kind) and path.suffix.lower() in self.extensions:
            self._add(path)
        else:
            self.skipped += 1

    def _leads_out(self, path: Path) -> bool:
        if self.roots is None or is_under(Path(os.path.realpath(path)), self.roots):
            return False
        self._tell(path, "path_not_allowed", "leads out of the folders that may be read")
        return True

    def _kind(self, path: Path) -> int | None:
        try:
            return path.stat().st_mode
        except OSError as error:
            self._tell_error(path, error)
            return None

    def _add(self, path: Path) -> None:
        if not os.access(path, os.R_OK):
            self._tell(path, "permission_denied", "may not be read by this user")
            return
        self.files.setdefault(self._absolute(path), FoundFile(self._label(path), path))

    def _tell_error(self, path: Path, error: OSError) -> None:
        if isinstance(error, PermissionError):
            self._tell(path, "permission_denied", "may not be read by this user")
        elif isinstance(error, FileNotFoundError) and path.is_symlink():
            self._tell(path, "path_missing", "is a link to something that does not exist")
        elif isinstance(error, FileNotFoundError | NotADirectoryError):
            self._tell(path, "path_missing", "does not exist")
        else:
            self._tell(path, "path_unusable", f"cannot be looked at ({error.strerror})")

    def _tell(self, path: Path, code: str, message: str) -> None:
        label = self._label(path)
        self.problems.add(PathProblem(label, code, f"{label} {message}"))

    def _absolute(self, path: Path) -> Path:
        # Links stay as they are named; only "." and ".." are worked out.
        return Path(os.path.normpath(self.working_folder / path))

    def _label(self, path: Path) -> str:
        absolute = self._absolute(path)
        inside = absolute.is_relative_to(self.working_folder)
        shown = absolute.relative_to(self.working_folder) if inside else absolute
        readable = os.fsencode(shown.as_posix()).decode("utf-8", "replace")
        return unicodedata.normalize("NFC", readable)
