"""A copy that an older program made comes back, and is brought up to date; a newer one does not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from folioscope.backends.blobs.disk import DiskBlobs
from folioscope.features.copies.archive import ArchiveWriter
from folioscope.features.copies.backing_up import back_up
from folioscope.migrations.apply import SchemaTooNew, current, newest, steps_after, upgrade
from folioscope.platform.database.engine import Database, parse_url
from tests.features.copies.copying import bring_back, header, rows_of, tell
from tests.migrations.filled import fill


@pytest.mark.parametrize("revision", [step.revision for step in steps_after(None)])
async def test_a_copy_of_each_released_schema_comes_back(tmp_path: Path, revision: str) -> None:
    older = Database(parse_url(f"sqlite:///{tmp_path / 'older.db'}"))
    await older.run_on_connection(partial(upgrade, revision=revision))
    await older.run_on_connection(fill)
    before = await rows_of(older)
    files = DiskBlobs(tmp_path / "files")
    path = tmp_path / "copy.tar"
    with path.open("wb") as target:
        await back_up(older, files, ArchiveWriter(target, header(revision)), tell)
    await older.aclose()
    restored = Database(parse_url(f"sqlite:///{tmp_path / 'restored.db'}"))
    await bring_back(path, restored, DiskBlobs(tmp_path / "restored"))
    async with restored.snapshot() as connection:
        assert await connection.run_sync(current) == newest()
    after = await rows_of(restored)
    await restored.aclose()
    for name, rows in before.items():
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows, name


def test_a_schema_of_tomorrow_is_not_restored() -> None:
    with pytest.raises(SchemaTooNew, match="newer Folioscope"):
        steps_after("9999")
