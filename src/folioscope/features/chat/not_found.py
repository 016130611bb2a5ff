"""How a language model says that the passages do not hold the answer, and how that is heard."""

from __future__ import annotations

NOT_FOUND = "NOT-IN-DOCUMENTS"
"""Asked for by the rules of the mode ``strict``; nobody ever sees it."""

# What models put around a word that is to stand alone, and how much of it they may.
_DRESSING = " \t\r\n*_`\"'“”«»#>[("
LONGEST_DRESSING = 48


class NotFoundFilter:
    """Lets an answer through but for the marker, which it holds back until it is whole.

    An answer that begins with it is an abstention: nothing of it comes out. Anywhere else the
    marker is left out. What comes out in all does not depend on how the text was cut.
    """

    def __init__(self) -> None:
        self.abstained = False
        self._held = ""
        self._has_spoken = False

    def feed(self, text: str) -> str:
        """Take a piece and return what is certain by now."""
        if self.abstained:
            return ""
        self._held += text
        if not self._has_spoken:
            self._hear_the_beginning()
        return self._release() if self._has_spoken else ""

    def close(self) -> str:
        """Return the rest: nothing more comes."""
        rest, self._held = self._held, ""
        return rest

    def _hear_the_beginning(self) -> None:
        bare = self._held.lstrip(_DRESSING)
        may_abstain = len(self._held) - len(bare) <= LONGEST_DRESSING
        if may_abstain and bare.startswith(NOT_FOUND):
            self.abstained, self._held = True, ""
        else:
            self._has_spoken = not (may_abstain and NOT_FOUND.startswith(bare))

    def _release(self) -> str:
        """What cannot be the marker; its beginning may be at the end of what is held."""
        *before, last = self._held.split(NOT_FOUND)
        begins = max(0, len(last) - len(NOT_FOUND) + 1)
        cut = next(at for at in range(begins, len(last) + 1) if NOT_FOUND.startswith(last[at:]))
        self._held = last[cut:]
        return "".join(before) + last[:cut]
