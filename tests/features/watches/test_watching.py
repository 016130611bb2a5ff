"""When folders are looked at: at the latest, after hints, and not too often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.features.watches.hints import Hints
from folioscope.features.watches.target import Looked
from folioscope.features.watches.watching import REST, SOON_SECONDS, Turn
from tests.opened_program import PATIENCE

KINDS = frozenset({".txt"})


NOW = 100.0


def after(looked: Looked | None, took: float = 0.1) -> Turn:
    turn = Turn("/cvs")
    turn.begin()
    assert not turn.is_now(NOW)
    turn.end(looked, NOW - took, NOW, 30)
    return turn


def test_a_settled_folder_rests_until_it_is_due_or_something_hints() -> None:
    turn = after(Looked("done", root="1:1"))
    assert not turn.is_now(NOW + 29)
    assert turn.is_now(NOW + 30)
    turn.hinted = True
    assert turn.is_now(NOW + 29)
    assert turn.root == "1:1"


def test_a_folder_that_takes_long_rests_long() -> None:
    turn = after(Looked("done"), took=5)
    turn.hinted = True
    assert not turn.is_now(NOW + 5 * REST - 1)
    assert turn.is_now(NOW + 5 * REST)


@pytest.mark.parametrize("looked", [Looked("started"), Looked("more"), Looked("waits")])
def test_work_that_is_under_way_is_gone_on_with_soon(looked: Looked) -> None:
    assert after(looked, took=60).is_now(NOW + SOON_SECONDS)


def test_a_look_that_broke_off_is_tried_again_later() -> None:
    turn = after(None)
    assert not turn.is_now(NOW + 29)
    assert turn.is_now(NOW + 30)


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[tuple[Hints, asyncio.Queue[set[str]]]]:
    """Hints of a folder, and what they tell."""
    told: asyncio.Queue[set[str]] = asyncio.Queue()
    hints = Hints(KINDS, told.put_nowait)
    yield hints, told
    await hints.aclose()


async def test_a_change_is_hinted_at_unless_it_cannot_matter(
    tmp_path: Path, told: tuple[Hints, asyncio.Queue[set[str]]]
) -> None:
    hints, heard = told
    (tmp_path / "other").mkdir()
    hints.listen([str(tmp_path / "other"), str(tmp_path)])
    for name in (".hidden.txt", "~$open.txt", "photo.heic"):
        (tmp_path / "other" / name).write_text("x")

    async def write() -> None:
        number = 0
        while True:  # until somebody listens
            (tmp_path / f"{number}.txt").write_text("x")
            number += 1
            await asyncio.sleep(0.1)

    writing = asyncio.create_task(write())
    async with asyncio.timeout(PATIENCE):
        while (first := await heard.get()) == {str(tmp_path), str(tmp_path / "other")}:
            pass  # in a quiet moment it says all
        assert first == {str(tmp_path)}
    writing.cancel()


async def test_a_folder_that_cannot_be_listened_to_is_no_failure(
    tmp_path: Path, told: tuple[Hints, asyncio.Queue[set[str]]]
) -> None:
    hints, heard = told
    hints.listen([str(tmp_path / "missing")])
    await hints.aclose()
    assert heard.empty()
