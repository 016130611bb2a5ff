"""What a process that serves or works does when it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable


def on_stop_signals(stop: Callable[[], object]) -> None:
    """Have SIGINT and SIGTERM call ``stop`` in the running loop."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
