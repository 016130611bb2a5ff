"""What one search sees of a base: one edition up to one revision, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from folioscope.backends.vectors.port import Ids
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.generation import Generation
from folioscope.platform.indexes.keywords import KeywordIndex, KeywordView


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A base as of one revision of one edition; never changed, only replaced.

    ``generation`` is None where vectors are compared in the database.
    """

    base_id: str
    model: str
    edition: int
    revision: int
    size: int
    generation: Generation | None
    keywords: KeywordIndex
    view: KeywordView

    def is_worn_by(self, changes: Changes) -> bool:
        """Whether with these it is better built anew."""
        return self.generation is not None and self.generation.is_worn_by(changes)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A snapshot through the filters of a search; without any, ``allowed`` is None."""

    snapshot: Snapshot
    allowed: Ids | None


def build(changes: Changes, generation: Generation | None) -> Snapshot:
    """A snapshot of all chunks of a base."""
    keywords = KeywordIndex()
    view = keywords.change(zip(changes.ids.tolist(), changes.texts, strict=True), ())
    return Snapshot(
        base_id=changes.base_id,
        model=changes.model,
        edition=changes.edition,
        revision=changes.revision,
        size=len(changes.ids),
        generation=generation,
        keywords=keywords,
        view=view,
    )


def extend(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """The same edition with what came later."""
    added = zip(changes.ids.tolist(), changes.texts, strict=True)
    view = snapshot.keywords.change(added, sorted(changes.removed))
    generation = snapshot.generation
    return replace(
        snapshot,
        revision=changes.revision,
        size=snapshot.size + len(changes.ids) - len(changes.removed),
        generation=None if generation is None else generation.extended(changes),
        view=view,
    )
