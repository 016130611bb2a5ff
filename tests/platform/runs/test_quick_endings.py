"""Programs that end while they start."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope

PATIENCE = 60


@pytest.mark.postgres_only
async def test_a_program_that_is_closed_while_it_starts_ends(
    tmp_path: Path, database_url: str
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)

    async with asyncio.timeout(PATIENCE):
        for pause in range(12):
            async with open_folioscope(settings):
                await asyncio.sleep(pause / 100)
