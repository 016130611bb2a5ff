"""Job boards, opened as the settings let them be."""

from __future__ import annotations

from dataclasses import replace

from folioscope.backends.job_boards.port import BoardConfig, BoardReach, JobBoard, OpenBoard
from folioscope.backends.registry import load
from folioscope.features.knowledge.incoming import open_under
from folioscope.settings.values import Settings


def boards_of(settings: Settings) -> OpenBoard:
    """What opens boards in this process, all of them at one pace."""
    reach = BoardReach(
        urls=settings.board_urls,
        hosts=settings.board_hosts,
        pause_seconds=settings.board_pause,
        permitted=frozenset(settings.boards_permitted),
        open_held=lambda path: open_under(path, settings.allowed_roots),
    )
    keys = {"civiweb": settings.civiweb_api_key.get_secret_value()}

    def open_board(backend: str, config: BoardConfig) -> JobBoard:
        board: JobBoard = load("job_boards", backend)(
            replace(config, key=config.key or keys.get(backend, "")), reach
        )
        return board

    return open_board
