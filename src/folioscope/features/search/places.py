"""Where to search: the bases that the caller may see, each at one moment, through the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.errors import FolioscopeError
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.hits import Note
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Wanted
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Seen
from folioscope.platform.principal import Principal


@dataclass(frozen=True, slots=True, eq=False)
class OpenBase:
    """A base as one search sees it."""

    name: str
    seen: Seen

    @property
    def model(self) -> str:
        """What made its vectors: that of the very edition which is searched."""
        return self.seen.snapshot.model

    @property
    def is_filled(self) -> bool:
        """Whether there is anything in it."""
        return self.seen.snapshot.size > 0


async def open_bases(
    database: Database, indexes: Indexes, principal: Principal, wanted: Wanted
) -> tuple[list[OpenBase], list[Note]]:
    """The bases to search. Of those that the caller may not see, nothing is touched.

    One whose indexes cannot be had is noted; if that is so of all, it is the error.
    """
    async with database.read() as session:
        chosen = await Bases(session, principal).choose(wanted.bases)
        ids = [base.id for base in chosen]
        allowed = (
            {}
            if wanted.filters.is_empty or not ids
            else await Passages(session, principal).allowed(ids, wanted.filters)
        )
    opened: list[OpenBase] = []
    failures: list[tuple[str, FolioscopeError]] = []
    for base in chosen:
        try:
            snapshot = await indexes.snapshot(base.id, base.edition, base.revision)
        except FolioscopeError as error:
            failures.append((base.name, error))
        else:
            opened.append(OpenBase(base.name, Seen(snapshot, allowed.get(base.id))))
    if failures and not opened:
        raise failures[0][1]
    return opened, _told(failures)


def _told(failures: Sequence[tuple[str, FolioscopeError]]) -> list[Note]:
    return [
        Note(name, error.code, f"“{name}” could not be searched: {error.message}")
        for name, error in failures
    ]
