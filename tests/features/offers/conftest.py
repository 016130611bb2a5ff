"""A program with a job board that is scripted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from folioscope.backends.registry import BACKENDS
from tests.features.offers.scripted_board import BOARDS, REGISTRY, ScriptedBoard, Synced, posting
from tests.opened_program import Program


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedBoard]:
    """A board of three offers."""
    monkeypatch.setitem(BACKENDS, "job_boards", REGISTRY)
    BOARDS["bakeries"] = ScriptedBoard([posting(number) for number in range(3)])
    yield BOARDS["bakeries"]
    del BOARDS["bakeries"]


@pytest.fixture
async def synced(board: ScriptedBoard, program: Program) -> Synced:
    """The board, added and not synced yet."""
    wanted = {"name": "jobs", "backend": "scripted", "slug": "bakeries"}
    await program.post("/api/boards", 201, wanted)
    return Synced(program, board)
