"""What a file system tells of folders, and what it may have kept to itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.features.watches.hints import Hints

PATIENCE = 20


class Heard:
    """What was told, and when there was so much of it."""

    def __init__(self) -> None:
        self.told: list[set[str]] = []

    async def times(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.told) < count:
                await asyncio.sleep(0.05)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def folder(tmp_path: Path, heard: Heard) -> AsyncIterator[Path]:
    hints = Hints(frozenset({".txt"}), heard.told.append)
    hints.listen([str(tmp_path)])
    yield tmp_path
    await hints.aclose()


async def test_a_folder_is_told_once_it_is_listened_to(folder: Path, heard: Heard) -> None:
    await heard.times(1)

    assert heard.told[0] == {str(folder)}


async def test_a_new_folder_is_told_again_when_it_is_quiet(folder: Path, heard: Heard) -> None:
    await heard.times(1)
    (folder / "new").mkdir()

    await heard.times(3)

    assert heard.told[1:] == [{str(folder)}] * 2


async def test_a_new_file_is_told(folder: Path, heard: Heard) -> None:
    await heard.times(1)
    (folder / "ada.txt").write_text("Ada")

    await heard.times(2)

    assert heard.told[1] == {str(folder)}
