"""Patterns that are compiled when they are first asked.

A list of words in six languages takes up to a tenth of a second to compile, and a command that
shows the version asks none of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class LatePattern:
    """What stands for a pattern until something is asked of it."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Have the pattern compiled, and this of it at hand from now on.

        It is asked once for each name: what stands in an object is found before.
        """
        found = getattr(self.compiled(), name)
        self.__dict__[name] = found
        return found

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        if "_compiled" not in self.__dict__:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled


def late_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, but a mistake in it is told when it is first asked."""
    return cast("re.Pattern[str]", LatePattern(source, flags))
