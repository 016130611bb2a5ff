"""Who is asking, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LOCAL_USER_ID = 0
"""The person at the machine, who owns what is made without accounts."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody a request or a run acts for.

    ``local`` is the person at the machine while accounts are off: it owns what it makes and may
    act for the users that it created. Every other kind sees what its own user owns.
    """

    kind: Literal["local", "user"]
    user_id: int


LOCAL = Principal("local", LOCAL_USER_ID)
