"""Built indexes of large bases on disk, so that a start need not build them from rows.

Rows are the truth. A cache is used only if every byte of it is as it was written, and if it is of
a revision that the rows know by the same mark; whatever is wrong with it, it is thrown away.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from folioscope.errors import FolioscopeError
from folioscope.failpoints import failpoint
from folioscope.platform.indexes.cache_files import (
    VECTORS,
    WORDS,
    CacheUnusable,
    Facts,
    name_of,
    seal,
    unsealed,
)
from folioscope.platform.indexes.generation import Generation
from folioscope.platform.indexes.keywords import KeywordIndex, KeywordIndexUnreadable
from folioscope.platform.indexes.private_folders import PrivateFolder, in_memory, sweep
from folioscope.platform.indexes.snapshot import Snapshot, Words

CACHED_FROM = 20_000
WORDS_BYTES = 1_000  # of a chunk, with room to merge
RESERVE_BYTES = 1 << 30  # left free on the disk, which is there for documents
PLACES = 2  # for the words of a base: files in memory, then the disk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A cache in the making: it has the words as of the snapshot, and nothing else yet."""

    snapshot: Snapshot
    folder: PrivateFolder


class Caches:
    """The folder of all caches, one folder a base; bases below ``least`` chunks have none."""

    def __init__(self, data_dir: Path, least: int = CACHED_FROM) -> None:
        self._data_dir = data_dir
        self._folder = data_dir / "indexes"
        self._least = least

    def private_folder(self, base_id: str, chunks: int, failed: int = 0) -> PrivateFolder | None:
        """Where the words of a large base may lie while this process has it open.

        None where they have to be in its own memory; so many places have failed before.
        """
        if chunks < self._least:
            return None
        places = (in_memory(self._data_dir, chunks * WORDS_BYTES), self._folder / base_id)
        for place in filter(None, places[failed:]):
            try:
                return PrivateFolder(place)
            except OSError as error:
                log.warning("the words of %s cannot lie in %s: %s", base_id, place, error)
        return None

    def begin(self, snapshot: Snapshot) -> Draft | None:
        """Put the words aside before they change; None for a base that needs no cache."""
        folder = snapshot.words.folder
        is_kept = isinstance(snapshot.generation, Generation | None)
        if folder is None or not is_kept or snapshot.size < self._least:
            return None
        try:
            return self._begun(snapshot, folder)
        except OSError as error:
            log.warning("there is no cache of the indexes of %s: %s", snapshot.base_id, error)
            return None

    def _begun(self, snapshot: Snapshot, folder: PrivateFolder) -> Draft | None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < _bytes_of(snapshot) + RESERVE_BYTES:
            log.warning("no room on the disk for a cache of the indexes of %s", snapshot.base_id)
            return None
        draft = Draft(snapshot, PrivateFolder(self._folder / snapshot.base_id))
        _put(folder.path, draft.folder.path / WORDS)
        return draft

    def keep(self, draft: Draft, mark: str) -> None:
        """Make it the one cache of its base, unless another process was quicker."""
        snapshot, folder = draft.snapshot, draft.folder
        if isinstance(snapshot.generation, Generation):
            snapshot.generation.main.save(folder.path / VECTORS)
        facts = Facts(
            base_id=snapshot.base_id,
            model=snapshot.model,
            edition=snapshot.edition,
            revision=snapshot.revision,
            mark=mark,
            chunks=snapshot.size,
            has_vectors=snapshot.generation is not None,
        )
        seal(folder.path, facts)
        failpoint("indexes.cache.renaming")
        with suppress(OSError):  # of the same name, and as good
            folder.path.rename(self._folder / snapshot.base_id / name_of(facts))
        folder.close()
        for path in self.of(snapshot.base_id)[1:]:
            shutil.rmtree(path, ignore_errors=True)

    def of(self, base_id: str) -> list[Path]:
        """The caches of a base, the newest first."""
        named = {_numbers(path): path for path in (self._folder / base_id).glob("*-*")}
        return [named[key] for key in sorted(filter(None, named), reverse=True)]

    def checked(self, base_id: str) -> tuple[Path, Facts] | None:
        """The newest cache of a base of which all files are as they were written."""
        for path in self.of(base_id):
            try:
                return path, unsealed(path, base_id)
            except (CacheUnusable, OSError) as error:
                self.throw_away(path, error)
        return None

    def words(self, path: Path, facts: Facts) -> Words:
        """The words of a cache, as files of this process, which may change them."""
        for failed in range(PLACES):
            folder = self.private_folder(facts.base_id, facts.chunks, failed)
            if folder is None:
                break
            try:
                _put(path / WORDS, folder.path)
                return Words(KeywordIndex(folder.path), folder)
            except (OSError, KeywordIndexUnreadable) as error:
                log.warning("the words of %s do not fit: %s", facts.base_id, error)
        raise CacheUnusable(f"There is no room for the words of {facts.base_id}.")

    def throw_away(self, path: Path, why: FolioscopeError | OSError | str) -> None:
        """Remove a cache that is not to be used."""
        log.warning("an index is built anew from rows: %s", why)
        shutil.rmtree(path, ignore_errors=True)

    def bases(self) -> Iterator[str]:
        """All bases of which there is anything."""
        for path in self._folder.glob("*"):
            sweep(path)
            yield path.name

    def forget(self, base_id: str) -> None:
        """Remove what there is of a base."""
        shutil.rmtree(self._folder / base_id, ignore_errors=True)


def _put(source: Path, target: Path) -> None:
    """The same files in another folder; none is ever changed, so links are as good as copies."""
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        if path.suffix == ".lock":
            continue
        try:
            os.link(path, target / path.name)
        except OSError:  # on another file system
            shutil.copyfile(path, target / path.name)


def _bytes_of(snapshot: Snapshot) -> int:
    numbers = 0 if snapshot.generation is None else 4_000
    return snapshot.size * (WORDS_BYTES + numbers)


def _numbers(path: Path) -> tuple[int, int] | None:
    """The edition and the revision of a cache, by its name."""
    edition, _, revision = path.name.partition("-")
    return (int(edition), int(revision)) if edition.isdecimal() and revision.isdecimal() else None
