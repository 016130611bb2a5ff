"""What one search sees of a base: one edition up to one revision, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from folioscope.backends.vectors.port import Ids
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.held import Filling, Held
from folioscope.platform.indexes.keywords import KeywordIndex, KeywordView
from folioscope.platform.indexes.private_folders import PrivateFolder


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The index of the words of a base; its folder, if it has one, is held as long as it is."""

    index: KeywordIndex
    folder: PrivateFolder | None


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A base as of one revision of one edition; never changed, only replaced.

    ``generation`` is None where vectors are compared in the database.
    """

    base_id: str
    model: str
    edition: int
    revision: int
    generation: Held | None
    words: Words
    view: KeywordView

    @property
    def size(self) -> int:
        """How many chunks can be found."""
        return int(self.view.searcher.num_docs)

    @property
    def is_worn(self) -> bool:
        """Whether it had better be built anew."""
        return self.generation is not None and self.generation.is_worn


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A snapshot through the filters of a search; without any, ``allowed`` is None."""

    snapshot: Snapshot
    allowed: Ids | None


class Building:
    """A snapshot in the making, out of slices of rows.

    ``gathering`` takes the vectors, unless these stay in the database.
    """

    def __init__(self, gathering: Filling | None, folder: PrivateFolder | None) -> None:
        self._gathering = gathering
        self._words = Words(KeywordIndex(None if folder is None else folder.path), folder)

    def add(self, changes: Changes) -> None:
        """Take a slice."""
        self._words.index.change(changes.chunks(), ())
        if self._gathering is not None:
            self._gathering.add(changes)

    def done(self, last: Changes) -> Snapshot:
        """All slices as one snapshot."""
        self._words.index.settle()
        return Snapshot(
            base_id=last.base_id,
            model=last.model,
            edition=last.edition,
            revision=last.revision,
            generation=None if self._gathering is None else self._gathering.done(),
            words=self._words,
            view=self._words.index.view(),
        )


def extend(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """The same edition with what came later, or a slice of it."""
    view = snapshot.words.index.change(changes.chunks(), sorted(changes.removed))
    generation = snapshot.generation
    return replace(
        snapshot,
        revision=changes.revision,
        generation=None if generation is None else generation.extended(changes),
        view=view,
    )
