"""The port for hints between processes. Losing one only costs time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

Received = Callable[[str | None], None]
"""Told the topic of a hint; None when any may have been missed."""


class Relay(Protocol):
    """Carries topics from this process to all others."""

    def publish(self, topic: str) -> None:
        """Tell the others soon. Never waits, never fails."""
        ...

    def listening(self, received: Received) -> AbstractAsyncContextManager[None]:
        """Hear what others publish, and send what is published here."""
        ...
