"""What the tests of job boards stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backends.job_boards import boards
from tests.board_server import BoardServer, serving


@pytest.fixture
def server() -> Iterator[BoardServer]:
    """A server of boards, without offers yet."""
    with serving(BoardServer()) as served:
        yield served


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits for servers, none of which takes any time."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(boards, "at_once", wait)
    return waited
