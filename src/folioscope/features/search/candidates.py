"""The passages of a fused order as they are read, best first, only as many as are needed."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.errors import BackendBusy
from folioscope.features.search.fusion import Fused
from folioscope.features.search.hits import Hit
from folioscope.features.search.places import OpenBase
from folioscope.features.search.repository import Passages
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal


class BaseRebuilt(BackendBusy):
    """A base was rebuilt between ranking and reading, which hides the passages of before."""

    code = "base_rebuilt"


class Candidates:
    """Reads a fused order from its beginning; what has gone since is passed over."""

    def __init__(
        self,
        database: Database,
        principal: Principal,
        bases: Sequence[OpenBase],
        fused: Sequence[Fused],
    ) -> None:
        self._database = database
        self._principal = principal
        self._editions = {base.seen.snapshot.base_id: base.seen.snapshot.edition for base in bases}
        self._fused = fused
        self._read = 0

    @property
    def is_read(self) -> bool:
        """Whether there are no more."""
        return self._read >= len(self._fused)

    async def next(self, count: int) -> list[Hit]:
        """So many more, less those that have gone; ``BaseRebuilt`` if that is why they have."""
        wanted = self._fused[self._read : self._read + count]
        self._read += len(wanted)
        if not wanted:
            return []
        async with self._database.read() as session:
            passages = Passages(session, self._principal)
            hits = await passages.hits([(each.id, each.score) for each in wanted])
            if len(hits) < len(wanted):
                self._check(await passages.editions(list(self._editions)))
        return hits

    def _check(self, editions: dict[str, int]) -> None:
        if any(editions.get(base_id, known) != known for base_id, known in self._editions.items()):
            msg = "A knowledge base was rebuilt while it was searched. Search again."
            raise BaseRebuilt(msg)
