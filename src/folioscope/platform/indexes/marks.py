"""What tells one revision of a base from another that has the same number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A revision of a base as its rows show it now; ``latest`` is the newest one.

    ``digest`` is of what that revision last brought and last removed. ``count`` is how many chunks
    of it are still there.
    """

    edition: int
    revision: int
    latest: int
    digest: str
    count: int


LoadMark = Callable[[str, int | None], Awaitable[Mark | None]]
"""(base id, revision, None for the latest) → its mark; None if base or revision are not there."""
