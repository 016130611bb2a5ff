"""Secrets taken out of what is told, by what they are and not by what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "[secret]"
SHORTEST = 6  # characters; to mask a shorter value would riddle every line with masks

_FORMS = re.compile(
    r"""
      \bfs[rkvi]_[A-Za-z0-9_-]{8,}                              # tokens and keys of this program
    | \beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?  # JSON Web Tokens
    | (?<=://)[^\s/@:]{0,200}:[^\s/@]{1,200}(?=@)               # user and password of an address
    | (?<=Bearer\ )[A-Za-z0-9._~+/=-]{8,}
    | \bsk-[A-Za-z0-9_-]{16,}                                   # keys of vendors
    """,
    re.VERBOSE,
)
"""How secrets look that no setting holds, such as the token that somebody has just shown."""


class Redaction:
    """Masks the secrets of the settings wherever they turn up, and what looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: one may begin as another does.
        known = sorted({each for each in secrets if len(each) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        return _FORMS.sub(MASK, text)

    def clean_all(self, value: object) -> object:
        """The same for whatever a log line may carry, however deep."""
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, dict):
            return {self.clean_all(key): self.clean_all(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.clean_all(each) for each in value]
        plain = isinstance(value, bool | int | float | None)
        return value if plain else self.clean(str(value))
