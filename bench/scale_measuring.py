"""What a base costs in a process that begins with it; run by ``scale.py``, prints JSON.

python bench/scale_measuring.py DATA_DIR ADDRESS BASE_ID QUERIES_FILE
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from program import MODEL
from scale_rows import Mixture, row_of
from sqlalchemy import delete, func, insert, select, text, update
from stored_bases import DIMENSIONS, StoredBase

from folioscope.backends.vectors.pgvector import EXACT_NUMBERS
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import Chunk, Document, Removal
from folioscope.features.search.hybrid import search
from folioscope.features.search.wanted import Filters, Wanted
from folioscope.platform.indexes.dense import DenseInDatabase
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

CHANGES = 15
IS_THERE = "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass(:n) AND indisvalid"
NEEDS_INDEX = EXACT_NUMBERS // DIMENSIONS


@dataclass(frozen=True)
class Opened:
    """The program with one base."""

    folioscope: Folioscope
    base: StoredBase

    async def search(self, query: str, filters: Filters | None = None) -> float:
        """Milliseconds of one search, the embedding of its query among them."""
        start = perf_counter()
        asked = Wanted(query, bases=[self.base.id], filters=filters or Filters())
        found = await search(self.folioscope.searcher, LOCAL, asked)
        assert found.hits, query
        return 1000 * (perf_counter() - start)

    async def refresh(self) -> None:
        """Have the indexes as new as the row."""
        async with self.folioscope.database.read() as session:
            row = await Bases(session, LOCAL).get(self.base.id)
        await self.folioscope.tools.indexes.snapshot(row.id, row.edition, row.revision)

    async def until_indexed(self, query: str) -> float:
        """Search until PostgreSQL has the index that a large base gets; the seconds it took."""
        name = f"ix_chunks_vector_{self.base.id}_{self.base.edition}"
        start = perf_counter()
        while not await self._is_indexed(name):
            await self.search(query)
            await asyncio.sleep(0.5)
        return perf_counter() - start

    async def _is_indexed(self, name: str) -> bool:
        if not isinstance(self.folioscope.tools.indexes.dense, DenseInDatabase):
            return True
        async with self.folioscope.database.read() as session:
            chunks = select(func.count()).where(Chunk.base_id == self.base.id)
            is_small = (await session.scalar(chunks) or 0) <= NEEDS_INDEX
            return is_small or bool(await session.scalar(text(IS_THERE), {"n": name}))

    async def add(self, number: int) -> float:
        """Milliseconds from the commit of a document to the end of the first search for it."""
        word = f"novelty{number}of{os.getpid()}"
        async with self.folioscope.database.write() as session:
            last = select(func.max(Chunk.ordinal)).where(Chunk.base_id == self.base.id)
            ordinal = (await session.scalar(last) or 0) + 1
            rows = [
                row_of(self.base, ordinal + at, f"{word} stands here, {at}", vector)
                for at, vector in enumerate(Mixture(number).take(3))
            ]
            await session.execute(insert(Chunk), rows)
        start = perf_counter()
        await self._publish()
        await self.refresh()
        taken = 1000 * (perf_counter() - start)
        asked = Wanted(word, bases=[self.base.id])
        hits = (await search(self.folioscope.searcher, LOCAL, asked)).hits
        assert any(word in hit.text for hit in hits), word
        return taken

    async def _publish(self) -> None:
        async with self.folioscope.database.write() as session:
            revision = await Bases(session, LOCAL).next_revision(self.base.id)
            of_base = (Chunk.base_id == self.base.id, Chunk.edition == self.base.edition)
            staged = update(Chunk).where(*of_base, Chunk.revision == 0)
            await session.execute(staged.values(revision=revision))

    async def remove(self) -> float:
        """Milliseconds from the removal of three chunks to indexes without them."""
        async with self.folioscope.database.read() as session:
            newest = select(Chunk.id).where(Chunk.base_id == self.base.id)
            ids = list((await session.scalars(newest.order_by(Chunk.id.desc()).limit(3))).all())
        start = perf_counter()
        async with self.folioscope.database.write() as session:
            revision = await Bases(session, LOCAL).next_revision(self.base.id)
            session.add(Removal(base_id=self.base.id, revision=revision, chunk_ids=ids))
            await session.execute(delete(Chunk).where(Chunk.id.in_(ids)))
        await self.refresh()
        return 1000 * (perf_counter() - start)


def memory() -> dict[str, float]:
    """Resident and proportional megabytes of this process, and the most it ever had."""
    told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in told[1:]}
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return {"rss": sizes["Rss:"], "pss": sizes["Pss:"], "peak": int(peak.split()[1]) / 1024}


async def measure(data_dir: Path, address: str, base_id: str, queries: list[str]) -> object:
    """Everything, in the order in which a process meets it."""
    async with open_folioscope(Settings(data_dir=data_dir, database_url=address)) as folioscope:
        await folioscope.tools.embeddings.get(MODEL)
        async with folioscope.database.read() as session:
            row = await Bases(session, LOCAL).get(base_id)
            chosen = select(Document.id).where(Document.base_id == base_id)
            document_id = await session.scalar(chosen.order_by(Document.created_at)) or ""
        opened = Opened(folioscope, StoredBase(base_id, document_id, row.edition))
        before = memory()
        start = perf_counter()
        await opened.refresh()
        found: dict[str, object] = {"open_s": perf_counter() - start}
        await folioscope.tools.indexes.settled()
        found["settled_s"] = perf_counter() - start
        found["hnsw_s"] = await opened.until_indexed(queries[0])
        for query in queries[:10]:
            await opened.search(query)
        found["search_ms"] = [await opened.search(query) for query in queries[10:]]
        found["memory"] = {"before": before, "after": memory()}
        half = Filters(paths=tuple(f"{letter}*" for letter in "01234567"))
        found["filtered_ms"] = [await opened.search(query, half) for query in queries[10:20]]
        found["add_ms"] = [await opened.add(number) for number in range(CHANGES)]
        found["remove_ms"] = [await opened.remove() for _ in range(CHANGES)]
        found["changed"] = memory()
    return found


def main() -> None:
    """Run in a process of its own."""
    data_dir, address, base_id, file = sys.argv[1:]
    queries = json.loads(Path(file).read_text(encoding="utf-8"))
    found = asyncio.run(measure(Path(data_dir), address, base_id, queries))
    print(json.dumps(found, default=float))


if __name__ == "__main__":
    main()
